<?php

function store($password)
{
    // ruleid: php-bcrypt-low-cost
    $first = password_hash($password, PASSWORD_BCRYPT, ['cost' => 12]);
    // ruleid: php-bcrypt-low-cost
    $second = Hash::make($password, ['rounds' => 12]);
    return [$first, $second];
}

function strong($password, $cost)
{
    // ok: php-bcrypt-low-cost
    $first = password_hash($password, PASSWORD_BCRYPT, ['cost' => 12]);
    // ok: php-bcrypt-low-cost
    $second = password_hash($password, PASSWORD_DEFAULT);
    // ok: php-bcrypt-low-cost
    $third = password_hash($password, PASSWORD_BCRYPT, ['cost' => $cost]);
    // ok: php-bcrypt-low-cost
    $parcel = ship($password, 'letter', ['cost' => 5]);
    return [$first, $second, $third, $parcel];
}
