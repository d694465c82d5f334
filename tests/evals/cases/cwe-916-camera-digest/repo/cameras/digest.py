"""Answers to challenges, as RFC 2617 has them."""

import hashlib

from cameras.challenge import parse


def _md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _secret(name, realm, password):
    """What the RFC calls A1, digested."""
    return hashlib.md5((name + ":" + realm + ":" + password).encode()).hexdigest()


def authorization(header, name, password, method, path):
    """The `Authorization` header that answers the camera's challenge."""
    challenge = parse(header)
    answer = _md5(f"{_secret(name, challenge.realm, password)}:{challenge.nonce}:{_md5(f'{method}:{path}')}")
    return (
        f'Digest username="{name}", realm="{challenge.realm}", nonce="{challenge.nonce}", uri="{path}", response="{answer}"'
    )
