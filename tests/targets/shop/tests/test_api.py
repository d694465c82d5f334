"""The API for partners and the webhook of the payment provider."""

import hashlib
import hmac
import json

import pytest
from conftest import WEBHOOK_SECRET, settings

from shop import create_app


def sign(body: bytes, secret: str = WEBHOOK_SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(client, event, signature=None):
    body = json.dumps(event).encode()
    headers = {"X-Crumb-Signature": sign(body) if signature is None else signature}
    return client.post("/api/webhooks/payment", data=body, headers=headers, content_type="application/json")


def paid(reference):
    return {"event": "payment.succeeded", "reference": reference}


def test_the_api_lists_what_is_on_sale(client):
    products = client.get("/api/products").json["products"]
    assert [product["sku"] for product in products] == [
        "FLR-RYE-1",
        "FLR-SPELT-1",
        "PROOF-OVAL",
        "STONE-38",
        "TIN-LOAF-2",
    ]


def test_the_api_describes_a_product(client):
    assert client.get("/api/products/STONE-38").json == {
        "sku": "STONE-38",
        "name": "Baking stone, 38 cm",
        "description": "Cordierite, 15 mm.",
        "price_cents": 3900,
        "stock": 6,
    }


def test_errors_of_the_api_are_json(client):
    response = client.get("/api/products/NO-SUCH")
    assert response.status_code == 404
    assert "error" in response.json


@pytest.mark.parametrize(
    ("event", "status"), [("payment.succeeded", "paid"), ("payment.refunded", "cancelled")]
)
def test_a_signed_event_changes_the_order(client, order, query, event, status):
    response = send(client, {"event": event, "reference": order})
    assert response.json == {"ok": True}
    assert query("SELECT status FROM orders") == [{"status": status}]


def test_an_event_changes_no_other_order(client, order, ada, query):
    ada.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    ada.post("/orders/checkout")
    send(client, paid(order))
    assert [row["status"] for row in query("SELECT status FROM orders ORDER BY id")] == ["paid", "open"]


@pytest.mark.parametrize("signature", ["", "0" * 64, "wrong"])
def test_a_wrong_signature_is_refused(client, order, query, signature):
    assert send(client, paid(order), signature).status_code == 401
    assert query("SELECT status FROM orders") == [{"status": "open"}]


def test_a_signature_made_with_another_secret_is_refused(client, order, query):
    signature = sign(json.dumps(paid(order)).encode(), "another secret")
    assert send(client, paid(order), signature).status_code == 401
    assert query("SELECT status FROM orders") == [{"status": "open"}]


def test_the_signature_of_another_body_is_refused(client, order, query):
    assert send(client, paid(order), sign(b"{}")).status_code == 401
    assert query("SELECT status FROM orders") == [{"status": "open"}]


def test_an_event_without_signature_is_refused(client, order):
    assert client.post("/api/webhooks/payment", json=paid(order)).status_code == 401


def test_an_unknown_event_is_refused(client, order):
    assert send(client, {"event": "payment.wished", "reference": order}).status_code == 400


def test_an_event_for_an_unknown_order_is_not_found(client):
    assert send(client, paid("CC-999999")).status_code == 404


def test_without_a_secret_webhooks_are_off(data, order):
    client = create_app({**settings(data), "WEBHOOK_SECRET": ""}).test_client()
    assert send(client, paid(order)).status_code == 503
