import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.beans.XMLDecoder;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.Base64;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class Baskets {
    Object fromBody(HttpServletRequest request) throws Exception {
        // ruleid: java-unsafe-deserialization
        ObjectInputStream in = new ObjectInputStream(request.getInputStream());
        return in.readObject();
    }

    Object fromCookie(HttpServletRequest request) throws Exception {
        for (Cookie cookie : request.getCookies()) {
            if (cookie.getName().equals("basket")) {
                byte[] bytes = Base64.getDecoder().decode(cookie.getValue());
                // ruleid: java-unsafe-deserialization
                return new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();
            }
        }
        return null;
    }

    @PostMapping("/import.yaml")
    Object yaml(@RequestBody String text) {
        // ruleid: java-unsafe-deserialization
        return new Yaml().load(text);
    }

    Object beans(HttpServletRequest request) throws Exception {
        // ruleid: java-unsafe-deserialization
        return new XMLDecoder(request.getInputStream()).readObject();
    }

    Basket json(HttpServletRequest request) throws Exception {
        // ok: java-unsafe-deserialization
        return new ObjectMapper().readValue(request.getInputStream(), Basket.class);
    }

    Object filtered(HttpServletRequest request) throws Exception {
        // ok: java-unsafe-deserialization
        ObjectInputStream in = new ObjectInputStream(request.getInputStream());
        in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("com.example.Basket;!*"));
        return in.readObject();
    }

    @PostMapping("/safe.yaml")
    Object safeYaml(@RequestBody String text) {
        // ok: java-unsafe-deserialization
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    Object cache() throws Exception {
        // ok: java-unsafe-deserialization
        return new ObjectInputStream(new FileInputStream("/var/cache/shop/baskets.ser")).readObject();
    }
}
