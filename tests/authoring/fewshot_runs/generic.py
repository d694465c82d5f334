"""A number that nobody checks: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from tests.authoring.fewshot_runs.trying import tried


class Basket:
    def __init__(self) -> None:
        self.total = 0
        self.lines: list[tuple[str, int]] = []


class Article:
    name, price = "jam", 4


def harm(code: ModuleType, folder: Path) -> bool:
    basket = Basket()
    tried(code.add, basket, Article(), "-3")
    return basket.total < 0


def honest(code: ModuleType, folder: Path) -> bool:
    basket = Basket()
    code.add(basket, Article(), "2")
    return basket.total == 8 and basket.lines == [("jam", 2)]
