"""Products as JSON."""

import sqlite3

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from shop.api.blueprint import bp
from shop.catalog import find_product
from shop.db import get_db


def as_dict(product: sqlite3.Row) -> dict[str, str | int]:
    """The public part of a product."""
    return {name: product[name] for name in ("sku", "name", "description", "price_cents", "stock")}


@bp.route("/products")
def products() -> ResponseReturnValue:
    """All products on sale."""
    rows = get_db().execute("SELECT * FROM products WHERE active = 1 ORDER BY sku").fetchall()
    return jsonify(products=[as_dict(row) for row in rows])


@bp.route("/products/<sku>")
def product(sku: str) -> ResponseReturnValue:
    """One product."""
    row = find_product(sku)
    if row is None:
        abort(404)
    return jsonify(as_dict(row))
