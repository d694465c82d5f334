import ldap
import ldap3


def login(name, password):
    connection = ldap.initialize("ldap://directory.internal")
    # ruleid: python-ldap-cleartext-bind
    connection.simple_bind_s(f"uid={name}", password)
    return connection


def bind(host, user, password):
    server = ldap3.Server(host, port=389, use_ssl=False)
    # ruleid: python-ldap-cleartext-bind
    return ldap3.Connection(server, user, password=password, auto_bind=True)


def encrypted(name, password):
    connection = ldap.initialize("ldaps://directory.internal")
    # ok: python-ldap-cleartext-bind
    connection.simple_bind_s(f"uid={name}", password)
    return connection


def start_tls(name, password):
    connection = ldap.initialize("ldap://directory.internal")
    connection.start_tls_s()
    # ok: python-ldap-cleartext-bind
    connection.simple_bind_s(f"uid={name}", password)
    return connection


def encrypted_bind(host, user, password):
    server = ldap3.Server(host, use_ssl=True)
    # ok: python-ldap-cleartext-bind
    return ldap3.Connection(server, user, password=password, auto_bind=True)
