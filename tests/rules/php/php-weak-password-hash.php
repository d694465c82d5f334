<?php

class Accounts
{
    public function register($name, $password)
    {
        // ruleid: php-weak-password-hash
        $this->insert($name, md5($password));
        // ruleid: php-weak-password-hash
        $this->insert($name, hash('sha256', $this->salt . $password));
    }

    public function login($row)
    {
        // ruleid: php-weak-password-hash
        return $row['hash'] === sha1($_POST['password']);
    }

    public function modern($name, $password, $file)
    {
        // ok: php-weak-password-hash
        $this->insert($name, password_hash($password, PASSWORD_DEFAULT));
        // ok: php-weak-password-hash
        $checksum = md5($file);
        // ok: php-weak-password-hash
        $key = 'rules-' . md5('password-rules');
        // ok: php-weak-password-hash
        $reset = hash('sha256', $passwordResetToken);
        // ok: php-weak-password-hash
        $long = password_hash(hash('sha384', $password, true), PASSWORD_DEFAULT);
        // ok: php-weak-password-hash
        $nt = strtoupper(hash('md4', mb_convert_encoding($password, 'UTF-16LE')));
        // ok: php-weak-password-hash
        $salt = substr(sha1($salt . $password), 0, 4);
        return [$checksum, $key, $reset, $long, $nt, $salt];
    }

    public function leaked($password)
    {
        // ok: php-weak-password-hash
        $sum = strtoupper(sha1($password));
        $prefix = substr($sum, 0, 5);
        return in_array(substr($sum, 5), $this->range($prefix), true);
    }
}
