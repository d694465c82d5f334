<?php

function find($link)
{
    // ruleid: php-ldap-injection
    $result = ldap_search($link, 'dc=example,dc=com', '(uid=' . $_GET['uid'] . ')');
    $name = $_POST['name'];
    // ruleid: php-ldap-injection
    ldap_bind($link, "uid=$name,ou=people,dc=example,dc=com", $_POST['password']);
    return $result;
}

function escaped($link)
{
    // ok: php-ldap-injection
    $result = ldap_search($link, 'dc=example,dc=com', '(uid=' . ldap_escape($_GET['uid'], '', LDAP_ESCAPE_FILTER) . ')');
    // ok: php-ldap-injection
    ldap_bind($link, 'cn=reader,dc=example,dc=com', getenv('LDAP_PASSWORD'));
    // ok: php-ldap-injection
    ldap_search($link, 'dc=example,dc=com', '(gid=' . (int) $_GET['gid'] . ')');
    return $result;
}
