<?php

// ruleid: php-code-injection
eval('$result = ' . $_POST['formula'] . ';');

function run()
{
    $callback = $_GET['callback'];
    // ruleid: php-code-injection
    call_user_func($callback, 1);
    // ruleid: php-code-injection
    $value = $callback(2);
    // ruleid: php-code-injection
    assert($_REQUEST['check']);
    // ruleid: php-code-injection
    $sorted = array_map($_GET['map'], [3, 1, 2]);
    $maker = create_maker();
    return [$value, $sorted, $maker];
}

function listed()
{
    $actions = ['sum' => fn ($list) => array_sum($list), 'max' => fn ($list) => max($list)];
    $action = $actions[$_GET['action']] ?? $actions['sum'];
    // ok: php-code-injection
    $value = $action([1, 2, 3]);
    // ok: php-code-injection
    $name = call_user_func('strtoupper', $_GET['name']);
    // ok: php-code-injection
    assert($_GET['page'] !== '');
    // ok: php-code-injection
    $words = array_map('trim', explode(',', $_GET['words']));
    $kind = $_GET['kind'];
    if (!in_array($kind, ['daily', 'weekly'], true)) {
        return null;
    }
    // ok: php-code-injection
    $report = call_user_func($kind);
    return [$value, $name, $words, $report];
}
