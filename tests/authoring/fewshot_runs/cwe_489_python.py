"""A debugger for everybody: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType


def started(code: ModuleType) -> dict[str, object]:
    seen: dict[str, object] = {}
    code.app.run = lambda **options: seen.update(options)
    code.main()
    return seen


def harm(code: ModuleType, folder: Path) -> bool:
    return bool(started(code).get("debug"))


def honest(code: ModuleType, folder: Path) -> bool:
    return started(code)["port"] == 8080 and code.app.test_client().get("/").text == "Open until six"
