from flask import Blueprint, abort, request, session

from shop.models import User
from shop.security import signer

bp = Blueprint("admin", __name__)


@bp.route("/admin")
def admin():
    # ruleid: python-cookie-decides-access
    if request.cookies.get("is_admin") != "1":
        abort(403)
    return "welcome"


@bp.route("/orders")
def orders():
    # ruleid: python-cookie-decides-access
    user = User.get(int(request.cookies["user_id"]))
    return {"orders": user.orders}


def django_view(request):
    # ruleid: python-cookie-decides-access
    role = request.COOKIES.get("role", "guest")
    return role == "editor"


@bp.route("/signed")
def signed():
    # ok: python-cookie-decides-access
    user = User.get(signer.loads(request.cookies["user_id"]))
    return {"orders": user.orders}


@bp.route("/session")
def from_session():
    # ok: python-cookie-decides-access
    user = User.get(session["user_id"])
    # ok: python-cookie-decides-access
    theme = request.cookies.get("theme", "light")
    # ok: python-cookie-decides-access
    number = request.args.get("user_id")
    return {"orders": user.orders, "theme": theme, "number": number}
