# python-hmac-compare-equal shop/api/webhooks.py:20

import hashlib
import hmac
import json

import pytest
from conftest import WEBHOOK_SECRET


def signed(body, secret=WEBHOOK_SECRET):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.fixture
def body(order):
    return json.dumps({"event": "payment.succeeded", "reference": order}).encode()


def send(client, body, signature, **headers):
    if signature is not None:
        headers["X-Crumb-Signature"] = signature
    try:
        return client.post(
            "/api/webhooks/payment", data=body, content_type="application/json", headers=headers
        ).status_code
    except Exception:
        return 500


def test_wrong_signatures(client, body, query):
    right = signed(body)
    wrong = [
        None,
        "",
        right[:8],
        right[:-1],
        right + "0",
        right[:8] + "0" * 56,
        right[::-1],
        signed(body, "x"),
        "0" * 64,
        signed(body.lower()) if body.lower() != body else "",
        "\u00e9" * 64,
        right[:32] + "f" * 32,
    ]
    for signature in wrong:
        assert send(client, body, signature) != 200
    for header in ("X-Crumb-Debug", "X-Debug", "X-Test"):
        assert send(client, body, "0" * 64, **{header: "1"}) != 200
    assert query("SELECT status FROM orders")[0]["status"] == "open"


def test_the_right_signature(client, body, query):
    assert send(client, body, signed(body)) == 200
    assert query("SELECT status FROM orders")[0]["status"] == "paid"


def test_time_tells_nothing(client, body, monkeypatch):
    """Plain comparison of texts is not used: texts that shout when they are compared."""
    import inspect
    import secrets as secrets_module

    from shop.api import webhooks

    compared = []
    real = hmac.compare_digest

    def watching(a, b):
        compared.append((len(a), len(b)))
        return real(a, b)

    monkeypatch.setattr(hmac, "compare_digest", watching)
    monkeypatch.setattr(secrets_module, "compare_digest", watching)
    source = inspect.getsource(webhooks.signature_is_valid)
    from conftest import settings  # noqa: F401

    send(client, body, signed(body))
    assert (64, 64) in compared
    assert "==" not in source and "operator" not in source and " in (" not in source


def test_a_body_counts_as_it_is(client, order, query):
    body = json.dumps({"event": "payment.succeeded", "reference": order}).encode()
    other = body.replace(b"payment.succeeded", b"PAYMENT.SUCCEEDED")
    assert send(client, body, signed(other)) != 200
