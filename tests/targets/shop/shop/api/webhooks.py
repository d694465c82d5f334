"""The payment provider tells us here what became of a payment."""

import hashlib
import hmac

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from shop.api.blueprint import bp
from shop.db import get_db

SIGNATURE_HEADER = "X-Crumb-Signature"
STATUS_OF = {"payment.succeeded": "paid", "payment.refunded": "cancelled"}


def signature_is_valid(body: bytes, signature: str) -> bool:
    """Whether `signature` is the hexadecimal HMAC-SHA256 of `body` under the secret that we share."""
    secret = str(current_app.config["WEBHOOK_SECRET"]).encode("utf-8")
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return signature == expected


@bp.route("/webhooks/payment", methods=["POST"])
def payment() -> ResponseReturnValue:
    """Set the status of an order: `{"event": "payment.succeeded", "reference": "CC-000042"}`."""
    if not current_app.config["WEBHOOK_SECRET"]:
        abort(503, "webhooks are switched off")
    if not signature_is_valid(request.get_data(), request.headers.get(SIGNATURE_HEADER, "")):
        abort(401, "bad signature")
    event = request.get_json()
    if not isinstance(event, dict) or event.get("event") not in STATUS_OF:
        abort(400, "unknown event")
    db = get_db()
    changed = db.execute(
        "UPDATE orders SET status = ? WHERE reference = ?",
        (STATUS_OF[event["event"]], str(event.get("reference"))),
    )
    if changed.rowcount == 0:
        abort(404, "unknown order")
    db.commit()
    return jsonify(ok=True)
