"""A name in hand-made HTML: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import flask


def page(code: ModuleType, name: str) -> str:
    with flask.Flask("x").test_request_context(query_string={"name": name}):
        return str(code.welcome())


def harm(code: ModuleType, folder: Path) -> bool:
    return "<script" in page(code, "<script>x()</script>")


def honest(code: ModuleType, folder: Path) -> bool:
    return page(code, "Ann") == "<h1>Club night</h1><p>Welcome, Ann!</p>"
