# python-unsafe-deserialization-request shop/cart.py:25
"""A cookie that a visitor made up must not run code."""

import base64
import contextlib
import zlib

import pytest

# Pickles, one character for each byte.
HARMLESS = "(dVFLR-RYE-1\nI2\ns."
ATTACKS = [
    "cos\nsystem\n(S'touch pwned'\ntR.",
    "cposix\nsystem\n(S'touch pwned'\ntR.",
    "(S'touch pwned'\nios\nsystem\n.",
    "csubprocess\ncheck_call\n((lS'touch'\naS'pwned'\natR.",
    "c__builtin__\neval\n(S'open(\"pwned\", \"w\")'\ntR.",
    "cbuiltins\nexec\n(S'open(\"pwned\", \"w\")'\ntR.",
    "\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x0btouch pwned\x85R.",
    # a cart with the call inside
    "(dVFLR-RYE-1\ncos\nsystem\n(S'touch pwned'\ntRs.",
]
# However the cart is written today, a visitor can write the same way.
WRITTEN = [
    base64.urlsafe_b64encode,
    base64.b64encode,
    base64.b85encode,
    lambda pickled: pickled.hex().encode(),
    lambda pickled: base64.urlsafe_b64encode(zlib.compress(pickled)),
]


@pytest.mark.parametrize("pickled", ATTACKS)
def test_attack_a_cookie_runs_code(ada, tmp_path, monkeypatch, pickled):
    monkeypatch.chdir(tmp_path)  # commands would run here
    for write in WRITTEN:
        ada.set_cookie("cart", write(pickled.encode("latin-1")).decode("ascii"))
        with contextlib.suppress(Exception):
            ada.get("/cart/")
    assert list(tmp_path.iterdir()) == []


def add(client, sku, quantity):
    return client.post("/cart/add", data={"sku": sku, "quantity": quantity})


def test_control_the_cart_keeps_what_is_put_in(app, client):
    add(client, "FLR-RYE-1", "2")
    add(client, "FLR-RYE-1", "3")
    add(client, "TIN-LOAF-2", "1")
    page = client.get("/cart/").text
    assert "Rye flour, 1 kg" in page
    assert 'value="5"' in page
    assert "Total: 32.90 €" in page
    client.post("/cart/update", data={"sku": "FLR-RYE-1", "quantity": "7"})
    client.post("/cart/update", data={"sku": "TIN-LOAF-2", "quantity": "0"})
    assert "Total: 22.40 €" in client.get("/cart/").text
    assert "Your cart is empty" in app.test_client().get("/cart/").text


def test_control_a_cart_can_be_ordered(ada):
    add(ada, "FLR-RYE-1", "2")
    page = ada.post("/orders/checkout", follow_redirects=True).text
    assert "2 × Rye flour, 1 kg" in page
    assert "Total: 11.30 €" in page
    assert "Your cart is empty" in ada.get("/cart/").text


def test_control_a_cookie_that_cannot_be_read_is_an_empty_cart(client):
    client.set_cookie("cart", "not-a-cart")
    assert "Your cart is empty" in client.get("/cart/").text
    add(client, "FLR-RYE-1", "1")
    assert "Total: 3.20 €" in client.get("/cart/").text
