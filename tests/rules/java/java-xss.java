import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.HtmlUtils;

class Greeting {
    private final ObjectMapper mapper = new ObjectMapper();

    void hello(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html");
        // ruleid: java-xss
        response.getWriter().println("<h1>Hello " + request.getParameter("name") + "</h1>");
    }

    void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String term = request.getParameter("term");
        PrintWriter out = response.getWriter();
        out.println("<html><body>");
        // ruleid: java-xss
        out.printf("<p>No hits for %s</p>", term);
        out.println("</body></html>");
    }

    @GetMapping("/welcome")
    String welcome(@RequestParam String name) {
        // ruleid: java-xss
        return "<p>Welcome, " + name + "!</p>";
    }

    void escaped(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // ok: java-xss
        response.getWriter().println("<h1>Hello " + HtmlUtils.htmlEscape(request.getParameter("name")) + "</h1>");
    }

    void json(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        // ok: java-xss
        response.getWriter().write("{\"name\": \"" + request.getParameter("name") + "\"}");
    }

    void serialized(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // ok: java-xss
        response.getWriter().write(mapper.writeValueAsString(request.getParameter("name")));
    }

    @GetMapping("/page")
    String view(@RequestParam String name) {
        // ok: java-xss
        return "pages/" + name;
    }

    void constant(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String page = "shop".equals(request.getParameter("page")) ? "Shop" : "Start";
        // ok: java-xss
        response.getWriter().println("<h1>" + page + "</h1>");
    }
}
