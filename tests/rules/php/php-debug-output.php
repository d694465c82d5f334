<?php

// ruleid: php-debug-output
ini_set('display_errors', 1);
// ruleid: php-debug-output
phpinfo();
// ruleid: php-debug-output
ini_set('display_errors', 'On');
// ok: php-debug-output
ini_set('display_errors', '0');
// ok: php-debug-output
ini_set('log_errors', 1);
// ok: php-debug-output
error_reporting(E_ALL);
if (getenv('APP_DEBUG') === '1') {
    // ok: php-debug-output
    ini_set('display_errors', 1);
}
