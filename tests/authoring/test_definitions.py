"""What the code around a finding uses of other files is shown, small files whole, large ones in part."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.authoring.shown.context import context
from agent.authoring.shown.gathering.definitions import definitions
from agent.authoring.shown.gathering.library import library
from agent.authoring.shown.parts import Shown
from agent.domain import Case, Finding, Location, Rule, Severity
from tests.doubles.model_snapshot import MemorySnapshot

MEMBER = "FIELDS = frozenset({'name'})\n\n\nclass Member:\n    role = 'guest'\n"
LONG = "".join(f"def other_{n}(value):\n    return value + {n}\n\n\n" for n in range(60))


def found(files: Mapping[str, str], path: str, line: int, room: int = 1600) -> tuple[Shown, ...]:
    snapshot = MemorySnapshot({name: text.encode() for name, text in files.items()})
    code = files[path].split("\n")[line - 1]
    finding = Finding(Rule("r", Severity.HIGH), Location(path, line, line), "m", code)
    seen = context(Case((finding,)), files[path])
    return definitions(files[path], seen, library(snapshot, path), room)


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("from club.model import Member", "Member"),
        ("from .model import Member as M", "M"),
        ("from club import model", "model.Member"),
        ("from . import model as m", "m.Member"),
        ("import club.model as stored", "stored.Member"),
    ],
)
def test_a_small_file_that_python_code_imports_is_shown_whole(statement: str, use: str) -> None:
    code = f"{statement}\n\n\ndef change(name):\n    return {use}(name)\n"
    files = {"club/__init__.py": "", "club/model.py": MEMBER, "club/web.py": code}
    assert found(files, "club/web.py", 5) == (Shown("club/model.py", MEMBER.strip(), True),)


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("const { Member } = require('./model');", "Member"),
        ("const { Member: M } = require('./model');", "M"),
        ("const model = require('./model.js');", "model.Member"),
        ("import { Member as M } from './model.js';", "M"),
        ("import model from './model';", "model.Member"),
    ],
)
def test_a_small_file_that_a_script_imports_is_shown_whole(statement: str, use: str) -> None:
    model = "class Member {}\nmodule.exports = { Member };\n"
    code = f"{statement}\n\nfunction change(name) {{\n  return new {use}(name);\n}}\n"
    files = {"src/model.js": model, "src/web.js": code}
    assert found(files, "src/web.js", 4) == (Shown("src/model.js", model.strip(), True),)


def test_of_a_large_file_the_definitions_that_are_used_are_shown() -> None:
    large = f"LIMIT = 10\n\n\n{LONG}class Member:\n    role = 'guest'\n"
    imports = "from club.model import LIMIT, Member, other_3"
    code = f"{imports}\n\n\ndef change(name):\n    return Member(name, LIMIT)\n\n\nDONE = other_3(1)\n"
    (shown,) = found({"club/__init__.py": "", "club/model.py": large, "club/web.py": code}, "club/web.py", 5)
    assert not shown.whole
    assert (
        shown.text
        == "LIMIT = 10\ndef other_3(value):\n    return value + 3\nclass Member:\n    role = 'guest'"
    )


def test_what_the_function_of_the_finding_uses_comes_before_what_others_use() -> None:
    code = "from a import one\nfrom b import two\n\n\ndef first():\n    return one()\n\n\ndef second():\n    return two()\n"
    files = {"a.py": "def one(): ...\n", "b.py": "def two(): ...\n", "c.py": code}
    assert [shown.path for shown in found(files, "c.py", 10)] == ["b.py", "a.py"]


def test_libraries_unused_imports_and_vendored_files_are_not_shown() -> None:
    code = "import os\nfrom flask import Flask\nfrom club.model import FIELDS\n\n\ndef change():\n    return os.getcwd(), Flask\n"
    files = {"club/web.py": code, "vendor/flask.py": "class Flask: ...\n", "club/other.py": MEMBER}
    assert found(files, "club/web.py", 7) == ()


def test_a_file_without_room_is_left_out() -> None:
    files = {"m.py": MEMBER, "w.py": "from m import Member\n\n\ndef change():\n    return Member()\n"}
    assert found(files, "w.py", 5, room=20) == ()


@given(source=st.text(max_size=300), room=st.integers(0, 400))
def test_no_text_breaks_it_and_the_room_is_kept(source: str, room: int) -> None:
    for path in ("w.py", "w.js"):
        text = f"from m import Member\nconst {{ Member }} = require('./m');\nMember()\n{source}"
        files = {"m.py": MEMBER, "m.js": "class Member {}\n", path: text}
        shown = found(files, path, 3, room)
        assert sum(len(each.path) + len(each.text) + 2 for each in shown) <= room
