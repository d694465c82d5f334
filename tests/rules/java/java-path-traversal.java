import jakarta.servlet.http.HttpServletRequest;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.commons.io.FilenameUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

class Documents {
    private final Path base = Paths.get("/srv/documents").toAbsolutePath().normalize();
    private DocumentRepository documentRepository;

    InputStream download(HttpServletRequest request) throws IOException {
        // ruleid: java-path-traversal
        return new FileInputStream(new File("/srv/documents", request.getParameter("name")));
    }

    @GetMapping("/documents/{name}")
    byte[] read(@PathVariable String name) throws IOException {
        Path path = base.resolve(name);
        // ruleid: java-path-traversal
        return Files.readAllBytes(path);
    }

    @PostMapping("/documents")
    void upload(@RequestParam("file") MultipartFile file) throws IOException {
        File target = new File("/srv/documents/" + file.getOriginalFilename());
        // ruleid: java-path-traversal
        file.transferTo(target);
    }

    @GetMapping("/checked/{name}")
    byte[] checked(@PathVariable String name) throws IOException {
        Path path = base.resolve(name).normalize();
        if (!path.startsWith(base)) {
            throw new IOException("no such document");
        }
        // ok: java-path-traversal
        return Files.readAllBytes(path);
    }

    @GetMapping("/canonical/{name}")
    InputStream canonical(@PathVariable String name) throws IOException {
        File file = new File("/srv/documents", name);
        if (!file.getCanonicalPath().startsWith("/srv/documents" + File.separator)) {
            throw new IOException("no such document");
        }
        // ok: java-path-traversal
        return new FileInputStream(file);
    }

    @GetMapping("/plain/{name}")
    InputStream plain(@PathVariable String name) throws IOException {
        // ok: java-path-traversal
        return new FileInputStream(new File("/srv/documents", FilenameUtils.getName(name)));
    }

    @GetMapping("/stored/{key}")
    byte[] stored(@PathVariable String key) throws IOException {
        Document document = documentRepository.findByKey(key);
        // ok: java-path-traversal
        return Files.readAllBytes(base.resolve(document.getStoredName()));
    }

    @GetMapping("/numbered/{number}")
    byte[] numbered(@PathVariable int number) throws IOException {
        // ok: java-path-traversal
        return Files.readAllBytes(base.resolve(number + ".pdf"));
    }
}
