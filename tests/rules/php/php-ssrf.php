<?php

function preview($client)
{
    // ruleid: php-ssrf
    $handle = curl_init($_GET['url']);
    // ruleid: php-ssrf
    curl_setopt($handle, CURLOPT_URL, 'https://' . $_POST['host'] . '/status');
    $address = trim($_POST['feed']);
    // ruleid: php-ssrf
    $feed = wp_remote_get($address);
    // ruleid: php-ssrf
    $page = $client->request('GET', $address);
    return [$feed, $page, Cache::get($address)];
}

function fixed($client)
{
    // ok: php-ssrf
    $handle = curl_init('https://api.example.com/users/' . $_GET['id']);
    // ok: php-ssrf
    curl_setopt($handle, CURLOPT_POSTFIELDS, $_POST['text']);
    // ok: php-ssrf
    $page = $client->get('/users', ['query' => ['name' => $_GET['name']]]);
    // ok: php-ssrf
    $list = Http::get("https://api.example.com/list/{$_GET['name']}");
    $host = $_GET['host'];
    if (!in_array($host, ['cdn.example.com', 'img.example.com'], true)) {
        return null;
    }
    // ok: php-ssrf
    $image = Http::get("https://$host/logo.png");
    $client = new Predis\Client(['host' => 'redis']);
    // ok: php-ssrf
    $entry = $client->get($_GET['key']);
    // ok: php-ssrf
    $hit = $redisClient->get($_GET['key']);
    return [$page, $list, $image, $entry, $hit];
}
