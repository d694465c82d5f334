"""Registration, login, logout and password reset."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop import auth, customers, resets
from shop.urls import is_local_url

bp = Blueprint("account", __name__, url_prefix="/account")

MIN_PASSWORD_LENGTH = 10


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Open an account and sign in."""
    if request.method == "GET":
        return render_template("account/register.html")
    email, password = request.form["email"], request.form["password"]
    if "@" not in email or len(password) < MIN_PASSWORD_LENGTH:
        flash(f"An address and a password of at least {MIN_PASSWORD_LENGTH} characters, please.")
        return render_template("account/register.html"), 400
    try:
        customer_id = customers.create_customer(email, request.form["name"], password)
    except customers.EmailTaken:
        flash("There is an account with this address already.")
        return render_template("account/register.html"), 409
    auth.sign_in(customer_id)
    return redirect(url_for("catalog.index"))


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Sign in, then go on to the page that asked for it."""
    if request.method == "GET":
        return render_template("account/login.html")
    customer = customers.authenticate(request.form["email"], request.form["password"])
    if customer is None:
        flash("Address or password is wrong.")
        return render_template("account/login.html"), 401
    auth.sign_in(customer["id"])
    response = redirect(request.args.get("next") or url_for("catalog.index"))
    if request.form.get("remember"):
        auth.remember(response, customer["id"])
    return response


@bp.route("/logout", methods=["POST"])
def logout() -> ResponseReturnValue:
    """Sign out and stay on a page that is open to everybody."""
    target = request.form.get("back", "")
    response = redirect(target if is_local_url(target) else url_for("catalog.index"))
    auth.sign_out(response)
    return response


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    """Ask for a reset link. The answer does not tell whether the address is known."""
    if request.method == "POST":
        resets.start_reset(request.form["email"])
        flash("If we know this address, a message is on its way.")
    return render_template("account/forgot.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password with the link from the message."""
    if request.method == "GET":
        return render_template("account/reset.html")
    password = request.form["password"]
    if len(password) < MIN_PASSWORD_LENGTH:
        flash(f"At least {MIN_PASSWORD_LENGTH} characters, please.")
        return render_template("account/reset.html"), 400
    if not resets.redeem(token, password):
        flash("This link has expired or was used before.")
        return render_template("account/forgot.html"), 400
    flash("Your password was changed.")
    return redirect(url_for("account.login"))
