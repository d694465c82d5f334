import base64
import hashlib
import hmac


def read_message(key, body, tag):
    expected = hmac.new(key, body, hashlib.sha256).digest()
    given = base64.urlsafe_b64decode(tag)
    # ruleid: python-hmac-digest-compare-equal
    if given == expected:
        return body
    raise ValueError("signature")


def one_line(key, body, tag):
    # ruleid: python-hmac-digest-compare-equal
    return hmac.digest(key, body, "sha256") == bytes.fromhex(tag)


def annotated(key: bytes, body: bytes, tag: bytes) -> bool:
    mac = hmac.new(key, body, "sha256")
    expected = mac.digest()
    # ruleid: python-hmac-digest-compare-equal
    return tag == expected


def right(key, body, tag):
    expected = hmac.new(key, body, hashlib.sha256).digest()
    # ok: python-hmac-digest-compare-equal
    return hmac.compare_digest(expected, base64.b64decode(tag))


def unknown_kind(key, body, tag):
    expected = hmac.new(key, body, hashlib.sha256).digest()
    # ok: python-hmac-digest-compare-equal
    return expected == tag


def checksum(body, tag: bytes):
    expected = hashlib.sha256(body).digest()
    # ok: python-hmac-digest-compare-equal
    return expected == tag
