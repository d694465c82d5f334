import sqlite3

import sqlalchemy
from flask import Blueprint, abort, g, request
from sqlalchemy import select

bp = Blueprint("search", __name__)
ORDERINGS = {"name": "name ASC", "price": "price DESC"}


@bp.route("/products")
def products():
    term = request.args.get("q", "").strip()
    # ruleid: python-sql-injection-request
    rows = g.db.execute(f"SELECT * FROM products WHERE name LIKE '%{term}%'").fetchall()
    return {"names": [row["name"] for row in rows]}


@bp.route("/orders", methods=["POST"])
def orders():
    connection = sqlite3.connect("shop.db")
    query = "SELECT * FROM orders WHERE reference = '" + request.form["reference"] + "'"
    # ruleid: python-sql-injection-request
    return {"count": len(connection.execute(query).fetchall())}


@bp.route("/people/<name>")
def person(name):
    cursor = g.db.cursor()
    # ruleid: python-sql-injection-request
    cursor.execute("SELECT * FROM people WHERE name = '%s'" % name)
    return {"found": cursor.fetchone() is not None}


@bp.route("/raw", methods=["POST"])
def report(session):
    body = request.get_json()
    # ruleid: python-sql-injection-request
    return session.execute(sqlalchemy.text("SELECT * FROM t WHERE c = '{}'".format(body["c"])))


async def create_student(request):
    data = await request.post()
    async with request.app["db"].acquire() as connection:
        # ruleid: python-sql-injection-request
        await connection.execute("INSERT INTO students (name) VALUES ('" + data["name"] + "')")


def view(request, cursor):
    # ruleid: python-sql-injection-request
    cursor.execute("SELECT * FROM users WHERE email = '%s'" % request.GET["email"])


@bp.route("/bound")
def bound():
    term = request.args.get("q", "")
    # ok: python-sql-injection-request
    rows = g.db.execute("SELECT * FROM products WHERE name LIKE ?", (f"%{term}%",)).fetchall()
    names = [row["name"] for row in rows]
    # ok: python-sql-injection-request
    return {"n": g.db.execute("SELECT count(*) FROM log WHERE term = ?", (term,)).fetchone()[0], "names": names}


@bp.route("/page")
def page():
    offset = int(request.args.get("offset", "0"))
    # ok: python-sql-injection-request
    return {"rows": g.db.execute(f"SELECT * FROM products LIMIT 20 OFFSET {offset}").fetchall()}


@bp.route("/sorted")
def in_order():
    order = ORDERINGS.get(request.args.get("sort", "name"), ORDERINGS["name"])
    # ok: python-sql-injection-request
    return {"rows": g.db.execute("SELECT * FROM products ORDER BY " + order).fetchall()}


@bp.route("/column")
def column():
    name = request.args.get("column", "name")
    if name not in ("name", "price"):
        abort(400)
    # ok: python-sql-injection-request
    return {"rows": g.db.execute(f"SELECT {name} FROM products").fetchall()}


@bp.route("/orm")
def orm(session, user):
    # ok: python-sql-injection-request
    return session.execute(select(user).where(user.name == request.args["name"])).scalars().all()


@bp.route("/order/<int:order_id>")
def order_by_id(order_id):
    # ok: python-sql-injection-request
    return dict(g.db.execute(f"SELECT * FROM orders WHERE id = {order_id}").fetchone())
