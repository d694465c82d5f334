import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Webhook {
    boolean genuine(byte[] body, byte[] signature, byte[] key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] expected = mac.doFinal(body);
        // ruleid: java-hmac-compare-arrays
        return Arrays.equals(expected, signature);
    }

    void check(Mac mac, byte[] body, byte[] signature) {
        // ruleid: java-hmac-compare-arrays
        if (!Arrays.equals(mac.doFinal(body), signature)) {
            throw new SecurityException("signature");
        }
    }

    boolean steady(Mac mac, byte[] body, byte[] signature) {
        byte[] expected = mac.doFinal(body);
        // ok: java-hmac-compare-arrays
        return MessageDigest.isEqual(expected, signature);
    }

    boolean sameContent(byte[] left, byte[] right) {
        // ok: java-hmac-compare-arrays
        return Arrays.equals(left, right);
    }

    boolean sameFile(MessageDigest digest, byte[] content, byte[] checksum) {
        byte[] actual = digest.digest(content);
        // ok: java-hmac-compare-arrays
        return Arrays.equals(actual, checksum);
    }
}
