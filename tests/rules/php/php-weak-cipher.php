<?php

class Vault
{
    public function encrypt($text, $key, $iv)
    {
        // ruleid: php-weak-cipher
        $old = openssl_encrypt($text, 'des-ede3-cbc', $key, 0, $iv);
        // ruleid: php-weak-cipher
        $blocks = openssl_encrypt($text, 'AES-128-ECB', $key);
        // ruleid: php-weak-cipher
        $stream = openssl_decrypt($text, "rc4", $key);
        // ruleid: php-weak-cipher
        $ancient = mcrypt_encrypt(MCRYPT_RIJNDAEL_128, $key, $text, MCRYPT_MODE_CBC, $iv);
        return [$old, $blocks, $stream, $ancient];
    }

    public function modern($text, $key, $iv)
    {
        // ok: php-weak-cipher
        $sealed = openssl_encrypt($text, 'aes-256-gcm', $key, 0, $iv, $tag);
        // ok: php-weak-cipher
        $chained = openssl_encrypt($text, 'aes-256-cbc', $key, 0, $iv);
        // ok: php-weak-cipher
        $boxed = sodium_crypto_secretbox($text, $iv, $key);
        // ok: php-weak-cipher
        $given = openssl_encrypt($text, $this->cipher, $key, 0, $iv);
        return [$sealed, $chained, $boxed, $given, $tag];
    }
}
