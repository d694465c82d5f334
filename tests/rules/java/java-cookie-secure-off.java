import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ResponseCookie;

class Cookies {
    void add(HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("session_id", id);
        // ruleid: java-cookie-secure-off
        cookie.setSecure(false);
        response.addCookie(cookie);
    }

    ResponseCookie build(String value) {
        // ruleid: java-cookie-secure-off
        return ResponseCookie.from("login", value).path("/").secure(false).httpOnly(true).build();
    }

    void configure(ServletContext context) {
        // ok: java-cookie-secure-off
        context.getSessionCookieConfig().setSecure(true);
    }

    void follow(HttpServletRequest request, HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("session_id", id);
        // ok: java-cookie-secure-off
        cookie.setSecure(request.isSecure());
        response.addCookie(cookie);
    }

    void other(Channel channel) {
        // ok: java-cookie-secure-off
        channel.setSecure(false);
    }
}
