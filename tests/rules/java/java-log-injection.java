import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

class Audit {
    private static final Logger LOGGER = LoggerFactory.getLogger(Audit.class);

    void failed(HttpServletRequest request) {
        // ruleid: java-log-injection
        LOGGER.warn("Log-in failed for {}", request.getParameter("user"));
    }

    @GetMapping("/search")
    void search(@RequestParam String term) {
        // ruleid: java-log-injection
        LOGGER.info("Search for " + term);
    }

    void replaced(HttpServletRequest request) {
        // ok: java-log-injection
        LOGGER.warn("Log-in failed for {}", request.getParameter("user").replaceAll("[\r\n]", "_"));
    }

    void number(HttpServletRequest request) {
        // ok: java-log-injection
        LOGGER.info("Page {}", Integer.parseInt(request.getParameter("page")));
    }

    void start(int port) {
        // ok: java-log-injection
        LOGGER.info("Listening on {}", port);
    }
}
