"""The import graph of a commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.gates.suite.impact import ImportGraph, python_sources
from tests.doubles.suite_snapshot import MemorySnapshot

FILES = {
    "shop/__init__.py": "",
    "shop/db.py": "import sqlite3\n",
    "shop/orders.py": "from . import db\n",
    "shop/money.py": "def cents(): ...\n",
    "shop/web/__init__.py": "",
    "shop/web/views.py": "from ..orders import total\n",
    "src/engine/__init__.py": "",
    "src/engine/core.py": "",
    "broken.py": "def (:\n",
    "tests/conftest.py": "from shop.money import cents\n",
    "tests/helpers.py": "import shop.web.views as views\n",
    "tests/test_db.py": "from shop.db import connect\n",
    "tests/test_views.py": "import helpers\n",
    "tests/test_engine.py": "def test_a():\n    from engine.core import go\n",
    "tests/deep/test_deep.py": "",
    "lib/node_modules/x.py": "from shop import db\n",
}


def reached(*paths: str) -> set[str]:
    graph = ImportGraph({path: text.encode() for path, text in FILES.items()})
    return {path for path in graph.reached(paths) if path.rpartition("/")[2].startswith("test_")}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("shop/db.py", {"tests/test_db.py", "tests/test_views.py"}),
        ("shop/orders.py", {"tests/test_views.py"}),
        ("src/engine/core.py", {"tests/test_engine.py"}),
        ("src/engine/__init__.py", {"tests/test_engine.py"}),
        ("tests/test_db.py", {"tests/test_db.py"}),
        ("page.html", set()),
        ("broken.py", set()),
    ],
)
def test_tests_are_reached_directly_and_through_other_modules(path: str, expected: set[str]) -> None:
    assert reached(path) == expected


@pytest.mark.parametrize("path", ["tests/conftest.py", "shop/money.py", "shop/__init__.py"])
def test_a_conftest_and_what_it_imports_reach_its_whole_folder(path: str) -> None:
    every = {path for path in FILES if path.rpartition("/")[2].startswith("test_")}
    assert reached(path) == every


def test_only_the_commits_own_python_files_are_read(tmp_path: Path) -> None:
    sources = python_sources(MemorySnapshot(FILES | {"a.txt": "x"}), tmp_path)
    assert set(sources) == {path for path in FILES if "node_modules" not in path}
    assert sources["shop/orders.py"] == b"from . import db\n"
    assert list(tmp_path.iterdir()) == []


def test_imports_in_a_circle_come_to_an_end() -> None:
    graph = ImportGraph({"a.py": b"import b\n", "b.py": b"import a\nfrom ..... import x\n"})
    assert graph.reached(["a.py"]) == {"a.py", "b.py"}
