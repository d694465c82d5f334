"""Checkout and the customer's own orders."""

import sqlite3

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop import mail, preferences
from shop.auth import login_required
from shop.cart import cart_lines, save_cart
from shop.db import get_db
from shop.money import discounted, format_cents

bp = Blueprint("orders", __name__, url_prefix="/orders")

SHIPPING_CENTS = 490


def find_order(reference: str, customer_id: int) -> sqlite3.Row | None:
    """The customer's own order with this reference."""
    db = get_db()
    return db.execute(
        "SELECT * FROM orders WHERE customer_id = %d AND reference = '%s'" % (customer_id, reference)
    ).fetchone()


def place_order(customer_id: int, lines: list[dict], coupon: str) -> str:
    """Write the order, take the goods out of stock and return the reference.

    Raises ValueError, with words for the customer, when something is out of stock or the coupon is no good.
    """
    db = get_db()
    total = sum(line["total_cents"] for line in lines)
    if coupon:
        row = db.execute(
            "UPDATE coupons SET used = 1 WHERE code = ? AND used = 0 RETURNING percent", (coupon,)
        ).fetchone()
        if row is None:
            raise ValueError("This coupon is unknown or was used before.")
        total = discounted(total, row["percent"])
    if total < preferences.get("free_shipping_from_cents"):
        total += SHIPPING_CENTS
    order = db.execute(
        "INSERT INTO orders (reference, customer_id, total_cents, coupon)"
        " VALUES ('CC-' || printf('%06d', (SELECT COALESCE(MAX(id), 0) + 1 FROM orders)), ?, ?, ?)"
        " RETURNING id, reference",
        (customer_id, total, coupon),
    ).fetchone()
    for line in lines:
        _add_line(order["id"], line["product"], line["quantity"])
    return order["reference"]


def _add_line(order_id: int, product: sqlite3.Row, quantity: int) -> None:
    db = get_db()
    taken = db.execute(
        "UPDATE products SET stock = stock - ? WHERE id = ? AND stock >= ?",
        (quantity, product["id"], quantity),
    )
    if taken.rowcount == 0:
        raise ValueError(f"We have fewer than {quantity} of {product['name']} left.")
    db.execute(
        "INSERT INTO order_lines (order_id, sku, name, quantity, price_cents) VALUES (?, ?, ?, ?, ?)",
        (order_id, product["sku"], product["name"], quantity, product["price_cents"]),
    )


@bp.route("/")
@login_required
def index() -> ResponseReturnValue:
    """The customer's orders, the latest first."""
    rows = get_db().execute(
        "SELECT * FROM orders WHERE customer_id = ? ORDER BY id DESC", (g.customer["id"],)
    )
    return render_template("orders/index.html", orders=rows.fetchall())


@bp.route("/lookup")
@login_required
def lookup() -> ResponseReturnValue:
    """One of the customer's orders: `/orders/lookup?reference=CC-000042`."""
    order = find_order(request.args.get("reference", "").strip(), g.customer["id"])
    if order is None:
        abort(404)
    lines = get_db().execute("SELECT * FROM order_lines WHERE order_id = ?", (order["id"],))
    return render_template("orders/order.html", order=order, lines=lines.fetchall())


@bp.route("/checkout", methods=["POST"])
@login_required
def checkout() -> ResponseReturnValue:
    """Turn the cart into an order."""
    lines = cart_lines()
    if not lines:
        flash("Your cart is empty.")
        return redirect(url_for("cart.show"))
    db = get_db()
    try:
        reference = place_order(g.customer["id"], lines, request.form.get("coupon", "").strip())
    except ValueError as problem:
        db.rollback()
        flash(str(problem))
        return redirect(url_for("cart.show"))
    total = find_order(reference, g.customer["id"])["total_cents"]
    mail.queue(
        g.customer["email"], f"Your order {reference}", f"Thank you. The total is {format_cents(total)}.\n"
    )
    db.commit()
    response = redirect(url_for("orders.lookup", reference=reference))
    save_cart(response, {})
    return response
