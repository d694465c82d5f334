<?php

class Sessions
{
    public function start($user)
    {
        // ruleid: php-guessable-token-md5
        $token = md5(uniqid(rand(), true));
        // ruleid: php-guessable-token-md5
        $this->csrfToken = md5(time());
        // ruleid: php-guessable-token-md5
        $user->reset_code = md5(microtime() . $user->email);
        // ruleid: php-guessable-token-md5
        return ['api_key' => md5(mt_rand()), 'token' => $token];
    }

    public function others($file)
    {
        // ok: php-guessable-token-md5
        $token = bin2hex(random_bytes(16));
        // ok: php-guessable-token-md5
        $boundary = md5(uniqid());
        // ok: php-guessable-token-md5
        $cacheKey = md5($file);
        // ok: php-guessable-token-md5
        $secret = md5(random_bytes(32));
        // ok: php-guessable-token-md5
        $tokens = md5(time());
        return [$token, $boundary, $cacheKey, $secret, $tokens];
    }
}
