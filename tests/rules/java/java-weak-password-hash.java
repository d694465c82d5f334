import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class Accounts {
    byte[] hash(String password) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        // ruleid: java-weak-password-hash
        return digest.digest(password.getBytes(StandardCharsets.UTF_8));
    }

    String hex(String password, String salt) {
        // ruleid: java-weak-password-hash
        return DigestUtils.md5Hex(password + salt);
    }

    String hex(User user) {
        // ruleid: java-weak-password-hash
        return DigestUtils.sha1Hex(user.getPassword());
    }

    byte[] direct(String newPassword) throws Exception {
        // ruleid: java-weak-password-hash
        return MessageDigest.getInstance("MD5").digest(newPassword.getBytes());
    }

    String slow(String password) {
        // ok: java-weak-password-hash
        return new BCryptPasswordEncoder().encode(password);
    }

    byte[] checksum(byte[] content) throws Exception {
        // ok: java-weak-password-hash
        return MessageDigest.getInstance("SHA-256").digest(content);
    }

    String key(String passwordResetToken) {
        // ok: java-weak-password-hash
        return DigestUtils.sha256Hex(passwordResetToken);
    }

    boolean leaked(String password) throws Exception {
        // ok: java-weak-password-hash
        String sum = DigestUtils.sha1Hex(password);
        return fetch("https://api.pwnedpasswords.com/range/" + sum.substring(0, 5)).contains(sum.substring(5));
    }
}
