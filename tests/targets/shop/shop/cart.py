"""The cart. It lives in a cookie, so that visitors need no account to fill it."""

import base64
import pickle

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shop.catalog import find_product

bp = Blueprint("cart", __name__, url_prefix="/cart")

COOKIE = "cart"
COOKIE_SECONDS = 14 * 24 * 3600
MAX_QUANTITY = 99


def load_cart() -> dict[str, int]:
    """Quantities by SKU from the visitor's cookie; an unreadable cookie is an empty cart."""
    value = request.cookies.get(COOKIE)
    if not value:
        return {}
    try:
        cart = pickle.loads(base64.urlsafe_b64decode(value))
    except (ValueError, EOFError, pickle.UnpicklingError):
        return {}
    return cart if isinstance(cart, dict) else {}


def save_cart(response: Response, cart: dict[str, int]) -> None:
    """Keep the cart in the visitor's cookie."""
    value = base64.urlsafe_b64encode(pickle.dumps(cart)).decode("ascii")
    response.set_cookie(COOKIE, value, max_age=COOKIE_SECONDS, secure=True, httponly=True, samesite="Lax")


def cart_lines() -> list[dict]:
    """The cart with names and prices; products that are no longer on sale drop out."""
    lines = []
    for sku, quantity in load_cart().items():
        product = find_product(sku)
        if product is not None:
            total = product["price_cents"] * quantity
            lines.append({"product": product, "quantity": quantity, "total_cents": total})
    return lines


@bp.route("/")
def show() -> ResponseReturnValue:
    """The cart and its total."""
    lines = cart_lines()
    total = sum(line["total_cents"] for line in lines)
    return render_template("orders/cart.html", lines=lines, total_cents=total)


@bp.route("/add", methods=["POST"])
def add() -> ResponseReturnValue:
    """Put some of a product into the cart."""
    sku = request.form["sku"]
    if find_product(sku) is None:
        abort(404)
    cart = load_cart()
    return _change(cart, sku, cart.get(sku, 0) + _quantity(default="1"))


@bp.route("/update", methods=["POST"])
def update() -> ResponseReturnValue:
    """Set a quantity; zero takes the product out."""
    return _change(load_cart(), request.form["sku"], _quantity())


def _change(cart: dict[str, int], sku: str, quantity: int) -> Response:
    if quantity > 0:
        cart[sku] = min(quantity, MAX_QUANTITY)
    else:
        cart.pop(sku, None)
    response = redirect(url_for("cart.show"))
    save_cart(response, cart)
    return response


def _quantity(default: str = "") -> int:
    text = request.form.get("quantity", default)
    if not text.isascii() or not text.isdigit():
        abort(400, "A quantity is a whole number.")
    return int(text)
