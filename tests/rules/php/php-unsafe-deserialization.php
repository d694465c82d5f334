<?php

// ruleid: php-unsafe-deserialization
$basket = unserialize($_COOKIE['basket']);

function load($request)
{
    // ruleid: php-unsafe-deserialization
    $state = unserialize(base64_decode($_POST['state']));
    $text = file_get_contents('php://input');
    // ruleid: php-unsafe-deserialization
    $event = unserialize($text, ['allowed_classes' => true]);
    // ruleid: php-unsafe-deserialization
    return [$state, $event, \unserialize($request->input('filter'))];
}

function safe()
{
    // ok: php-unsafe-deserialization
    $basket = json_decode($_COOKIE['basket'], true);
    // ok: php-unsafe-deserialization
    $state = unserialize($_POST['state'], ['allowed_classes' => false]);
    // ok: php-unsafe-deserialization
    $cached = unserialize(file_get_contents('/var/cache/app/state.ser'));
    // ok: php-unsafe-deserialization
    $text = serialize($_POST);
    // ok: php-unsafe-deserialization
    $row = unserialize(load_row($_GET['id']));
    return [$basket, $state, $cached, $text, $row];
}
