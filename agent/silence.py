"""No warnings while code of a repository is parsed."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# `catch_warnings` changes the whole process, and cases are worked on in several threads.
_SILENCE = threading.RLock()


@contextmanager
def silence() -> Iterator[None]:
    """No warnings within: an invalid escape in the target is the target's business."""
    with _SILENCE, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
