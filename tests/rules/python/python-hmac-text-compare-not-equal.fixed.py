import base64
import hashlib
import hmac


def shop_webhook(secret, body, given):
    expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    # ruleid: python-hmac-text-compare-not-equal
    if not hmac.compare_digest(expected.encode(), str(given).encode()):
        return "yes"
    return "no"


def forge_webhook(secret, body, headers):
    signature = hmac.new(secret.encode(), body, "sha256").hexdigest()
    expected = f"sha256={signature}"
    # ruleid: python-hmac-text-compare-not-equal
    decision = not hmac.compare_digest(expected.encode(), str(headers.get("X-Hub-Signature-256")).encode())
    return decision


def direct(secret, body, header):
    # ruleid: python-hmac-text-compare-not-equal
    return not hmac.compare_digest(f"v0={hmac.new(secret, body, hashlib.sha256).hexdigest()}".encode(), str(header).encode())


def right(secret, body, given):
    expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    # ok: python-hmac-text-compare-not-equal
    return hmac.compare_digest(expected.encode(), str(given).encode())


def raw(secret, body, given):
    # Bytes: not for this fix.
    expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest())
    # ok: python-hmac-text-compare-not-equal
    return expected != given


def checksum(body, given):
    expected = base64.b64encode(hashlib.sha256(body).digest()).decode()
    # ok: python-hmac-text-compare-not-equal
    return expected != given


def present(secret, body):
    expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    # ok: python-hmac-text-compare-not-equal
    return expected != None
