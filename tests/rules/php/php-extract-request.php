<?php

function form()
{
    // ruleid: php-extract-request
    extract($_POST);
    // ruleid: php-extract-request
    extract($_GET, EXTR_SKIP);
    // ruleid: php-extract-request
    parse_str($_SERVER['QUERY_STRING']);
}

function fields()
{
    $name = $_POST['name'] ?? '';
    // ok: php-extract-request
    extract(['name' => 'constant']);
    // ok: php-extract-request
    parse_str($_SERVER['QUERY_STRING'], $query);
    // ok: php-extract-request
    extract($_POST, EXTR_PREFIX_ALL, 'form');
    return [$name, $query];
}
