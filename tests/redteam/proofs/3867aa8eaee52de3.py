# python-hmac-compare-equal shop/api/webhooks.py:20
"""How long a wrong signature takes to be refused must not tell how much of it is right.

Times are too small to be measured here. Instead the signature that a client sends watches what it is compared
with: a comparison with the right one that stops at the first difference is the leak.
"""

import contextlib
import hashlib
import hmac
import json

import pytest
from conftest import WEBHOOK_SECRET

seen = []


class Watched:
    """Notes what `==` and its like compare this value with; what is made from it is watched too."""

    def __eq__(self, other):
        seen.append(other)
        return super().__eq__(other)

    def __ne__(self, other):
        seen.append(other)
        return super().__ne__(other)

    def startswith(self, other, *rest):
        seen.append(other)
        return super().startswith(other, *rest)

    def __str__(self):
        return self

    def __iter__(self):
        return map(watched, super().__iter__())

    def __getitem__(self, index):
        return watched(super().__getitem__(index))

    def strip(self, *args):
        return watched(super().strip(*args))

    def lower(self):
        return watched(super().lower())

    def encode(self, *args):
        return watched(super().encode(*args))


class WatchedText(Watched, str):
    __hash__ = str.__hash__


class WatchedBytes(Watched, bytes):
    __hash__ = bytes.__hash__


def watched(value):
    if isinstance(value, str):
        return WatchedText(value)
    return WatchedBytes(value) if isinstance(value, bytes) else value


def right_signature(body):
    return hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()


def send(client, body, signature):
    return client.post(
        "/api/webhooks/payment",
        data=body,
        content_type="application/json",
        environ_overrides={"HTTP_X_CRUMB_SIGNATURE": signature},
    )


def body_for(order, event="payment.succeeded"):
    return json.dumps({"event": event, "reference": order}).encode()


@pytest.mark.parametrize("guessed", [0, 1, 32, 63])
def test_attack_a_guess_is_compared_up_to_the_first_difference(client, order, guessed):
    body = body_for(order)
    right = right_signature(body)
    guess = right[:guessed] + "".join("0" if char != "0" else "1" for char in right[guessed:])
    seen.clear()
    with contextlib.suppress(Exception):
        send(client, body, WatchedText(guess))
    told = [value.encode() if isinstance(value, str) else bytes(value or b"") for value in seen]
    assert not any(value and value in right.encode() for value in told)


@pytest.mark.parametrize(
    ("event", "status"), [("payment.succeeded", "paid"), ("payment.refunded", "cancelled")]
)
def test_control_a_signed_event_changes_the_order(client, order, query, event, status):
    body = body_for(order, event)
    assert send(client, body, right_signature(body)).json == {"ok": True}
    assert query("SELECT status FROM orders") == [{"status": status}]


def test_control_a_wrong_signature_is_refused(client, order, query):
    body = body_for(order)
    right = right_signature(body)
    for wrong in ("", right[:-1], right + "0", "0" * 64, right_signature(b"{}")):
        assert send(client, body, wrong).status_code == 401
    assert query("SELECT status FROM orders") == [{"status": "open"}]
