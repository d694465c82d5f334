<?php

class Invitations
{
    public function resetToken($letters)
    {
        $text = '';
        for ($i = 0; $i < 20; $i++) {
            // ruleid: php-weak-random-secret
            $text .= $letters[random_int(0, strlen($letters) - 1)];
        }
        return $text;
    }

    public function invite($user)
    {
        // ruleid: php-weak-random-secret
        $user->reset_code = random_int(100000, 999999);
        // ruleid: php-weak-random-secret
        $otp = random_int(1000, 9999);
        // ruleid: php-weak-random-secret
        return ['access_code' => random_int(1, 99999999), 'otp' => $otp];
    }

    public function others($low)
    {
        // ok: php-weak-random-secret
        $token = bin2hex(random_bytes(16));
        // ok: php-weak-random-secret
        $pin = random_int(1000, 9999);
        // ok: php-weak-random-secret
        $delay = mt_rand(1, 30);
        // ok: php-weak-random-secret
        $access_token = md5(mt_rand(1, 99999999));
        // ok: php-weak-random-secret
        $token_offset = mt_rand($low, 5);
        // ok: php-weak-random-secret
        $color = ['red', 'green'][rand(0, 1)];
        return [$token, $pin, $delay, $access_token, $token_offset, $color];
    }
}
