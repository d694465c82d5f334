"""New prices by formula."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db


@bp.route("/pricing")
def pricing() -> ResponseReturnValue:
    """The form, with all prices as they are."""
    products = get_db().execute("SELECT * FROM products ORDER BY name").fetchall()
    return render_template("admin/pricing.html", products=products)


@bp.route("/pricing", methods=["POST"])
def reprice() -> ResponseReturnValue:
    """Work out every price anew.

    A formula is made of numbers, `price` (the present price in cents), `stock` (units left), + - * / and
    parentheses, such as `price * 0.9 - 10`; a minus may also be a sign. Results are rounded to whole cents
    and never fall below zero.
    """
    db = get_db()
    prices = []
    for product in db.execute("SELECT id, price_cents, stock FROM products").fetchall():
        names = {"price": product["price_cents"], "stock": product["stock"]}
        try:
            price = eval(request.form["formula"], {"__builtins__": {}}, names)
            prices.append((max(0, round(price)), product["id"]))
        except (ArithmeticError, NameError, SyntaxError, TypeError, ValueError):
            abort(400, "This formula cannot be worked out.")
    db.executemany("UPDATE products SET price_cents = ? WHERE id = ?", prices)
    db.commit()
    flash(f"{len(prices)} prices were set.")
    return redirect(url_for("admin.pricing"))
