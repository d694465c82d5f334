"""Fixtures. Each test begins with a new data folder, copied from one that is made once."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_web import FakeWeb
from flask import Flask
from flask.testing import FlaskClient

os.environ.setdefault("SHOP_SECRET_KEY", "of-this-test-run")
os.environ.setdefault("SECRET_KEY", "of-this-test-run")

from shop import create_app, customers  # noqa: E402
from shop.cli import PRODUCTS  # noqa: E402
from shop.db import get_db, init_db  # noqa: E402

PASSWORD = "correct horse battery"
ADA, GRACE, ADMIN = 1, 2, 3
WEBHOOK_SECRET = "shared-with-the-payment-provider"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that tries to connect anywhere fails."""

    def refuse(*_args: object) -> None:
        raise AssertionError("tests do not open connections")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with five products on sale, one withdrawn, two customers and an administrator."""
    folder = tmp_path_factory.mktemp("stocked")
    with create_app(settings(folder)).app_context():
        init_db()
        db = get_db()
        db.executemany(
            "INSERT INTO products (sku, name, description, price_cents, stock) VALUES (?, ?, ?, ?, ?)",
            PRODUCTS,
        )
        db.execute(
            "INSERT INTO products (sku, name, price_cents, stock, active)"
            " VALUES ('OLD-RYE', 'Rye crackers', 100, 9, 0)"
        )
        db.commit()
        assert customers.create_customer("ada@example.com", "Ada", PASSWORD) == ADA
        assert customers.create_customer("grace@example.com", "Grace", PASSWORD) == GRACE
        assert customers.create_customer("admin@example.com", "Admin", PASSWORD, is_admin=True) == ADMIN
    return folder


def settings(folder: Path) -> dict[str, Any]:
    """What the tests configure."""
    return {
        "TESTING": True,
        "SECRET_KEY": "of-the-tests",
        "DATA_DIR": str(folder),
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SUPPLIER_URL": "https://wholesale.example",
        "SUPPLIER_TOKEN": "of-the-shop",
        "PRICE_FEED_HOSTS": ("feeds.millstone.example",),
    }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests; making it takes longer than most of them."""
    return create_app(settings(tmp_path_factory.mktemp("served")))


@pytest.fixture
def data(served: Flask, stocked: Path) -> Path:
    """The application's data folder, as new."""
    folder = Path(served.config["DATA_DIR"])
    shutil.rmtree(folder)
    shutil.copytree(stocked, folder)
    return folder


@pytest.fixture
def app(served: Flask, data: Path) -> Flask:
    """The application on its new folder."""
    return served


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """A customer who is signed in."""
    return _signed_in(app, ADA)


@pytest.fixture
def grace(app: Flask) -> FlaskClient:
    """Another customer."""
    return _signed_in(app, GRACE)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """One of the staff."""
    return _signed_in(app, ADMIN)


def _signed_in(app: Flask, customer_id: int) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["customer_id"] = customer_id
    return client


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> FakeWeb:
    """The internet, with nothing on it yet."""
    web = FakeWeb()
    web.install(monkeypatch)
    return web


Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def query(app: Flask) -> Iterator[Query]:
    """Run SQL on the shop's database, beside the application."""

    def run(sql: str, *values: object) -> list[dict[str, Any]]:
        with app.app_context():
            rows = [dict(row) for row in get_db().execute(sql, values)]
            get_db().commit()
        return rows

    yield run


@pytest.fixture
def order(ada: FlaskClient) -> str:
    """The reference of an order of Ada's: two bags of rye flour, with shipping 11.30."""
    ada.post("/cart/add", data={"sku": "FLR-RYE-1", "quantity": "2"})
    location = ada.post("/orders/checkout").location
    return location.partition("reference=")[2]
