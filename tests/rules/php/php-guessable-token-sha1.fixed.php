<?php

class Sessions
{
    public function start($user)
    {
        // ruleid: php-guessable-token-sha1
        $token = bin2hex(random_bytes(20));
        // ruleid: php-guessable-token-sha1
        $this->csrfToken = bin2hex(random_bytes(20));
        // ruleid: php-guessable-token-sha1
        $user->reset_code = bin2hex(random_bytes(20));
        // ruleid: php-guessable-token-sha1
        return ['api_key' => bin2hex(random_bytes(20)), 'token' => $token];
    }

    public function others($file)
    {
        // ok: php-guessable-token-sha1
        $token = bin2hex(random_bytes(20));
        // ok: php-guessable-token-sha1
        $boundary = sha1(uniqid());
        // ok: php-guessable-token-sha1
        $cacheKey = sha1($file);
        // ok: php-guessable-token-sha1
        $secret = sha1(random_bytes(32));
        // ok: php-guessable-token-sha1
        $tokens = sha1(time());
        return [$token, $boundary, $cacheKey, $secret, $tokens];
    }
}
