"""Proofs made of a repository's own tests, with its real test runs in the real sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Case, Change, Finding, Proof, ProofPlan, TestStyle
from agent.gates.matching import Comparison
from agent.gates.proof import examine, plan, proof
from agent.gates.proof.language import read_proof
from agent.gates.proof.mutant import ProofText
from agent.gates.suite import RepoSuite
from agent.gates.trial import Answer, End, Tried, passed
from agent.ports import Sandbox, Snapshot
from agent.probing import probe
from agent.sandbox import Unavailable, choose
from agent.settings import SandboxSettings
from agent.verdict import Status
from tests.doubles.findings import finding_at
from tests.doubles.repo import snapshot_of
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of
from tests.gates.proof.files import suite_of

CONFIGURATION = '[tool.pytest.ini_options]\npythonpath = ["."]\n'
Files = Mapping[str, str]


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    found = choose(SandboxSettings())
    if isinstance(found, Unavailable):
        pytest.skip(found.reason)
    return found


class Story:
    """A repository with one finding, and what the probes make of it."""

    def __init__(self, folder: Path, sandbox: Sandbox, code: str, tests: str, needle: str, cwe: str) -> None:
        self.code = code
        files = {"pyproject.toml": CONFIGURATION, "shop.py": code, "tests/test_shop.py": tests}
        self.suite: RepoSuite = suite_of(folder, sandbox, files)
        self.snapshot: Snapshot = snapshot_of(folder / "target")
        found = finding_at(code, needle, path="shop.py")
        self.finding: Finding = replace(found, rule=replace(found.rule, cwe=(cwe,)))
        where = plan(self.snapshot, self.suite, [self.finding])
        assert isinstance(where, ProofPlan)
        self.plan = where

    def proofs(self) -> list[Proof]:
        """Those that hold at base."""
        made = list(probe(Case((self.finding,)), self.plan, self.snapshot, self.suite))
        assert all(one.path == self.plan.path for one in made)
        return [one for one in made if not examine(self.snapshot, self.suite, [self.finding], one)]

    def judged(self, made: Proof, old: str, new: str) -> Answer:
        """The proof gate's answer to a patch that replaces one text."""
        assert self.code.count(old) == 1
        change = Change("shop.py", self.code.encode(), self.code.replace(old, new).encode())
        return proof(
            trial_of(
                self.snapshot, [change], suite=self.suite, findings=[self.finding],
                rescan=lambda: Comparison((self.finding,), (), ()), proof=made,
            )
        )  # fmt: skip


STORE = '''import os
import sys


def lines(folder, name):
    """The lines of a note."""
    path = os.path.join(folder, name)
    with open(path) as file:
        yield from file
'''
STORE_TESTS = """import pytest

from shop import lines


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("milk")
    return tmp_path / "notes"


def test_a_note_is_read(folder):
    assert list(lines(folder, "a.txt")) == ["milk"]


def test_what_is_not_there_cannot_be_read(folder):
    found = lines(folder, "b.txt")
    with pytest.raises(OSError):
        next(found)
"""


