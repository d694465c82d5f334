<?php

function fetch($url)
{
    $handle = curl_init($url);
    // ruleid: php-tls-verification-off
    curl_setopt($handle, CURLOPT_SSL_VERIFYPEER, true);
    // ruleid: php-tls-verification-off
    curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_SSL_VERIFYPEER => true]);
    // ruleid: php-tls-verification-off
    $client = new Client(['timeout' => 5, 'verify' => true]);
    // ruleid: php-tls-verification-off
    $context = stream_context_create(['ssl' => ['verify_peer' => true]]);
    return [$client, $context, curl_exec($handle)];
}

function checked($url, $verify)
{
    $handle = curl_init($url);
    // ok: php-tls-verification-off
    curl_setopt($handle, CURLOPT_SSL_VERIFYPEER, true);
    // ok: php-tls-verification-off
    curl_setopt($handle, CURLOPT_SSL_VERIFYPEER, $verify);
    // ok: php-tls-verification-off
    $client = new Client(['verify' => '/etc/ssl/company.pem']);
    // ok: php-tls-verification-off
    curl_setopt($handle, CURLOPT_HEADER, false);
    // ok: php-tls-verification-off
    $form = new Form(['verify' => false]);
    return [$client, $form, curl_exec($handle)];
}
