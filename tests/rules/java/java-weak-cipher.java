import javax.crypto.Cipher;

class Vault {
    Cipher des() throws Exception {
        // ruleid: java-weak-cipher
        return Cipher.getInstance("DES/CBC/PKCS5Padding");
    }

    Cipher ecb() throws Exception {
        // ruleid: java-weak-cipher
        return Cipher.getInstance("AES/ECB/PKCS5Padding");
    }

    Cipher bare() throws Exception {
        // ruleid: java-weak-cipher
        return Cipher.getInstance("AES");
    }

    Cipher gcm() throws Exception {
        // ok: java-weak-cipher
        return Cipher.getInstance("AES/GCM/NoPadding");
    }

    Cipher rsa() throws Exception {
        // ok: java-weak-cipher
        return Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    }

    Cipher configured(String name) throws Exception {
        // ok: java-weak-cipher
        return Cipher.getInstance(name);
    }
}
