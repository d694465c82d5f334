"""A formula in a table: the harm, and honest use."""

from __future__ import annotations

import io
from pathlib import Path
from types import ModuleType


def table(code: ModuleType, rows: list[list[object]]) -> str:
    stream = io.StringIO()
    code.export(rows, stream)
    return stream.getvalue()


def harm(code: ModuleType, folder: Path) -> bool:
    return any(cell.startswith(("=", "@")) for cell in table(code, [["=1+1", "@x"]]).strip().split(","))


def honest(code: ModuleType, folder: Path) -> bool:
    return table(code, [["Ann", -5, "a,b"]]) == 'Ann,-5,"a,b"\r\n'
