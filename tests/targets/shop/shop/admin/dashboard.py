"""The first page of the back office."""

from flask import render_template
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db


@bp.route("/")
def dashboard() -> ResponseReturnValue:
    """What needs attention: open orders and products that are sold out."""
    db = get_db()
    orders = db.execute("SELECT * FROM orders WHERE status IN ('open', 'paid') ORDER BY id").fetchall()
    sold_out = db.execute("SELECT * FROM products WHERE active = 1 AND stock = 0 ORDER BY name").fetchall()
    return render_template("admin/dashboard.html", orders=orders, sold_out=sold_out)
