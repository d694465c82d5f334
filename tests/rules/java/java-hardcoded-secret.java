import com.auth0.jwt.algorithms.Algorithm;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;

class Signing {
    private static final String SECRET = "k4Jd82jKslq0Zmx7wPqa";

    @Value("${shop.jwt.secret}")
    private String secret;

    String jwt(String subject) {
        // ruleid: java-hardcoded-secret
        return Jwts.builder().setSubject(subject).signWith(SignatureAlgorithm.HS256, SECRET).compact();
    }

    Algorithm algorithm() {
        // ruleid: java-hardcoded-secret
        return Algorithm.HMAC256("k4Jd82jKslq0Zmx7wPqa");
    }

    SecretKeySpec key() {
        // ruleid: java-hardcoded-secret
        return new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.UTF_8), "AES");
    }

    Connection database() throws Exception {
        // ruleid: java-hardcoded-secret
        return DriverManager.getConnection("jdbc:postgresql://db/shop", "shop", "Sommer2019");
    }

    Algorithm configured() {
        // ok: java-hardcoded-secret
        return Algorithm.HMAC256(secret);
    }

    SecretKeySpec environment() {
        // ok: java-hardcoded-secret
        return new SecretKeySpec(System.getenv("SHOP_KEY").getBytes(StandardCharsets.UTF_8), "AES");
    }

    Connection memory() throws Exception {
        // ok: java-hardcoded-secret
        return DriverManager.getConnection("jdbc:h2:mem:test", "sa", "");
    }

    Object generated() {
        // ok: java-hardcoded-secret
        return Keys.secretKeyFor(SignatureAlgorithm.HS256);
    }
}
