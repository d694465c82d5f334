"""New accounts."""

import hashlib
import secrets


class Refused(ValueError):
    """The password is in a list of leaked ones."""


def new_account(name, password, breaches):
    """What is kept of an account: name, salt and key of scrypt. A leaked password raises Refused."""
    if breaches.times_seen(password):
        raise Refused("this password was leaked before; choose another")
    salt = secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    return {"name": name, "salt": salt.hex(), "key": key.hex()}
