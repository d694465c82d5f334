import org.mindrot.jbcrypt.BCrypt;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class Passwords {
    PasswordEncoder quick() {
        // ruleid: java-bcrypt-low-cost
        return new BCryptPasswordEncoder(4);
    }

    String hash(String password) {
        // ruleid: java-bcrypt-low-cost
        return BCrypt.hashpw(password, BCrypt.gensalt(6));
    }

    PasswordEncoder standard() {
        // ok: java-bcrypt-low-cost
        return new BCryptPasswordEncoder();
    }

    PasswordEncoder strong() {
        // ok: java-bcrypt-low-cost
        return new BCryptPasswordEncoder(12);
    }

    String salted(String password) {
        // ok: java-bcrypt-low-cost
        return BCrypt.hashpw(password, BCrypt.gensalt());
    }
}
