import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.client.RestTemplate;

class Previews {
    private RestTemplate rest;

    InputStream image(HttpServletRequest request) throws IOException {
        URL url = new URL(request.getParameter("url"));
        // ruleid: java-ssrf
        URLConnection connection = url.openConnection();
        return connection.getInputStream();
    }

    @GetMapping("/preview")
    String preview(@RequestParam String url) {
        // ruleid: java-ssrf
        return rest.getForObject(url, String.class);
    }

    @GetMapping("/check")
    InputStream check(@RequestParam String host) throws IOException {
        // ruleid: java-ssrf
        return new URL("https://" + host + "/health").openStream();
    }

    @GetMapping("/rates")
    String rates(@RequestParam String currency) {
        // ok: java-ssrf
        return rest.getForObject("https://rates.example.com/v1/" + currency, String.class);
    }

    @GetMapping("/allowed")
    String allowed(@RequestParam String url) {
        URI uri = URI.create(url);
        if (!ALLOWED_HOSTS.contains(uri.getHost())) {
            throw new IllegalArgumentException("host");
        }
        // ok: java-ssrf
        return rest.getForObject(uri, String.class);
    }

    @GetMapping("/named")
    String named(@RequestParam String name) {
        String address = FEEDS.get(name);
        // ok: java-ssrf
        return rest.getForObject(address, String.class);
    }

    String bound(@RequestParam String city) {
        // ok: java-ssrf
        return rest.getForObject("https://weather.example.com/{city}", String.class, city);
    }
}
