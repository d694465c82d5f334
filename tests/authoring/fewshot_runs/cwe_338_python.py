"""A guessable invitation code: the harm, and honest use."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType


def harm(code: ModuleType, folder: Path) -> bool:
    random.seed(1)
    first = code.invite_code()
    random.seed(1)
    return bool(code.invite_code() == first)


def honest(code: ModuleType, folder: Path) -> bool:
    made = code.invite_code()
    return len(made) == 20 and set(made) <= set(code.ALPHABET)
