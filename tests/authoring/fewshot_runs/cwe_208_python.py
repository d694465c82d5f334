"""A signature compared with ==: the harm, and honest use."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from types import ModuleType


class Watched(str):
    seen = False

    def __eq__(self, other: object) -> bool:
        Watched.seen = True
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def harm(code: ModuleType, folder: Path) -> bool:
    Watched.seen = False
    code.is_genuine(b"body", Watched("0" * 64), b"key")
    return Watched.seen


def honest(code: ModuleType, folder: Path) -> bool:
    right = hmac.new(b"key", b"body", hashlib.sha256).hexdigest()
    answers = [code.is_genuine(b"body", given, b"key") for given in (right, "0" * 64, "\u00e4", None)]
    return answers == [True, False, False, False]
