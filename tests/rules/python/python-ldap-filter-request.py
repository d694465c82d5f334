from flask import Blueprint, request
import ldap
from ldap.filter import escape_filter_chars

from staff.directory import connect

bp = Blueprint("staff", __name__)
BASE = "ou=people,dc=example,dc=org"


@bp.route("/people")
def people():
    connection = connect()
    # ruleid: python-ldap-filter-request
    return {"rows": connection.search_s(BASE, ldap.SCOPE_SUBTREE, f"(uid={request.args['uid']})", ["mail"])}


@bp.route("/people/<name>")
def person(name):
    connection = connect()
    # ruleid: python-ldap-filter-request
    search_filter = f"(&(objectClass=person)(cn=*{name}*))"  # part of the name
    return {"rows": connection.search_s(BASE, ldap.SCOPE_SUBTREE, search_filter, ["mail"])}


@bp.route("/login", methods=["POST"])
def login():
    user, mail = request.form["user"], request.form["mail"]
    connection = connect()
    # ruleid: python-ldap-filter-request
    rows = connection.search_s(BASE, ldap.SCOPE_SUBTREE, "(uid=%s)" % user, ["mail"])
    # ruleid: python-ldap-filter-request
    wanted = "(&(uid={})(mail=x))".format(mail)
    # ruleid: python-ldap-filter-request
    other = "(mail=" + mail + ")"
    return {"rows": rows, "more": [wanted, other]}


@bp.route("/escaped")
def escaped():
    connection = connect()
    name = escape_filter_chars(request.args["name"])
    # ok: python-ldap-filter-request
    rows = connection.search_s(BASE, ldap.SCOPE_SUBTREE, f"(cn=*{name}*)", ["mail"])
    # ok: python-ldap-filter-request
    rows += connection.search_s(BASE, ldap.SCOPE_SUBTREE, "(uid=%s)" % escape_filter_chars(request.args["uid"]), ["mail"])
    return {"rows": rows}


@bp.route("/number/<int:number>")
def number(number):
    # ok: python-ldap-filter-request
    wanted = f"(uidNumber={number})"
    # ok: python-ldap-filter-request
    note = f"(as {request.args['who']} said)"
    # ok: python-ldap-filter-request
    title = "name=" + request.args["title"]
    return {"rows": connect().search_s(BASE, ldap.SCOPE_SUBTREE, wanted, ["mail"]), "note": note + title}
