<?php

// ruleid: php-open-redirect
header('Location: ' . $_GET['next']);

function leave($request)
{
    $target = $_POST['target'] ?? '/';
    // ruleid: php-open-redirect
    header("Location: $target", true, 302);
    // ruleid: php-open-redirect
    wp_redirect($_REQUEST['redirect_to']);
    // ruleid: php-open-redirect
    return redirect($request->input('return'));
}

function inside($request)
{
    // ok: php-open-redirect
    header('Location: /users/' . $_GET['id']);
    // ok: php-open-redirect
    header('Location: ' . $_SERVER['HTTP_REFERER']);
    // ok: php-open-redirect
    header('Location: https://shop.example.com/?q=' . urlencode($_GET['q']));
    // ok: php-open-redirect
    wp_safe_redirect($_REQUEST['redirect_to']);
    $pages = ['home' => '/', 'help' => '/help'];
    // ok: php-open-redirect
    header('Location: ' . $pages[$_GET['page']]);
    // ok: php-open-redirect
    return redirect('/search?q=' . $request->input('q'));
}

function checked()
{
    $target = $_GET['target'];
    if (!is_local_path($target)) {
        $target = '/';
    }
    // ok: php-open-redirect
    header('Location: ' . $target);
    $back = $_GET['back'];
    if (!str_starts_with($back, BASE_URL . '/')) {
        $back = BASE_URL;
    }
    // ok: php-open-redirect
    header('Location: ' . $back);
    if (array_key_exists('leave', $_GET)) {
        // ruleid: php-open-redirect
        header('Location: ' . $_GET['leave']);
    }
}
