import java.security.SecureRandom;
import java.util.Random;

class Tokens {
    String generateToken() {
        // ruleid: java-weak-random-secret
        Random random = new Random();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            text.append(Integer.toHexString(random.nextInt(16)));
        }
        return text.toString();
    }

    int otp() {
        // ruleid: java-weak-random-secret
        return 100000 + new Random().nextInt(900000);
    }

    void reset(Account account) {
        // ruleid: java-weak-random-secret
        long resetCode = new Random().nextLong();
        account.setResetCode(Long.toString(resetCode, 36));
    }

    String newPassword() {
        // ok: java-weak-random-secret
        SecureRandom random = new SecureRandom();
        return Long.toString(random.nextLong(), 36);
    }

    int roll() {
        // ok: java-weak-random-secret
        return new Random().nextInt(6) + 1;
    }

    String tokenForTest() {
        // ok: java-weak-random-secret
        Random random = new Random(42);
        return Long.toString(random.nextLong(), 36);
    }
}
