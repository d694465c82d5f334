import duckdb
import pandas as pd
import sqlalchemy
from django.contrib.auth.decorators import login_required
from fastapi import APIRouter, Form
from psycopg import sql

from shop.models import Order

router = APIRouter()
SORTS = {"new": "created DESC", "old": "created ASC"}


@login_required
def search(request):
    term = request.GET.get("q", "")
    # ruleid: python-orm-sql-request
    orders = Order.objects.extra(where=[f"lower(reference) LIKE lower('%{term}%')"])
    # ruleid: python-orm-sql-request
    orders = orders.extra(select={"rank": "similarity(reference, '%s')" % term}, order_by=["-rank"])
    return orders


@router.get("/orders")
def orders(customer: str, connection):
    # ruleid: python-orm-sql-request
    return connection.exec_driver_sql("SELECT * FROM orders WHERE customer = '" + customer + "'")


@router.post("/sums")
async def sums(pool, column: str = Form("price")):
    # ruleid: python-orm-sql-request
    rows = await pool.fetch(f"SELECT sum({column}) FROM orders")
    return rows


def report(request, engine):
    # ruleid: python-orm-sql-request
    frame = pd.read_sql(con=engine, sql="SELECT * FROM t WHERE day = '%s'" % request.args["day"])
    # ruleid: python-orm-sql-request
    return frame, sqlalchemy.literal_column(request.args["column"]), duckdb.connect()


def column(request, cursor):
    # ruleid: python-orm-sql-request
    cursor.execute(sql.SQL("SELECT {} FROM t".format(request.args["c"])))


@login_required
def bound(request):
    term = request.GET.get("q", "")
    # ok: python-orm-sql-request
    found = Order.objects.extra(where=["lower(reference) = lower(%s)"], params=[term])
    # ok: python-orm-sql-request
    return found.extra(order_by=[SORTS.get(request.GET.get("sort"), "id")])


@router.get("/mine")
def mine(customer: str, connection):
    # ok: python-orm-sql-request
    return connection.exec_driver_sql("SELECT * FROM orders WHERE customer = %s", (customer,))


@router.get("/parts")
async def parts(pool, name: str, limit: int = 10):
    # ok: python-orm-sql-request
    return await pool.fetch("SELECT * FROM parts WHERE name = $1 LIMIT $2", name, limit)


async def picture(request, client):
    # ok: python-orm-sql-request
    return await client.fetch(request.query["path"])


def chosen(request, cursor):
    # ok: python-orm-sql-request
    cursor.execute(sql.SQL("SELECT {} FROM t").format(sql.Identifier(request.args["c"])))
