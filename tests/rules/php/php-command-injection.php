<?php

// ruleid: php-command-injection
$answer = shell_exec('ping -c 1 ' . $_GET['host']);

function convert()
{
    $source = $_POST['source'];
    // ruleid: php-command-injection
    exec("convert $source out.png", $lines, $status);
    // ruleid: php-command-injection
    system("traceroute {$_GET['host']}");
    // ruleid: php-command-injection
    $size = `du -s $source`;
    // ruleid: php-command-injection
    $handle = popen('gzip -c ' . trim($_POST['file']), 'r');
    return [$status, $size, $handle];
}

function separate()
{
    // ok: php-command-injection
    $process = proc_open(['convert', $_POST['source'], 'out.png'], [], $pipes);
    // ok: php-command-injection
    exec('convert ' . escapeshellarg($_POST['source']) . ' out.png');
    // ok: php-command-injection
    $size = shell_exec('du -s ' . (int) $_GET['id']);
    // ok: php-command-injection
    $today = `date`;
    // ok: php-command-injection
    system($_GET['fast'] === '1' ? 'make fast' : 'make all');
    // ok: php-command-injection
    $rows = curl_exec($_GET['handle']);
    return [$process, $size, $today, $rows];
}
