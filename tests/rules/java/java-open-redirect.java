import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;

class Login {
    void done(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // ruleid: java-open-redirect
        response.sendRedirect(request.getParameter("next"));
    }

    @GetMapping("/leave")
    String leave(@RequestParam String target) {
        // ruleid: java-open-redirect
        return "redirect:" + target;
    }

    @GetMapping("/out")
    RedirectView out(@RequestParam("to") String to) {
        // ruleid: java-open-redirect
        return new RedirectView(to);
    }

    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String next = request.getParameter("next");
        // ok: java-open-redirect
        response.sendRedirect("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    void local(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String next = request.getParameter("next");
        if (!isLocalPath(next)) {
            next = "/";
        }
        // ok: java-open-redirect
        response.sendRedirect(next);
    }

    @GetMapping("/orders/done")
    String order(@RequestParam String reference) {
        // ok: java-open-redirect
        return "redirect:/orders/" + reference;
    }

    void context(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // ok: java-open-redirect
        response.sendRedirect(request.getContextPath() + "/item?name=" + request.getParameter("name"));
    }

    void home(HttpServletResponse response) throws IOException {
        // ok: java-open-redirect
        response.sendRedirect("/home");
    }
}
