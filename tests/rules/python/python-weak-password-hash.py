import hashlib
import os
from hashlib import md5

import requests


def hash_password(password: str) -> str:
    # ruleid: python-weak-password-hash
    return hashlib.md5(password.encode("utf-8")).hexdigest()


class User:
    def check_password(self, password: str) -> bool:
        # ruleid: python-weak-password-hash
        return self.pwd_hash == md5(password.encode("utf-8")).hexdigest()


def salted(salt: bytes, new_password: str) -> bytes:
    # ruleid: python-weak-password-hash
    return hashlib.sha256(salt + new_password.encode()).digest()


def named(form) -> str:
    # ruleid: python-weak-password-hash
    return hashlib.new("sha1", form["password"].encode()).hexdigest()


def scrypt(password: str) -> bytes:
    # ok: python-weak-password-hash
    return hashlib.scrypt(password.encode(), salt=os.urandom(16), n=2**14, r=8, p=1)


def pbkdf2(password: str, salt: bytes) -> bytes:
    # ok: python-weak-password-hash
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def checksum(content: bytes) -> str:
    # ok: python-weak-password-hash
    return hashlib.md5(content).hexdigest()


def token_digest(token: str) -> str:
    # ok: python-weak-password-hash
    return hashlib.sha256(token.encode()).hexdigest()


def fingerprint(password_hash: str) -> str:
    # ok: python-weak-password-hash
    return hashlib.sha256(password_hash.encode()).hexdigest()


def is_leaked(password: str) -> bool:
    # ok: python-weak-password-hash
    digest = hashlib.sha1(password.encode()).hexdigest().upper()
    reply = requests.get("https://api.pwnedpasswords.com/range/" + digest[:5], timeout=5)
    return digest[5:] in reply.text


def slow(password: str, salt: bytes) -> bytes:
    # ok: python-weak-password-hash
    return hashlib.scrypt(hashlib.sha256(password.encode()).digest(), salt=salt, n=2**14, r=8, p=1)
