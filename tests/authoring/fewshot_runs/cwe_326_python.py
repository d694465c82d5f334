"""A key that is too short: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding


def harm(code: ModuleType, folder: Path) -> bool:
    return bool(code.new_signing_key().key_size < 2048)


def honest(code: ModuleType, folder: Path) -> bool:
    key = code.new_signing_key()
    signature = key.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    key.public_key().verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())
    return True
