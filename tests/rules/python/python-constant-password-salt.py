import hashlib
import os

import bcrypt


def stored(password):
    # ruleid: python-constant-password-salt
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"8f1c0a7be2", 600_000)


def slow(password):
    # ruleid: python-constant-password-salt
    return hashlib.scrypt(password, salt=b"pepper-and-salt", n=2**14, r=8, p=1)


def well(password):
    salt = os.urandom(16)
    # ok: python-constant-password-salt
    return salt + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def check(password, kept):
    # ok: python-constant-password-salt
    return hashlib.scrypt(password, salt=kept[:16], n=2**14, r=8, p=1) == kept[16:]


def with_bcrypt(password):
    # ok: python-constant-password-salt
    return bcrypt.hashpw(password, bcrypt.gensalt())


def key_of(seed):
    # ok: python-constant-password-salt
    return hashlib.pbkdf2_hmac("sha512", seed, b"mnemonic", 2048)
