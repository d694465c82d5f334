"""The syntax gate: files that parse, and what the patch may not break."""

from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.syntax import syntax
from agent.verdict import Status
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

GOOD_AND_BAD = [
    ("a.py", "x = 1\n", "x = = 1\n"),
    ("a.json", '{"a": 1}', '{"a": 1,}'),
    ("a.toml", "a = 1\n", "a = \n"),
    ("a.yaml", "a: [1, 2]\n---\nb: !custom x\n", "a: [1, 2\n"),
    ("a.js", "const a = 1;\n", "const a = = 1;\n"),
    ("a.jsx", "const a = <b>x</b>;\n", "const a = <b>x</c;\n"),
    ("a.ts", "const a: number = 1;\n", "const a: = 1 function;\n"),
    ("a.go", "package a\n\nfunc f() int { return 1 }\n", "package a\n\nfunc f( int { return 1 }\n"),
    ("A.java", "class A { int f() { return 1; } }\n", "class A { int f() { return 1 + ; } }\n"),
    ("a.tsx", "const a: string = <B<string> x={1} />;\n", "const a = <b>{</b>;\n"),
]


@pytest.mark.parametrize(("path", "good", "bad"), GOOD_AND_BAD)
def test_a_file_that_still_parses_passes(path: str, good: str, bad: str) -> None:
    snapshot = MemorySnapshot({path: good})
    answer = syntax(trial_of(snapshot, [snapshot.change(path, good + "\n")]))
    assert answer.status is Status.PASSED
    assert "1 changed file parses" in answer.detail


@pytest.mark.parametrize(("path", "good", "bad"), GOOD_AND_BAD)
def test_a_file_that_the_patch_breaks_fails_with_its_line(path: str, good: str, bad: str) -> None:
    snapshot = MemorySnapshot({path: good})
    answer = syntax(trial_of(snapshot, [snapshot.change(path, bad)]))
    assert answer.status is Status.FAILED
    assert answer.detail.startswith(f"{path}: ")
    assert "line" in answer.detail


@pytest.mark.parametrize(("path", "good", "bad"), GOOD_AND_BAD[1:4])
def test_a_file_that_was_broken_the_same_way_before_is_not_held_against_the_patch(
    path: str, good: str, bad: str
) -> None:
    snapshot = MemorySnapshot({path: bad, "ok.py": "x = 1\n"})
    changes = [snapshot.change(path, bad + "\n"), snapshot.change("ok.py", "x = 2\n")]
    answer = syntax(trial_of(snapshot, changes))
    assert answer.status is Status.PASSED
    assert f"not checked: {path}: does not parse at base either" in answer.detail


def test_python_that_is_too_new_for_us_is_not_said_to_parse_even_beside_a_file_that_does() -> None:
    snapshot = MemorySnapshot({"a.py": "x = = 'a'\n", "ok.py": "x = 1\n"})
    changes = [snapshot.change("a.py", "x = = 'b'\n"), snapshot.change("ok.py", "x = 2\n")]
    answer = syntax(trial_of(snapshot, changes))
    assert answer.status is Status.NOT_RUN
    assert answer.detail.startswith("a.py: does not parse at base either (invalid syntax (line 1))")
    assert "needs a newer Python to parse (run Suture with the target's Python)" in answer.detail


def test_a_new_kind_of_error_in_a_broken_file_fails() -> None:
    snapshot = MemorySnapshot({"a.py": "print 'old'\n"})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", "def f(:\n")]))
    assert answer.status is Status.FAILED


def test_an_old_javascript_error_is_tolerated_but_a_second_one_is_not() -> None:
    snapshot = MemorySnapshot({"a.js": "let a = @@;\nlet b = 1;\n"})
    kept = snapshot.change("a.js", "let a = @@;\nlet b = 2;\n")
    worse = snapshot.change("a.js", "let a = @@;\nlet b = ;;);\n")
    assert syntax(trial_of(snapshot, [kept])).status is Status.PASSED
    assert syntax(trial_of(snapshot, [worse])).status is Status.FAILED


@pytest.mark.parametrize(
    ("path", "base", "kept", "worse"),
    [
        (
            "a.go",
            "package a\nvar x = @@\n",
            "package a\nvar x = @@\nvar y = 1\n",
            "package a\nvar x = @@\nfunc f( {\n",
        ),
        (
            "A.java",
            "class A { int x = @@; }\n",
            "class A { int x = @@; int y; }\n",
            "class A { int x = @@; int = ;\n",
        ),
    ],
)
def test_an_old_error_in_go_or_java_is_tolerated_but_a_second_one_is_not(
    path: str, base: str, kept: str, worse: str
) -> None:
    snapshot = MemorySnapshot({path: base})
    assert syntax(trial_of(snapshot, [snapshot.change(path, kept)])).status is Status.PASSED
    assert syntax(trial_of(snapshot, [snapshot.change(path, worse)])).status is Status.FAILED


def test_a_language_without_a_parser_is_said_not_to_be_checked() -> None:
    snapshot = MemorySnapshot({"a.rb": "x", "a.py": "x = 1\n"})
    both = [snapshot.change("a.rb", "y"), snapshot.change("a.py", "x = 2\n")]
    assert syntax(trial_of(snapshot, both[:1])).status is Status.NOT_RUN
    mixed = syntax(trial_of(snapshot, both))
    assert mixed.status is Status.PASSED
    assert "a.rb: no parser for .rb" in mixed.detail


def test_a_deleted_file_needs_no_parser() -> None:
    snapshot = MemorySnapshot({"a.py": "x = 1\n", "b.py": "y = 1\n"})
    changes = [snapshot.change("a.py", None), snapshot.change("b.py", "y = 2\n")]
    assert syntax(trial_of(snapshot, changes)).status is Status.PASSED


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", b"\0\0"),
        ("a.py", b"# coding: no-such-thing\n"),
        ("a.py", b"x = " + b"(" * 5000),
        ("a.json", b"[" * 100_000),
        ("a.json", b"\xff\xfe\xfd"),
        ("a.toml", b"\xff"),
        ("a.yaml", b"\x00"),
        ("a.yaml", b"[" * 3000),
        ("a.js", b"\xff\xff\xff ((("),
    ],
)
def test_hostile_bytes_are_a_syntax_error_and_no_crash(path: str, source: bytes) -> None:
    answer = syntax(trial_of(MemorySnapshot({}), [Change(path, None, source)]))
    assert answer.status is Status.FAILED


def test_a_yaml_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    snapshot = MemorySnapshot({})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.yaml", "\n".join(lines))]))
    assert answer.status is Status.PASSED


def test_an_invalid_escape_in_the_target_raises_no_warning_here() -> None:
    snapshot = MemorySnapshot({"a.py": "x = 1\n"})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", "x = '\\d'\n")]))
    assert answer.status is Status.PASSED
