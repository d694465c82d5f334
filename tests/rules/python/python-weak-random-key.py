import hashlib
import random
import secrets


def keygen(username):
    # ruleid: python-weak-random-key
    key = hashlib.sha256(str(random.getrandbits(2048)).encode()).hexdigest()
    return username, key


class Box:
    def __init__(self):
        # ruleid: python-weak-random-key
        self.signing_key = random.randbytes(32)


def good():
    # ok: python-weak-random-key
    key = secrets.token_bytes(32)
    return key


def pick(table):
    # ok: python-weak-random-key
    key = random.choice(list(table))
    # ok: python-weak-random-key
    seed = random.getrandbits(64)
    return key, seed
