<?php

class VerifyCsrfToken extends Middleware
{
    // ruleid: php-csrf-protection-off
    protected $except = ['*'];
}

function configure($middleware, $resolver)
{
    // ruleid: php-csrf-protection-off
    $middleware->validateCsrfTokens(except: ['stripe/*', '*']);
    // ruleid: php-csrf-protection-off
    $resolver->setDefaults(['data_class' => Order::class, 'csrf_protection' => false]);
}

class HookCsrfToken extends Middleware
{
    // ok: php-csrf-protection-off
    protected $except = ['stripe/*', 'hooks/github'];
}

function others($middleware, $resolver)
{
    // ok: php-csrf-protection-off
    $middleware->validateCsrfTokens(except: ['stripe/*']);
    // ok: php-csrf-protection-off
    $resolver->setDefaults(['csrf_protection' => true]);
    // ok: php-csrf-protection-off
    $resolver->setDefaults(['required' => false]);
}
