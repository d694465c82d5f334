<?php

function check()
{
    // ruleid: php-loose-token-comparison
    if (hash_equals((string) $_SESSION['csrf_token'], (string) $_POST['token'])) {
        return true;
    }
    // ruleid: php-loose-token-comparison
    return hash_equals((string) $_SESSION['reset_token'], (string) $_GET['key']);
}

function strict()
{
    // ok: php-loose-token-comparison
    if (hash_equals((string) $_SESSION['csrf_token'], (string) $_POST['token'])) {
        return true;
    }
    // ok: php-loose-token-comparison
    if ($_GET['page'] == $_SESSION['page']) {
        return true;
    }
    // A code that people type: " 123456" is the right number too.
    // ok: php-loose-token-comparison
    if ($_SESSION['sms_code'] == $_POST['code']) {
        return true;
    }
    // ok: php-loose-token-comparison
    return $_SESSION['csrf_token'] == null;
}
