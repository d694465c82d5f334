"""Every evaluation case is sound: its finding is found, its hidden test tells right fixes from wrong ones."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent import process
from tests.rulebook import FLAGS, RULES, merge, semgrep

HERE = Path(__file__).parent / "cases"
EXPECTATIONS = {"fixed", "false_positive", "no_fix"}


@dataclass(frozen=True, slots=True)
class Case:
    """One case as its `case.toml` says; `path` is relative to the repository, `line` counts from 1."""

    folder: Path
    id: str
    language: str
    cwe: str
    rule: str
    path: str
    line: int
    expect: str
    note: str

    @property
    def wrong(self) -> tuple[Path, ...]:
        """Wrong fixes, each a unified diff of the repository."""
        return tuple(sorted((self.folder / "wrong").glob("*.diff")))

    @property
    def also(self) -> tuple[Path, ...]:
        """Further right fixes, by other means than the reference."""
        return tuple(sorted((self.folder / "also").glob("*.diff")))

    @property
    def solution(self) -> Path:
        """The reference fix."""
        return self.folder / "solution.diff"


@dataclass(frozen=True, slots=True)
class Ran:
    """How the two suites of a tree ended, and what they printed."""

    visible: bool
    hidden: bool
    out: str


def load() -> tuple[Case, ...]:
    """Every case, by name; an unknown or a missing key is an error."""
    return tuple(
        Case(folder=toml.parent, **tomllib.loads(toml.read_text("utf-8")))
        for toml in sorted(HERE.glob("*/case.toml"))
    )


CASES = load()
TO_FIX = tuple(case for case in CASES if case.expect == "fixed")
OTHERS = tuple(case for case in CASES if case.expect != "fixed")
WRONG = tuple((case, diff) for case in CASES for diff in case.wrong)
ALSO = tuple((case, diff) for case in CASES for diff in case.also)


def _copy(case: Case, tree: Path, diff: Path | None = None) -> Path:
    """The case's repository at `tree`, with the diff applied and nothing of its tests to be seen."""
    shutil.copytree(case.folder / "repo", tree, ignore=shutil.ignore_patterns("__pycache__"))
    if diff is not None:
        # Below no repository of git's: inside one it would leave out, in silence, what lies elsewhere.
        env = {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tree.parent)}
        done = process.run(["git", "apply", "--whitespace=nowarn", diff], env=env, cwd=tree, timeout=30.0)
        assert done.status == 0, done.stderr.decode()
    return tree


def _run(case: Case, tree: Path) -> Ran:
    """Run the visible tests and, beside them in the folder `hidden`, the hidden ones."""
    shutil.copytree(case.folder / "hidden", tree / "hidden", ignore=shutil.ignore_patterns("__pycache__"))
    if case.language == "python":
        return _pytest(tree)
    visible, first = _node(tree, sorted((tree / "test").glob("*.test.js")))
    hidden, second = _node(tree, sorted((tree / "hidden").glob("*.test.js")))
    return Ran(visible, hidden, first + second)


def _environment(tree: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tree),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def _pytest(tree: Path) -> Ran:
    """Both suites in one process up to the first failure, told apart by the names in the JUnit report."""
    options = ["-q", "-x", "-p", "no:cacheprovider"]
    report = tree / "junit.xml"
    done = process.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={tree}", "--tb=line", f"--junitxml={report}", "tests", "hidden"],
        env=_environment(tree), cwd=tree, timeout=120.0,
    )  # fmt: skip
    out = done.stdout.decode() + done.stderr.decode()
    assert report.exists(), out
    ended: dict[str, list[bool]] = {"tests": [], "hidden": []}
    for test in ET.parse(report).iter("testcase"):
        failed = test.find("failure") is not None or test.find("error") is not None
        # A file that cannot even be imported has no class, and its name is that of the module.
        ended[(test.get("classname") or test.get("name") or "").split(".")[0]].append(not failed)
    visible, hidden = (bool(each) and all(each) for each in ended.values())
    return Ran(visible, hidden, out)


