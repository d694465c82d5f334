<?php

class Hooks
{
    public function receive($request, $key)
    {
        $expected = 'sha256=' . hash_hmac('sha256', $request->getContent(), $key);
        // ruleid: php-hmac-compare-not-equal
        $signed = $expected !== $request->headers->get('X-Hub-Signature-256');
        // ruleid: php-hmac-compare-not-equal
        $direct = (hash_hmac('sha1', $_POST['state'], $key) != $_POST['signature']);
        return [$signed, $direct];
    }

    public function text($body, $key)
    {
        $mac = base64_encode(hash_hmac('sha256', $body, $key, true));
        // ruleid: php-hmac-compare-not-equal
        return $_SERVER['HTTP_X_SIGNATURE'] !== $mac;
    }

    public function constantTime($body, $key)
    {
        $expected = hash_hmac('sha256', $body, $key);
        // ok: php-hmac-compare-not-equal
        $signed = !hash_equals($expected, (string) $_POST['signature']);
        // ok: php-hmac-compare-not-equal
        $missing = $expected !== null;
        // ok: php-hmac-compare-not-equal
        $version = $_POST['version'] !== '2';
        $digest = hash('sha256', $body);
        // ok: php-hmac-compare-not-equal
        $cached = $digest !== $_POST['etag'];
        return [$signed, $missing, $version, $cached];
    }
}
