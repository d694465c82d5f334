"""Customers and their rows in the database."""

import sqlite3

from shop.db import get_db
from shop.passwords import hash_password, verify_password


class EmailTaken(Exception):
    """Somebody has registered with this address already."""


def create_customer(email: str, name: str, password: str, *, is_admin: bool = False) -> int:
    """Add a customer and return the new id. Raises EmailTaken."""
    db = get_db()
    try:
        cursor = db.execute(
            "INSERT INTO customers (email, name, password_hash, is_admin) VALUES (?, ?, ?, ?)",
            (email.strip(), name.strip(), hash_password(password), int(is_admin)),
        )
    except sqlite3.IntegrityError:
        raise EmailTaken(email) from None
    db.commit()
    return cursor.lastrowid


def by_id(customer_id: int) -> sqlite3.Row | None:
    """The customer with this id."""
    return get_db().execute("SELECT * FROM customers WHERE id = ?", (customer_id,)).fetchone()


def by_email(email: str) -> sqlite3.Row | None:
    """The customer with this address, in whatever case it is written."""
    return get_db().execute("SELECT * FROM customers WHERE email = ?", (email.strip(),)).fetchone()


def authenticate(email: str, password: str) -> sqlite3.Row | None:
    """The customer whose address and password these are."""
    customer = by_email(email)
    if customer is None or not verify_password(customer["password_hash"], password):
        return None
    return customer


def set_password(customer_id: int, password: str) -> None:
    """Replace the password. The caller commits."""
    get_db().execute(
        "UPDATE customers SET password_hash = ? WHERE id = ?", (hash_password(password), customer_id)
    )