def _node(tree: Path, files: list[Path]) -> tuple[bool, str]:
    assert files
    argv = ["node", "--test", "--test-reporter=tap", *(str(path.relative_to(tree)) for path in files)]
    done = process.run(argv, env=_environment(tree), cwd=tree, timeout=60.0)
    out = done.stdout.decode()
    if done.ended:
        return False, f"{out}\n{done.ended}"
    counted = re.search(r"^# tests (\d+)$", out, re.MULTILINE)
    assert counted and int(counted[1]) > 0, out + done.stderr.decode()
    return done.status == 0, out


def _name(value: Case | Path) -> str:
    return value.id if isinstance(value, Case) else value.stem


def test_there_are_cases_of_many_kinds() -> None:
    languages = Counter(case.language for case in CASES)
    expected = Counter(case.expect for case in CASES)
    assert len(CASES) >= 44 and len({case.cwe for case in CASES}) >= 16
    assert languages["python"] >= 26 and languages["javascript"] >= 14
    assert expected["fixed"] >= 36 and expected["false_positive"] >= 4 and expected["no_fix"] >= 4
    assert len({case.id for case, _ in WRONG}) >= 15


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_is_complete(case: Case) -> None:
    assert case.id == case.folder.name and case.id.startswith(case.cwe.lower() + "-")
    assert case.expect in EXPECTATIONS and case.language in {"python", "javascript"}
    assert case.note.endswith(".") and not (case.folder / "repo/.git").exists()
    assert case.solution.exists() == (case.expect == "fixed")
    own = {path.stem for path in (case.folder / "rules").glob("*.yaml")}
    assert own == ({case.rule} if not any(RULES.rglob(f"{case.rule}.yaml")) else set())
    files = [path for path in (case.folder / "repo").rglob("*") if path.is_file()]
    assert 2 <= len(files) <= 7
    assert 40 <= sum(path.read_text("utf-8").count("\n") for path in files) <= 150


def test_every_finding_is_found_at_its_line_and_gone_with_the_reference_fix(tmp_path: Path) -> None:
    configs = [
        f"--config={merge(tmp_path)}",
        *(f"--config={path}" for path in sorted(HERE.glob("*/rules/*.yaml"))),
    ]
    for case in CASES:
        _copy(case, tmp_path / "trees/base" / case.id)
        if case.expect == "fixed":
            _copy(case, tmp_path / "trees/fixed" / case.id, case.solution)
    answer = semgrep(["scan", *FLAGS, *configs, "trees"], tmp_path, tmp_path)
    assert not answer["errors"], answer["errors"]
    found = {(hit["path"], hit["check_id"], hit["start"]["line"]) for hit in answer["results"]}
    places = {place[:2] for place in found}
    at_base = [
        case.id for case in CASES if (f"trees/base/{case.id}/{case.path}", case.rule, case.line) not in found
    ]
    left = [case.id for case in TO_FIX if (f"trees/fixed/{case.id}/{case.path}", case.rule) in places]
    assert (at_base, left) == ([], [])


@pytest.mark.parametrize("case", TO_FIX, ids=_name)
def test_the_hidden_test_fails_at_base_and_passes_with_the_reference_fix(case: Case, tmp_path: Path) -> None:
    base = _run(case, _copy(case, tmp_path / "base"))
    assert base.visible and not base.hidden, base.out
    fixed = _run(case, _copy(case, tmp_path / "fixed", case.solution))
    assert fixed.visible and fixed.hidden, fixed.out


@pytest.mark.parametrize("case", OTHERS, ids=_name)
def test_what_is_not_to_be_fixed_passes_everything_as_it_is(case: Case, tmp_path: Path) -> None:
    base = _run(case, _copy(case, tmp_path / "base"))
    assert base.visible and base.hidden, base.out


@pytest.mark.parametrize(("case", "diff"), ALSO, ids=_name)
def test_a_right_fix_by_other_means_passes_everything(case: Case, diff: Path, tmp_path: Path) -> None:
    ran = _run(case, _copy(case, tmp_path / "also", diff))
    assert ran.visible and ran.hidden, ran.out


@pytest.mark.parametrize(("case", "diff"), WRONG, ids=_name)
def test_a_wrong_fix_fails_the_visible_or_the_hidden_tests(case: Case, diff: Path, tmp_path: Path) -> None:
    ran = _run(case, _copy(case, tmp_path / "wrong", diff))
    assert not (ran.visible and ran.hidden), ran.out
