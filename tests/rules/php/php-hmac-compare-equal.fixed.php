<?php

class Hooks
{
    public function receive($request, $key)
    {
        $expected = 'sha256=' . hash_hmac('sha256', $request->getContent(), $key);
        // ruleid: php-hmac-compare-equal
        $signed = hash_equals($expected, (string) $request->headers->get('X-Hub-Signature-256'));
        // ruleid: php-hmac-compare-equal
        $direct = (hash_equals(hash_hmac('sha1', $_POST['state'], $key), (string) $_POST['signature']));
        return [$signed, $direct];
    }

    public function text($body, $key)
    {
        $mac = base64_encode(hash_hmac('sha256', $body, $key, true));
        // ruleid: php-hmac-compare-equal
        return hash_equals($mac, (string) $_SERVER['HTTP_X_SIGNATURE']);
    }

    public function constantTime($body, $key)
    {
        $expected = hash_hmac('sha256', $body, $key);
        // ok: php-hmac-compare-equal
        $signed = hash_equals($expected, (string) $_POST['signature']);
        // ok: php-hmac-compare-equal
        $missing = $expected === null;
        // ok: php-hmac-compare-equal
        $version = $_POST['version'] === '2';
        $digest = hash('sha256', $body);
        // ok: php-hmac-compare-equal
        $cached = $digest === $_POST['etag'];
        return [$signed, $missing, $version, $cached];
    }
}
