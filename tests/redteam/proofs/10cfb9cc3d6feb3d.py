# python-weak-password-hash shop/passwords.py:9
"""Whoever reads the database must not find the passwords soon."""

import base64
import hashlib
import time

import pytest
from conftest import settings

from shop import create_app, customers
from shop.db import get_db, init_db

PASSWORD = "correct horse battery"
UNICODE = "brötchen-süß-🥐-und-salz"


@pytest.fixture
def app(tmp_path):
    """An empty shop."""
    return create_app(settings(tmp_path))


def register(app, email, password=PASSWORD):
    """Open an account and return what the database keeps for the password; nothing when that is refused."""
    with app.app_context():
        if not get_db().execute("SELECT name FROM sqlite_master").fetchall():
            init_db()
    form = {"name": "Edsger", "email": email, "password": password}
    app.test_client().post("/account/register", data=form)
    with app.app_context():
        (row,) = get_db().execute("SELECT password_hash FROM customers WHERE email = ?", (email,))
        return row["password_hash"]


def login(app, email, password):
    return app.test_client().post("/account/login", data={"email": email, "password": password}).status_code


def test_attack_a_stored_value_is_looked_up_in_a_table(app):
    stored = register(app, "edsger@example.com").lower()
    for name in sorted(hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}):
        for text in (PASSWORD, hashlib.md5(PASSWORD.encode()).hexdigest()):
            digest = hashlib.new(name, text.encode()).digest()
            assert digest.hex() not in stored
            assert base64.b64encode(digest).decode().rstrip("=").lower() not in stored


def test_attack_equal_passwords_are_told_by_their_values(app):
    values = [register(app, f"edsger{number}@example.com") for number in range(3)]
    assert len(set(values)) == 3


def test_attack_a_guess_costs_nothing(app):
    register(app, "edsger@example.com")
    seconds = []
    with app.app_context():
        for number in range(12):
            begun = time.perf_counter()
            customers.authenticate("edsger@example.com", f"guess {number}")
            seconds.append(time.perf_counter() - begun)
    # The fastest counts, so that a busy machine changes nothing: a digest takes a hundredth of this, what is
    # made for passwords ten times as long and more.
    assert min(seconds) >= 0.002


@pytest.mark.parametrize("password", [PASSWORD, UNICODE])
def test_control_the_right_password_signs_in(app, password):
    assert password not in register(app, "edsger@example.com", password)
    assert login(app, "edsger@example.com", password) == 302
    assert login(app, "EDSGER@example.com", password) == 302
    for wrong in ("", "wrong", password.upper(), password + " "):
        assert login(app, "edsger@example.com", wrong) == 401


def test_control_a_new_password_takes_the_place_of_the_old(app):
    register(app, "edsger@example.com")
    with app.app_context():
        customers.set_password(customers.by_email("edsger@example.com")["id"], UNICODE)
        get_db().commit()
    assert login(app, "edsger@example.com", UNICODE) == 302
    assert login(app, "edsger@example.com", PASSWORD) == 401
