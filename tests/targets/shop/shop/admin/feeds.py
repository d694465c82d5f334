"""Price feeds: a supplier's CSV file with the columns `sku` and `price`, fetched by its address."""

import csv
import io
import sqlite3
import urllib.request

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db
from shop.money import parse_cents

FEED_SECONDS = 10
MAX_FEED_BYTES = 2 * 1024 * 1024


def apply_feed(db: sqlite3.Connection, text: str) -> int:
    """Set the prices of a feed and return how many products changed; unknown SKUs are passed over.

    Raises ValueError when a column is missing or a price is not an amount.
    """
    rows = csv.DictReader(io.StringIO(text))
    if not {"sku", "price"}.issubset(rows.fieldnames or ()):
        raise ValueError("a feed has the columns sku and price")
    prices = [(parse_cents(row["price"] or ""), row["sku"]) for row in rows]
    return db.executemany("UPDATE products SET price_cents = ? WHERE sku = ?", prices).rowcount


@bp.route("/feeds")
def feeds() -> ResponseReturnValue:
    """The form, with the suppliers that we take feeds from."""
    return render_template("admin/feeds.html", hosts=current_app.config["PRICE_FEED_HOSTS"])


@bp.route("/feeds", methods=["POST"])
def import_feed() -> ResponseReturnValue:
    """Fetch a feed and set its prices."""
    url = request.form["url"].strip()
    try:
        with urllib.request.urlopen(url, timeout=FEED_SECONDS) as reply:
            text = reply.read(MAX_FEED_BYTES).decode("utf-8")
    except (OSError, ValueError):
        abort(502, "The feed could not be read.")
    db = get_db()
    try:
        changed = apply_feed(db, text)
    except ValueError as problem:
        abort(400, str(problem))
    db.commit()
    flash(f"{changed} prices were set.")
    return redirect(url_for("admin.feeds"))
