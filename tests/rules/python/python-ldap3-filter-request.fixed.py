from flask import Blueprint, request
from ldap3 import SUBTREE, Connection
from ldap3.utils.conv import escape_filter_chars

from staff.directory import connect

bp = Blueprint("staff", __name__)
BASE = "ou=people,dc=example,dc=org"


@bp.route("/people")
def people():
    connection = connect()
    # ruleid: python-ldap3-filter-request
    return {"rows": connection.search(BASE, f"(uid={ldap3.utils.conv.escape_filter_chars(request.args['uid'])})", attributes=["mail"])}


@bp.route("/people/<name>")
def person(name):
    connection = connect()
    # ruleid: python-ldap3-filter-request
    search_filter = f"(&(objectClass=person)(cn=*{ldap3.utils.conv.escape_filter_chars(name)}*))"  # part of the name
    return {"rows": connection.search(BASE, search_filter, attributes=["mail"])}


@bp.route("/login", methods=["POST"])
def login():
    user, mail = request.form["user"], request.form["mail"]
    connection = connect()
    # ruleid: python-ldap3-filter-request
    rows = connection.search(BASE, "(uid=%s)" % ldap3.utils.conv.escape_filter_chars(user), attributes=["mail"])
    # ruleid: python-ldap3-filter-request
    wanted = "(&(uid={})(mail=x))".format(ldap3.utils.conv.escape_filter_chars(mail))
    # ruleid: python-ldap3-filter-request
    other = "(mail=" + ldap3.utils.conv.escape_filter_chars(mail) + ")"
    return {"rows": rows, "more": [wanted, other]}


@bp.route("/escaped")
def escaped():
    connection = connect()
    name = escape_filter_chars(request.args["name"])
    # ok: python-ldap3-filter-request
    rows = connection.search(BASE, f"(cn=*{name}*)", attributes=["mail"])
    # ok: python-ldap3-filter-request
    rows += connection.search(BASE, "(uid=%s)" % escape_filter_chars(request.args["uid"]), attributes=["mail"])
    return {"rows": rows}


@bp.route("/number/<int:number>")
def number(number):
    # ok: python-ldap3-filter-request
    wanted = f"(uidNumber={number})"
    # ok: python-ldap3-filter-request
    note = f"(as {request.args['who']} said)"
    # ok: python-ldap3-filter-request
    title = "name=" + request.args["title"]
    return {"rows": connect().search(BASE, wanted, attributes=["mail"]), "note": note + title}
