<?php

// ruleid: php-session-cookie-httponly-off
ini_set('session.cookie_httponly', true);
// ruleid: php-session-cookie-httponly-off
session_set_cookie_params(3600, '/', 'example.com', true, true);
// ruleid: php-session-cookie-httponly-off
session_set_cookie_params(['lifetime' => 0, 'httponly' => true, 'secure' => true]);
// ok: php-session-cookie-httponly-off
ini_set('session.cookie_httponly', '1');
// ok: php-session-cookie-httponly-off
session_set_cookie_params(['lifetime' => 0, 'httponly' => true]);
// ok: php-session-cookie-httponly-off
setcookie('theme', 'dark', ['httponly' => false]);
// ok: php-session-cookie-httponly-off
ini_set('display_startup_errors', 0);
