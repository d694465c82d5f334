"""What an enemy does to a bundle's file, and how the reader answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.bundle.store import read_bundle
from agent.errors import BundleError


def refused(file: Path, **options: Any) -> str:
    with pytest.raises(BundleError) as caught:
        read_bundle(file, **options)
    assert caught.value.hint
    return str(caught.value)


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def resealed(file: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """What someone does who edits a bundle and knows how it is sealed."""
    bundle = json.loads(file.read_text())["bundle"]
    edit(bundle)
    seal = hashlib.sha256(canonical(bundle).encode()).hexdigest()
    file.write_text(canonical({"bundle": bundle, "seal": seal}))
