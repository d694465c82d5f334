"""A small target with a path traversal, a proof of it, and patches right and wrong."""

from __future__ import annotations

from pathlib import Path

from agent.domain import Change, Proof, TestStyle
from agent.gates.suite import RepoSuite
from agent.ports import Sandbox
from agent.sandbox import interpreter_binds
from agent.settings import TestSettings
from tests.doubles.findings import finding_at
from tests.doubles.repo import make_repo, snapshot_of

STORE = '''"""Files of a folder."""

import os

LOG = []


class Store:
    """Notes below one folder."""

    def __init__(self, base):
        self.base = str(base)

    def read(self, name):
        """The text of a note, or None."""
        path = os.path.join(self.base, name)
        LOG.append(name)
        with open(path) as file:
            return file.read()

    def delete(self, name):
        """Remove a note."""
        path = os.path.join(self.base, name)
        os.remove(path)
        return "gone"
'''

CONFTEST = """import pytest
from store import Store


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text("milk")
    (tmp_path / "secret.txt").write_text("hidden")
    (tmp_path / "notes-old").mkdir()
    (tmp_path / "notes-old" / "secret.txt").write_text("hidden")
    return Store(folder)
"""

FILES = {
    "store.py": STORE,
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = "-m nothing --strict-markers"\n'
    'markers = ["nothing: of no test"]\n',
    "tests/conftest.py": CONFTEST,
    "tests/test_store.py": "from store import Store\n\n\ndef test_reads(place):\n    assert place.read('a.txt') == 'milk'\n",
    "tests/test_other.py": "def test_sum():\n    assert 1 + 1 == 2\n",
}

READ = finding_at(STORE, "with open(path)", path="store.py")
DELETE = finding_at(STORE, "os.remove(path)", path="store.py")

PROOF_TEXT = """import pytest

ATTACKS = ["../secret.txt", "../notes-old/secret.txt"]
HARMLESS = "a.txt"


def attempt(act, name):
    try:
        return act(name)
    except Exception:
        return None


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_reads_outside(place, name):
    assert "hidden" not in (attempt(place.read, name) or "")


def test_control_reads_inside(place):
    assert place.read("a.txt") == "milk"
"""

DELETE_TEXT = """from pathlib import Path


def test_attack_deletes_outside(place, tmp_path):
    try:
        place.delete("../secret.txt")
    except Exception:
        pass
    assert (tmp_path / "secret.txt").exists()


def test_control_deletes_inside(place, tmp_path):
    assert place.delete("a.txt") == "gone"
    assert not (tmp_path / "notes" / "a.txt").exists()
"""


def proof(content: str = PROOF_TEXT, style: TestStyle = TestStyle.PYTEST) -> Proof:
    return Proof("tests/test_suture_0.py", content, style)


def patch(*pairs: tuple[str, str]) -> Change:
    """The store with each text replaced, once, from the top."""
    after = STORE
    for old, new in pairs:
        assert old in after, old
        after = after.replace(old, new, 1)
    return Change("store.py", STORE.encode(), after.encode())


JOIN = "        path = os.path.join(self.base, name)\n        LOG"
RESOLVE = "        path = os.path.realpath(os.path.join(self.base, name))\n"
CHECK = "        if not path.startswith(os.path.realpath(self.base) + os.sep):\n            raise ValueError(name)\n"
GOOD = patch((JOIN, RESOLVE + CHECK + "        LOG"))
NOTHING = patch((JOIN, JOIN.replace("path =", "path  =")))
NO_RESOLVE = patch((JOIN, JOIN.replace("        LOG", CHECK + "        LOG")))
LOOSE = patch((JOIN, RESOLVE + CHECK.replace(" + os.sep", "") + "        LOG"))
EARLY = patch((JOIN, "        return None\n" + JOIN))
RAISES = patch((JOIN, "        raise ValueError(name)\n" + JOIN))
UNUSED = patch((JOIN, RESOLVE + "        path.startswith(self.base)\n        LOG"))
SWALLOWS = patch(
    ("        with open(path) as file:\n            return file.read()\n",
     "        try:\n            with open(path) as file:\n                return file.read()\n        except OSError:\n            return None\n")
)  # fmt: skip


def suite_of(folder: Path, sandbox: Sandbox, files: dict[str, str] | None = None) -> RepoSuite:
    target = make_repo(folder / "target", files or FILES)
    return RepoSuite(
        snapshot=snapshot_of(target),
        sandbox=sandbox,
        no_sandbox_reason="",
        settings=TestSettings(),
        target=target,
        scratch=folder / "scratch",
        cache=folder / "cache",
        binds=interpreter_binds,
    )
