import hashlib
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC


def store(password):
    salt = os.urandom(16)
    # ruleid: python-pbkdf2-few-iterations
    return salt + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000)


def key(password, salt):
    # ruleid: python-pbkdf2-few-iterations
    kdf = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=10_000)
    return kdf.derive(password)


def strong(password, salt):
    # ok: python-pbkdf2-few-iterations
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def configured(password, salt, rounds):
    # ok: python-pbkdf2-few-iterations
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)


def scrypt(password, salt):
    # ok: python-pbkdf2-few-iterations
    return hashlib.scrypt(password.encode(), salt=salt, n=2**17, r=8, p=1, maxmem=2**28)
