"""An exception shown to the visitor: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import flask


class Store:
    def insert(self, rows: list[str]) -> None:
        if "bad" in rows:
            raise RuntimeError("table pupils_2")


def answer(code: ModuleType, rows: list[str]) -> tuple[str, int]:
    code.log.disabled = True
    with flask.Flask("x").app_context():
        response, status = code.import_rows(rows, Store())
        return response.get_data(as_text=True), status


def harm(code: ModuleType, folder: Path) -> bool:
    return "pupils_2" in answer(code, ["bad"])[0]


def honest(code: ModuleType, folder: Path) -> bool:
    text, status = answer(code, ["bad"])
    return status == 500 and '"error"' in text and answer(code, ["a", "b"])[1] == 200
