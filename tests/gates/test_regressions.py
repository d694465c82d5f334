from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Finding, Level, Patch, Scan, Severity, Skip, Source
from agent.gates.engines import BANDIT, compare_engines
from agent.gates.matching import Comparison
from agent.gates.regressions import regressions
from agent.gates.trial import Answer
from agent.verdict import Status
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

CLEAN = Comparison((), (), ())
SKIP = Skip("a.py", "half of it")


def found(severity: Severity = Severity.HIGH, confidence: Level = Level.HIGH) -> Finding:
    finding = finding_at("bad(x)\n", "bad", "no-bypass")
    return replace(finding, rule=replace(finding.rule, severity=severity, confidence=confidence))


def asked(own: Comparison = CLEAN, **others: Comparison) -> Answer:
    snapshot = MemorySnapshot({"a.py": "x\n"})
    return regressions(
        trial_of(snapshot, [snapshot.change("a.py", "y\n")], rescan=lambda: own, others=others)
    )


def new(*findings: Finding) -> Comparison:
    return Comparison((), (), findings)


def test_nothing_new_passes_and_says_who_was_asked() -> None:
    answer = asked(bandit=CLEAN, guard=CLEAN)
    assert answer.status is Status.PASSED and "bandit, guard" in answer.detail


def test_a_new_match_of_an_enabled_rule_fails() -> None:
    answer = asked(new(found()))
    assert answer.status is Status.FAILED and "no-bypass at a.py:1: a message" in answer.detail


def test_a_guard_rule_fails_whatever_its_weight_and_is_named() -> None:
    answer = asked(guard=new(found(Severity.LOW, Level.LOW)))
    assert answer.status is Status.FAILED
    assert "guard: 1 new: no-bypass at a.py:1: a message" in answer.detail


@pytest.mark.parametrize(
    ("severity", "confidence", "status"),
    [
        (Severity.MEDIUM, Level.MEDIUM, Status.FAILED),
        (Severity.HIGH, Level.LOW, Status.PASSED),
        (Severity.LOW, Level.HIGH, Status.PASSED),
    ],
)
def test_bandit_has_a_vote_from_medium_on_and_is_listed_below(
    severity: Severity, confidence: Level, status: Status
) -> None:
    answer = asked(bandit=new(found(severity, confidence)))
    assert answer.status is status and "no-bypass at a.py:1" in answer.detail


@pytest.mark.parametrize(
    ("own", "others", "status"),
    [
        (replace(CLEAN, unread=(SKIP,)), {}, Status.FAILED),
        (replace(CLEAN, partial=(SKIP,)), {}, Status.INCONCLUSIVE),
        (CLEAN, {"guard": replace(CLEAN, unread=(SKIP,))}, Status.FAILED),
        (CLEAN, {"bandit": replace(CLEAN, unread=(SKIP,))}, Status.INCONCLUSIVE),
        (CLEAN, {"guard": replace(CLEAN, partial=(SKIP,))}, Status.INCONCLUSIVE),
    ],
)
def test_what_could_not_be_read_is_never_clean(
    own: Comparison, others: dict[str, Comparison], status: Status
) -> None:
    answer = asked(own, **others)
    assert answer.status is status and "half of it" in answer.detail


class Words:
    """A scanner that finds every file's first line, and cannot read what begins with `?`."""

    def scan(self, folder: Path) -> Scan:
        texts = {
            f.relative_to(folder).as_posix(): f.read_text() for f in sorted(folder.rglob("*")) if f.is_file()
        }
        read = {path: text for path, text in texts.items() if not text.startswith("?")}
        skipped = tuple(Skip(path, "line 1") for path in texts.keys() - read.keys())
        return Scan(tuple(finding_at(t, t.split("\n")[0], path=p) for p, t in read.items()), skipped)


def test_engines_compare_the_changed_files_alone_before_and_after() -> None:
    snapshot = MemorySnapshot({"a.py": "one\n", "b.py": "two\n", "c.py": "?\n"})
    changes = (
        snapshot.change("a.py", "x\ny\nz\n"),
        snapshot.change("c.py", "?\n?\n"),
        snapshot.change("d.py", "?\n"),
    )
    seen = compare_engines(snapshot, Patch(snapshot.base_sha, changes, Source.MODEL), {BANDIT: Words()})[
        BANDIT
    ]
    before_and_after = [*seen.gone, *seen.new, *(f for pair in seen.left for f in pair)]
    assert {f.location.path for f in before_and_after} == {"a.py"}
    assert ([s.what for s in seen.unread], [s.what for s in seen.partial]) == (["d.py"], ["c.py"])
