"""What visitors see: products, search, pictures."""

import os
import sqlite3

from flask import Blueprint, abort, current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from shop.db import get_db

bp = Blueprint("catalog", __name__)

SORTED_BY = {
    "name": "SELECT * FROM products WHERE active = 1 ORDER BY name",
    "price": "SELECT * FROM products WHERE active = 1 ORDER BY price_cents, name",
}


def find_product(sku: str) -> sqlite3.Row | None:
    """The product with this SKU, if it is on sale."""
    return get_db().execute("SELECT * FROM products WHERE sku = ? AND active = 1", (sku,)).fetchone()


@bp.route("/")
def index() -> ResponseReturnValue:
    """All products on sale, by name or by price."""
    query = SORTED_BY.get(request.args.get("sort", "name"), SORTED_BY["name"])
    return render_template("catalog/index.html", products=get_db().execute(query).fetchall())


@bp.route("/search")
def search() -> ResponseReturnValue:
    """Products on sale whose name contains the search term."""
    term = request.args.get("q", "").strip()
    db = get_db()
    products = db.execute(
        f"SELECT * FROM products WHERE active = 1 AND name LIKE '%{term}%' ORDER BY name"
    ).fetchall()
    return render_template("catalog/search.html", term=term, products=products)


@bp.route("/products/<sku>")
def product(sku: str) -> ResponseReturnValue:
    """One product."""
    row = find_product(sku)
    if row is None:
        abort(404)
    return render_template("catalog/product.html", product=row)


@bp.route("/products/<sku>/notify", methods=["POST"])
def notify(sku: str) -> ResponseReturnValue:
    """Note an address that wants to hear when the product is back in stock."""
    if find_product(sku) is None:
        abort(404)
    email = request.form["email"].strip()
    if "@" not in email:
        abort(400, "An address, please.")
    db = get_db()
    db.execute("INSERT OR IGNORE INTO stock_requests (sku, email) VALUES (?, ?)", (sku, email))
    db.commit()
    back = url_for("catalog.product", sku=sku)
    return f"<!doctype html><title>Thank you</title><p>We will write to {email}.</p><a href='{back}'>Back</a>"


@bp.route("/media")
def media() -> ResponseReturnValue:
    """A product picture: `/media?name=oven.png`."""
    name = request.args.get("name", "")
    path = os.path.join(current_app.config["UPLOADS"], name)
    if not os.path.isfile(path):
        abort(404)
    return send_file(path, max_age=3600)
