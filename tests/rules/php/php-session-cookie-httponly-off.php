<?php

// ruleid: php-session-cookie-httponly-off
ini_set('session.cookie_httponly', 0);
// ruleid: php-session-cookie-httponly-off
session_set_cookie_params(3600, '/', 'example.com', true, false);
// ruleid: php-session-cookie-httponly-off
session_set_cookie_params(['lifetime' => 0, 'httponly' => false, 'secure' => true]);
// ok: php-session-cookie-httponly-off
ini_set('session.cookie_httponly', '1');
// ok: php-session-cookie-httponly-off
session_set_cookie_params(['lifetime' => 0, 'httponly' => true]);
// ok: php-session-cookie-httponly-off
setcookie('theme', 'dark', ['httponly' => false]);
// ok: php-session-cookie-httponly-off
ini_set('display_startup_errors', 0);
