from typing import NamedTuple

import sqlalchemy
from flask import Blueprint, g, request

bp = Blueprint("orders", __name__)
COLUMNS = "id, name"


class Student(NamedTuple):
    id: int
    name: str

    @staticmethod
    async def create(connection, name: str):
        q = "INSERT INTO students (name) VALUES ('%(name)s')" % {"name": name}
        async with connection.cursor() as cur:
            # ruleid: python-sql-string-building
            await cur.execute(q)

    @staticmethod
    async def create_safely(connection, name: str):
        q = "INSERT INTO students (name) VALUES (%(name)s)"
        async with connection.cursor() as cur:
            # ok: python-sql-string-building
            await cur.execute(q, {"name": name})

    @staticmethod
    async def get_many(connection, limit=None):
        q = "SELECT id, name FROM students"
        params = {}
        if limit is not None:
            q += " LIMIT %(limit)s"
            params["limit"] = limit
        async with connection.cursor() as cur:
            # ok: python-sql-string-building
            await cur.execute(q, params)


def login(conn, username, password):
    # ruleid: python-sql-string-building
    user = conn.execute("SELECT * FROM users WHERE username = '{}' AND password = '{}'".format(username, password)).fetchone()
    return user is not None


def find_order(db, customer_id, reference):
    # ruleid: python-sql-string-building
    return db.execute("SELECT * FROM orders WHERE customer_id = %d AND reference = '%s'" % (customer_id, reference))


def search(db, term, active=True):
    query = f"SELECT * FROM products WHERE name LIKE '%{term}%'"
    if active:
        query += " AND active = 1"
    # ruleid: python-sql-string-building
    return db.execute(query).fetchall()


def named(db, name):
    query = "SELECT * FROM products"
    query += " WHERE name = '" + name + "'"
    # ruleid: python-sql-string-building
    return db.execute(query).fetchall()


def with_alchemy(session, name):
    # ruleid: python-sql-string-building
    return session.execute(sqlalchemy.text("SELECT * FROM t WHERE name = '" + name + "'"))


def by_id(db, number: int):
    # ok: python-sql-string-building
    return db.execute(f"SELECT * FROM products WHERE id = {number}").fetchone()


def by_any_id(db, number):
    # ok: python-sql-string-building
    return db.execute(f"SELECT * FROM products WHERE id = {int(number)}").fetchone()


def all_rows(db):
    # ok: python-sql-string-building
    return db.execute("SELECT " + COLUMNS + " FROM products").fetchall()


def some(db, ids):
    marks = ",".join("?" * len(ids))
    # ok: python-sql-string-building
    return db.execute(f"SELECT * FROM products WHERE id IN ({marks})", list(ids)).fetchall()


def run(db, query):
    # ok: python-sql-string-building
    return db.execute(query).fetchall()


def count(db, table):
    # ok: python-sql-string-building
    return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def ordered(db, order):
    if order not in ("name", "price"):
        raise ValueError(order)
    # ok: python-sql-string-building
    return db.execute(f"SELECT * FROM products ORDER BY {order}").fetchall()


def submit(executor, name):
    # ok: python-sql-string-building
    return executor.execute(f"task-{name}")


def from_the_request(db):
    # The rule for web input tells about this one.
    # ok: python-sql-string-building
    return db.execute(f"SELECT * FROM t WHERE name = '{request.args['name']}'")


def seed(db):
    for user, role in (("ada", "admin"), ("bob", "guest")):
        # ok: python-sql-string-building
        db.execute("INSERT INTO users (name, role) VALUES ('%s', '%s')" % (user, role))


@bp.route("/orders/<int:number>")
def order(number):
    # ok: python-sql-string-building
    return dict(g.db.execute(f"SELECT * FROM orders WHERE id = {number}").fetchone())


def call_function(cursor, func):
    # ok: python-sql-string-building
    cursor.execute("SELECT %s()" % func)


def add_default(editor, model, field):
    # ok: python-sql-string-building
    editor.execute("UPDATE %s SET %s = 0" % (editor.quote_name(model.table), editor.quote_name(field.column)))


def drop(connection, name):
    # Names cannot be bound.
    # ok: python-sql-string-building
    connection.execute(f"DROP DATABASE {name}")


def load(session, stmt, options):
    stmt._options += {"extra": options}
    stmt += lambda s: s.where(s.c.id == options)
    # ok: python-sql-string-building
    return session.execute(stmt)
