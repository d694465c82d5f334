import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;

class Keys {
    KeyPair small() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // ruleid: java-rsa-key-too-short
        generator.initialize(1024);
        return generator.generateKeyPair();
    }

    KeyPair seeded(SecureRandom random) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "BC");
        // ruleid: java-rsa-key-too-short
        generator.initialize(1024, random);
        return generator.generateKeyPair();
    }

    KeyPair large() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // ok: java-rsa-key-too-short
        generator.initialize(3072);
        return generator.generateKeyPair();
    }

    KeyPair curve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        // ok: java-rsa-key-too-short
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    void pool(BufferPool pool) {
        // ok: java-rsa-key-too-short
        pool.initialize(1024);
    }
}
