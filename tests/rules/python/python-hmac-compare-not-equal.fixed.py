import hashlib
import hmac

from flask import abort, request

SECRET = b"from the environment"


def webhook():
    signature = request.headers.get("X-Signature", "")
    expected = hmac.new(SECRET, request.get_data(), hashlib.sha256).hexdigest()
    # ruleid: python-hmac-compare-not-equal
    if not hmac.compare_digest(expected.encode(), str(signature).encode()):
        abort(403)
    return "accepted"


def inline(body, given):
    # ruleid: python-hmac-compare-not-equal
    return not hmac.compare_digest(hmac.new(SECRET, body, "sha256").hexdigest().encode(), str(given).encode())


def in_steps(body, given):
    mac = hmac.new(SECRET, digestmod="sha256")
    mac.update(body)
    digest = mac.hexdigest()
    # ruleid: python-hmac-compare-not-equal
    return not hmac.compare_digest(digest.encode(), str(given).encode())


def directly(body, given):
    mac = hmac.new(SECRET, body, "sha256")
    # ruleid: python-hmac-compare-not-equal
    return not hmac.compare_digest(mac.hexdigest().encode(), str(given).encode()) and len(body) > 0


def good(body, given):
    expected = hmac.new(SECRET, body, "sha256").hexdigest()
    # ok: python-hmac-compare-not-equal
    return hmac.compare_digest(expected.encode(), str(given).encode())


def checksum(content, wanted):
    digest = hashlib.sha256(content).hexdigest()
    # ok: python-hmac-compare-not-equal
    return digest != wanted


def length(body, given):
    expected = hmac.new(SECRET, body, "sha256").hexdigest()
    # ok: python-hmac-compare-not-equal
    return len(expected) != len(given)


def opposite(body, given):
    expected = hmac.new(SECRET, body, "sha256").hexdigest()
    # ok: python-hmac-compare-not-equal
    return expected == given


def in_an_operator(body, given, bad):
    expected = hmac.new(SECRET, body, "sha256").hexdigest()
    # ok: python-hmac-compare-not-equal
    return bad | (expected != given)
