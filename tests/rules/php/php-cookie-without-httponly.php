<?php

function login($token)
{
    // ruleid: php-cookie-without-httponly
    setcookie('auth_token', $token);
    // ruleid: php-cookie-without-httponly
    setcookie('remember_me', $token, time() + 86400, '/', 'example.com', true, false);
    // ok: php-cookie-without-httponly
    setcookie('auth_token', $token, ['secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
    // ok: php-cookie-without-httponly
    setcookie('auth_token', $token, time() + 86400, '/', '', true, true);
    // ok: php-cookie-without-httponly
    setcookie('theme', 'dark');
    // ok: php-cookie-without-httponly
    setcookie('auth_token', '', time() - 3600);
}