def test_a_path_that_leads_outside_is_proven_and_refusing_it_in_any_way_is_a_fix(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    story = Story(tmp_path, sandbox, STORE, STORE_TESTS, "with open", "CWE-22")
    made = story.proofs()[0]
    text = read_proof(made)
    assert isinstance(text, ProofText) and text.harmless == "a.txt"
    assert set(text.controls) >= {
        "test_control_a_note_is_read",
        "test_control_what_is_not_there_cannot_be_read",
    }
    line = "    path = os.path.join(folder, name)\n"
    inside = "    path = os.path.realpath(os.path.join(folder, name))\n"
    check = "    if not path.startswith(os.path.realpath(folder){}):\n        {}\n"
    right = story.judged(made, line, inside + check.format(" + os.sep", "sys.exit('no')"))
    assert right.status is Status.PASSED, right.detail
    assert story.judged(made, line, inside + check.format("", "sys.exit('no')")).status is Status.FAILED


SQL = '''import sqlite3


def search(db, term, order="name"):
    """Names that hold a term."""
    return [row[0] for row in db.execute(f"SELECT name FROM items WHERE name LIKE '%{term}%' ORDER BY {order}")]
'''
SQL_TESTS = """import sqlite3

from shop import search


def test_items_are_found_in_order():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE items (name)")
    db.execute("INSERT INTO items VALUES ('milk'), ('malt')")
    found = search(db, "m", order="name")
    assert found == ["malt", "milk"]
    assert search(db, "x") == []
"""


def test_a_statement_is_proven_for_each_input_and_to_refuse_in_the_databases_words_is_no_harm(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    story = Story(tmp_path, sandbox, SQL, SQL_TESTS, "db.execute", "CWE-89")
    made = story.proofs()[0]
    old = "    return [row[0] for row in db.execute(f\"SELECT name FROM items WHERE name LIKE '%{term}%' ORDER BY {order}\")]"
    check = "    if order != 'name':\n        raise ValueError(f'no such column: {order}')\n"
    bound = "    return [row[0] for row in db.execute('SELECT name FROM items WHERE name LIKE ? ORDER BY name', (f'%{term}%',))]"
    right = story.judged(made, old, check + bound)
    assert right.status is not Status.FAILED, right.detail
    assert story.judged(made, old, check + old).status is Status.FAILED


def test_where_no_test_sends_a_text_there_is_no_proof(tmp_path: Path, sandbox: Sandbox) -> None:
    code = "import os\n\n\ndef wait(seconds):\n    return os.system(f'sleep {seconds}')\n"
    tests = "from shop import wait\n\n\ndef test_it_waits():\n    assert wait(0) == 0\n"
    assert Story(tmp_path, sandbox, code, tests, "os.system", "CWE-78").proofs() == []


TWO = '''from pathlib import Path


def save(folder, name, text):
    """Keep a note."""
    (Path(folder) / Path(name).name).write_text(text)


def load(folder, name):
    """The text of a note."""
    return (Path(folder) / name).read_text()
'''


@pytest.mark.parametrize(
    "read",
    ["load(tmp_path, name)", "read(tmp_path, name)"],
    ids=["other code", "the test itself"],
)
def test_harm_by_anything_but_the_code_that_was_found_is_no_proof(
    tmp_path: Path, sandbox: Sandbox, read: str
) -> None:
    tests = f"""import os

from shop import load, save


def read(folder, name):
    with open(os.path.join(folder, name)) as file:
        return file.read()


def test_a_note_is_kept(tmp_path):
    name = "a.txt"
    save(tmp_path, name, "milk")
    assert {read} == "milk"


def test_texts_are_kept(tmp_path):
    save(tmp_path, "b.txt", "milk")
    assert read(tmp_path, "b.txt") == "milk" == load(tmp_path, "b.txt")
"""
    assert Story(tmp_path, sandbox, TWO, tests, "write_text", "CWE-22").proofs() == []


def test_a_refusal_that_does_not_come_is_no_harm(tmp_path: Path, sandbox: Sandbox) -> None:
    code = "def run(text):\n    if text == 'bad':\n        raise ValueError(text)\n    return len(text)\n"
    tests = """import pytest

from shop import run


def test_bad_is_refused():
    for text in ("bad",):
        with pytest.raises(ValueError):
            run("bad")
"""
    assert Story(tmp_path, sandbox, code, tests, "return len", "CWE-95").proofs() == []


# What is asked of the suite, told by answers that are made up.

PLAN = ProofPlan("tests/test_suture_0.py", TestStyle.PYTEST, ("tests/test_shop.py",))
RUN = "import os\n\n\ndef run(text):\n    return os.system(text)\n"


def asked(
    tests: str,
    answer: Callable[[tuple[Change, ...], Proof], Tried],
    where: ProofPlan = PLAN,
    cwe: str = "CWE-78",
) -> tuple[list[Proof], CannedSuite]:
    suite = CannedSuite(passed("fine"), answer)
    found = finding_at(RUN, "os.system", path="shop.py")
    finding = replace(found, rule=replace(found.rule, cwe=(cwe,)))
    snapshot = MemorySnapshot({"shop.py": RUN, "tests/test_shop.py": tests, "tests/deep/test_shop.py": tests})
    return list(probe(Case((finding,)), where, snapshot, suite)), suite


def ran(names: Iterable[str], asserted: Iterable[str]) -> Tried:
    bad = set(asserted)
    return Tried(tuple((name, End.ASSERTED if name in bad else End.PASSED, "") for name in names), 0.0)


def names_of(made: Proof) -> list[str]:
    return [line[4:].partition("(")[0] for line in made.content.split("\n") if line.startswith("def test_")]


SENDS = "from shop import run\n\n\ndef test_it_runs():\n    assert run('true') == 0\n"


def test_a_run_that_breaks_without_the_found_code_proves_nothing() -> None:
    def answer(changes: tuple[Change, ...], made: Proof) -> Tried:
        names = names_of(made)
        return Tried((), 0.0, "it cannot be loaded") if changes else ran(names, ["test_attack_0_0"])

    made, suite = asked(SENDS, answer)
    assert made == [] and len(suite.tried) > 1


def test_an_attack_that_does_no_harm_without_the_found_code_becomes_a_proof() -> None:
    made, suite = asked(
        SENDS, lambda changes, one: ran(names_of(one), [] if changes else ["test_attack_0_0"])
    )
    text = read_proof(made[0])
    assert isinstance(text, ProofText) and len(text.payloads) == 1 and len(text.latent) > 3
    assert {one.path for _, one in suite.tried} == {PLAN.path}


def test_where_nothing_does_harm_nothing_more_is_run() -> None:
    made, suite = asked(SENDS, lambda changes, one: ran(names_of(one), []))
    assert made == [] and len(suite.tried) == 1


@pytest.mark.parametrize(
    ("where", "cwe"),
    [
        (replace(PLAN, style=TestStyle.UNITTEST), "CWE-78"),
        (replace(PLAN, examples=("tests/deep/test_shop.py", "tests/none.py")), "CWE-78"),
        (PLAN, "CWE-338"),
    ],
)
def test_other_frameworks_folders_and_weaknesses_are_left_alone(where: ProofPlan, cwe: str) -> None:
    made, suite = asked(SENDS, lambda changes, one: ran((), ()), where, cwe)
    assert made == [] and suite.tried == []


def test_of_a_large_module_every_test_has_its_turn_and_the_scout_stays_small() -> None:
    many = "".join(f"def test_{n}():\n    assert run({'true'!r}, 'a', 'b', 'c')\n\n\n" for n in range(3000))
    _, suite = asked("from shop import run\n\n\n" + many, lambda changes, one: ran((), ()))
    ((_, scout),) = suite.tried
    assert len(scout.content) < 400_000 and scout.content.count("def test_control_") == 100
    assert "'a', 'b', 'c')" in scout.content
