import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding


def seal(key, body):
    # ruleid: python-signature-weak-hash
    return hmac.new(key, body, hashlib.md5).hexdigest()


def sign(key, data):
    # ruleid: python-signature-weak-hash
    return key.sign(data, padding.PKCS1v15(), hashes.SHA1())


def check(key, signature, data):
    # ruleid: python-signature-weak-hash
    key.verify(signature, data, ec.ECDSA(hashes.SHA1()))


def right(key, body):
    # ok: python-signature-weak-hash
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def right_signature(key, data):
    # ok: python-signature-weak-hash
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def wrap(key, data):
    # ok: python-signature-weak-hash
    return key.encrypt(data, padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None))
