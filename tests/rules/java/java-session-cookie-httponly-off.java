import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ResponseCookie;

class Sessions {
    void start(HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("session_id", id);
        cookie.setSecure(true);
        // ruleid: java-session-cookie-httponly-off
        cookie.setHttpOnly(false);
        response.addCookie(cookie);
    }

    ResponseCookie remember(String value) {
        // ruleid: java-session-cookie-httponly-off
        return ResponseCookie.from("remember-me", value).httpOnly(false).secure(true).build();
    }

    void configure(ServletContext context) {
        // ruleid: java-session-cookie-httponly-off
        context.getSessionCookieConfig().setHttpOnly(false);
    }

    void kept(HttpServletResponse response, String id) {
        Cookie cookie = new Cookie("session_id", id);
        // ok: java-session-cookie-httponly-off
        cookie.setHttpOnly(true);
        response.addCookie(cookie);
    }

    void forgery(HttpServletResponse response, String token) {
        Cookie cookie = new Cookie("XSRF-TOKEN", token);
        // ok: java-session-cookie-httponly-off
        cookie.setHttpOnly(false);
        response.addCookie(cookie);
    }

    ResponseCookie theme(String value) {
        // ok: java-session-cookie-httponly-off
        return ResponseCookie.from("theme", value).httpOnly(false).build();
    }
}
