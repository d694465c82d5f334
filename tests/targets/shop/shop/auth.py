"""Who is asking: the session, the remember-me cookie, and what is open to whom."""

import functools
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from shop import customers
from shop.db import get_db

REMEMBER_COOKIE = "remember"
REMEMBER_SECONDS = 30 * 24 * 3600


def init_app(app: Flask) -> None:
    """Look up the customer before each request."""
    app.before_request(_load_customer)


def _load_customer() -> None:
    """Set `g.customer` from the session, or from a remember-me cookie that is still good."""
    g.customer = None
    if "customer_id" in session:
        g.customer = customers.by_id(session["customer_id"])
    elif REMEMBER_COOKIE in request.cookies:
        row = (
            get_db()
            .execute(
                "SELECT customer_id FROM remember_tokens WHERE token_hash = ? AND expires_at > ?",
                (_digest(request.cookies[REMEMBER_COOKIE]), int(time.time())),
            )
            .fetchone()
        )
        if row is not None:
            sign_in(row["customer_id"])
            g.customer = customers.by_id(row["customer_id"])


def sign_in(customer_id: int) -> None:
    """Begin a new session for this customer."""
    session.clear()
    session["customer_id"] = customer_id


def remember(response: Response, customer_id: int) -> None:
    """Let this browser stay signed in for 30 days."""
    token = secrets.token_urlsafe(32)
    db = get_db()
    db.execute(
        "INSERT INTO remember_tokens (token_hash, customer_id, expires_at) VALUES (?, ?, ?)",
        (_digest(token), customer_id, int(time.time()) + REMEMBER_SECONDS),
    )
    db.commit()
    response.set_cookie(
        REMEMBER_COOKIE, token, max_age=REMEMBER_SECONDS, secure=False, httponly=False, samesite="Lax"
    )


def sign_out(response: Response) -> None:
    """End the session and forget this browser."""
    db = get_db()
    token = request.cookies.get(REMEMBER_COOKIE, "")
    db.execute("DELETE FROM remember_tokens WHERE token_hash = ?", (_digest(token),))
    db.commit()
    session.clear()
    response.delete_cookie(REMEMBER_COOKIE)


def login_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Send visitors who are not signed in to the login page, and back here afterwards."""

    @functools.wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if g.customer is None:
            return redirect(url_for("account.login", next=request.full_path.rstrip("?")))
        return view(*args, **kwargs)

    return wrapped


def require_admin() -> None:
    """Answer 403 to everybody but the staff."""
    if g.customer is None or not g.customer["is_admin"]:
        abort(403)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
