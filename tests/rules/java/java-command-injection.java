import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

class NetworkTools {
    Process ping(HttpServletRequest request) throws IOException {
        // ruleid: java-command-injection
        return Runtime.getRuntime().exec("ping -c 1 " + request.getParameter("host"));
    }

    @GetMapping("/lookup")
    Process lookup(@RequestParam String host) throws IOException {
        // ruleid: java-command-injection
        return new ProcessBuilder("sh", "-c", "dig " + host + " | tail -n 5").start();
    }

    @GetMapping("/trace")
    Process trace(@RequestParam("host") String host) throws IOException {
        String[] command = new String[] {"/bin/bash", "-c", "traceroute " + host};
        // ruleid: java-command-injection
        return Runtime.getRuntime().exec(command);
    }

    @GetMapping("/run")
    Process run(String tool) throws IOException {
        // ruleid: java-command-injection
        return new ProcessBuilder(tool).start();
    }

    @GetMapping("/safe-lookup")
    Process argument(@RequestParam String host) throws IOException {
        // ok: java-command-injection
        return new ProcessBuilder("dig", "--", host).start();
    }

    @GetMapping("/convert")
    Process list(@RequestParam String name) throws IOException {
        // ok: java-command-injection
        return Runtime.getRuntime().exec(new String[] {"/usr/bin/convert", "--", name});
    }

    @GetMapping("/disk")
    Process constant(@RequestParam String ignored) throws IOException {
        // ok: java-command-injection
        return new ProcessBuilder("sh", "-c", "df -h | tail -n 3").start();
    }

    @GetMapping("/wait")
    Process number(@RequestParam String seconds) throws IOException {
        int count = Integer.parseInt(seconds);
        // ok: java-command-injection
        return Runtime.getRuntime().exec("sleep " + count);
    }
}
