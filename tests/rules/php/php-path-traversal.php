<?php

// ruleid: php-path-traversal
readfile('reports/' . $_GET['name']);

function show($request)
{
    $path = '/srv/files/' . $_POST['file'];
    // ruleid: php-path-traversal
    $text = file_get_contents($path);
    // ruleid: php-path-traversal
    unlink("uploads/{$_GET['old']}");
    // ruleid: php-path-traversal
    readfile(realpath('reports/' . $_GET['name']));
    // ruleid: php-path-traversal
    $handle = fopen(urldecode($_GET['log']), 'r');
    // ruleid: php-path-traversal
    return response()->download(storage_path('app') . '/' . $request->input('file'), "$text$handle");
}

function checked()
{
    // ok: php-path-traversal
    readfile('reports/' . basename($_GET['name']));
    $path = realpath('/srv/files/' . $_GET['file']);
    if ($path === false || !str_starts_with($path, '/srv/files/')) {
        http_response_code(404);
        exit;
    }
    // ok: php-path-traversal
    readfile($path);
    // ok: php-path-traversal
    $body = file_get_contents('php://input');
    // ok: php-path-traversal
    file_put_contents('/srv/last.txt', $_POST['note']);
    // ok: php-path-traversal
    $page = file_get_contents('pages/' . (int) $_GET['page'] . '.html');
    $name = $_GET['name'];
    if (!preg_match('/^[a-z0-9_]+$/D', $name)) {
        exit;
    }
    // ok: php-path-traversal
    $text = file_get_contents("pages/$name.html");
    return [$body, $page, $text];
}
