<?php

// ruleid: php-file-inclusion
include $_GET['page'] . '.php';

function page()
{
    $language = $_COOKIE['language'];
    // ruleid: php-file-inclusion
    require_once "lang/$language.php";
    // ruleid: php-file-inclusion
    include('themes/' . trim($_REQUEST['theme']) . '/head.php');
}

function listed()
{
    $pages = ['home' => 'home.php', 'about' => 'about.php'];
    // ok: php-file-inclusion
    include $pages[$_GET['page']] ?? 'home.php';
    // ok: php-file-inclusion
    require_once __DIR__ . '/config.php';
    $theme = $_GET['theme'];
    if (!in_array($theme, ['dark', 'light'], true)) {
        $theme = 'light';
    }
    // ok: php-file-inclusion
    include "themes/$theme.php";
    // ok: php-file-inclusion
    include 'lang/' . basename($_COOKIE['language']) . '.php';
}
