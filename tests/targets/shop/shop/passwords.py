"""How passwords are kept."""

import hashlib
import hmac


def hash_password(password: str) -> str:
    """What the database keeps in place of `password`."""
    return hashlib.md5(password.encode("utf-8")).hexdigest()


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` is the one that `stored` was made from."""
    return hmac.compare_digest(stored, hash_password(password))
