import ldap
import ldap3
from ldap.filter import escape_filter_chars, filter_format


def find(connection, name):
    # ruleid: python-ldap-filter-string-building
    return connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, f"(uid={name})")


def members(server, group):
    connection = ldap3.Connection(server, auto_bind=True)
    query = "(&(objectClass=group)(cn=" + group + "))"
    # ruleid: python-ldap-filter-string-building
    connection.search("dc=example,dc=com", query, attributes=["member"])
    return connection.entries


def escaped(connection, name):
    # ok: python-ldap-filter-string-building
    return connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, f"(uid={escape_filter_chars(name)})")


def formatted(connection, name):
    # ok: python-ldap-filter-string-building
    return connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, filter_format("(uid=%s)", [name]))


def constant(connection):
    # ok: python-ldap-filter-string-building
    return connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, "(objectClass=person)")


def numbered(connection, number: int):
    # ok: python-ldap-filter-string-building
    return connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, f"(uidNumber={number})")
