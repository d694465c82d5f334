<?php

// ruleid: php-hardcoded-secret
define('AUTH_KEY', 'kd93-LsQ2-77ab-Vx01');
// ruleid: php-hardcoded-secret
const JWT_SECRET = 'b0t-s1gn1ng-k3y-2024';
// ruleid: php-hardcoded-secret
$token = JWT::encode(['sub' => 1], 'h4rd-c0ded-k3y', 'HS256');
// ruleid: php-hardcoded-secret
$link = new mysqli('localhost', 'shop', 'Tr0ub4dor&3');
// ok: php-hardcoded-secret
define('API_SECRET', getenv('API_SECRET'));
// ok: php-hardcoded-secret
const SECRET_NAME = 'billing/production';
// ok: php-hardcoded-secret
define('SECURE_AUTH_SALT', 'put your unique phrase here');
// ok: php-hardcoded-secret
$token = JWT::encode(['sub' => 1], getenv('JWT_SECRET'), 'HS256');
// ok: php-hardcoded-secret
$link = new mysqli('localhost', 'shop', getenv('DB_PASSWORD'));
