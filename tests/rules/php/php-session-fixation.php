<?php

if (isset($_GET['sid'])) {
    // ruleid: php-session-fixation
    session_id($_GET['sid']);
}
session_start();

function resume($request)
{
    $id = $request->input('session');
    // ruleid: php-session-fixation
    session_id($id);
    // ruleid: php-session-fixation
    setcookie(session_name(), $_POST['session'], 0, '/');
}

function own()
{
    // ok: php-session-fixation
    $id = session_id();
    // ok: php-session-fixation
    session_id(bin2hex(random_bytes(16)));
    // ok: php-session-fixation
    setcookie('visited', $_GET['page']);
    return $id;
}
