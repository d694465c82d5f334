"""Password resets: a link by mail that works once, for one hour."""

import hashlib
import random
import string
import time

from flask import url_for

from shop import customers, mail
from shop.db import get_db

RESET_SECONDS = 3600
TOKEN_ALPHABET = string.ascii_letters + string.digits


def new_token() -> str:
    """A token for the reset link."""
    return "".join(random.choice(TOKEN_ALPHABET) for _ in range(40))


def start_reset(email: str) -> None:
    """Mail a reset link to the customer with this address; do nothing when there is none."""
    customer = customers.by_email(email)
    if customer is None:
        return
    token = new_token()
    db = get_db()
    db.execute(
        "INSERT INTO reset_tokens (token_hash, customer_id, expires_at) VALUES (?, ?, ?)",
        (_digest(token), customer["id"], int(time.time()) + RESET_SECONDS),
    )
    link = url_for("account.reset", token=token, _external=True)
    mail.queue(customer["email"], "Reset your password", f"Choose a new password here:\n{link}\n")
    db.commit()


def redeem(token: str, password: str) -> bool:
    """Set the new password when the token is good, and use the token up."""
    db = get_db()
    row = db.execute(
        "DELETE FROM reset_tokens WHERE token_hash = ? AND expires_at > ? RETURNING customer_id",
        (_digest(token), int(time.time())),
    ).fetchone()
    if row is None:
        return False
    customers.set_password(row["customer_id"], password)
    db.execute("DELETE FROM remember_tokens WHERE customer_id = ?", (row["customer_id"],))
    db.commit()
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
