import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;

class Callback {
    boolean genuine(Mac mac, byte[] body, String signature) {
        String expected = HexFormat.of().formatHex(mac.doFinal(body));
        // ruleid: java-hmac-compare-text
        return java.security.MessageDigest.isEqual(expected.getBytes(java.nio.charset.StandardCharsets.UTF_8), String.valueOf(signature).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    void check(Mac mac, byte[] body, String signature) {
        byte[] sum = mac.doFinal(body);
        String expected = Base64.getEncoder().encodeToString(sum);
        // ruleid: java-hmac-compare-text
        if (!java.security.MessageDigest.isEqual(expected.getBytes(java.nio.charset.StandardCharsets.UTF_8), String.valueOf(signature).getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            throw new SecurityException("signature");
        }
    }

    boolean steady(Mac mac, byte[] body, String signature) {
        String expected = HexFormat.of().formatHex(mac.doFinal(body));
        // ok: java-hmac-compare-text
        return MessageDigest.isEqual(expected.getBytes(), signature.getBytes());
    }

    boolean sameFile(MessageDigest digest, byte[] content, String checksum) {
        String actual = HexFormat.of().formatHex(digest.digest(content));
        // ok: java-hmac-compare-text
        return actual.equals(checksum);
    }

    boolean named(String name, String other) {
        // ok: java-hmac-compare-text
        return name.equals(other);
    }
}
