from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Change, Finding, NoProof, Patch, Proof, Scan, Source, TestStyle
from agent.errors import ConfigError
from agent.gates.runner import GATE_NAMES, Bench, required
from agent.gates.trial import Answer, Suite, Tried, failed, not_run, passed
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import GateSettings, ScanSettings
from agent.verdict import Status, Verdict, VerdictKind
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.repo import make_repo, snapshot_of

RULES = """
rules:
- id: no-eval
  languages: [python]
  severity: ERROR
  message: eval runs code
  pattern: eval(...)
- id: no-shell
  languages: [python]
  severity: ERROR
  message: a shell runs it
  pattern: subprocess.run(..., shell=True, ...)
"""
APP = """import ast
import subprocess


def first(text):
    return eval(text)


def second(text):
    return eval(text + "1")


def run(command):
    return subprocess.run(command, shell=True)
"""


class GivenSuite:
    """A suite whose answer is given; counts how often it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked = 0

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        self.asked += 1
        return self.answer

    def style(self, path: str) -> TestStyle | NoProof:
        return NoProof("this suite runs no proofs")

    def try_file(self, changes: tuple[Change, ...], test: Proof) -> Tried:
        return Tried((), 0.0, "this suite runs no proofs")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[GitSnapshot, SemgrepScanner, Scan]:
    folder = tmp_path_factory.mktemp("runner")
    snapshot = snapshot_of(make_repo(folder / "r", {"app.py": APP, "other.py": "x = 1\n"}))
    (folder / "rules.yaml").write_text(RULES)
    scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [folder / "rules.yaml"], ScanSettings())
    tree = folder / "tree"
    tree.mkdir()
    snapshot.export(tree)
    return snapshot, scanner, scanner.scan(tree)


Site = tuple[GitSnapshot, SemgrepScanner, Scan]
# What is on trial here is the runner; the proof and the review have tests of their own.
POLICY = GateSettings(require=tuple(name for name in GATE_NAMES if name not in ("proof", "review")))


def judge(
    site: Site, after: str, *, nth: int | None = 0, path: str = "app.py", suite: Suite | None = None,
    source: Source = Source.MODEL, policy: GateSettings | None = None, seen: list[str] | None = None,
) -> Verdict:  # fmt: skip
    snapshot, scanner, base = site
    findings: tuple[Finding, ...] = () if nth is None else (base.findings[nth],)
    change = Change(path, snapshot.read(path), after.encode())
    bench = Bench(snapshot, scanner, suite or GivenSuite(passed("ok")), policy or POLICY, base)
    watch = seen.append if seen is not None else str
    return bench.verify(Patch(snapshot.base_sha, (change,), source), findings, watch=watch)


def status_of(verdict: Verdict) -> dict[str, str]:
    return {check.gate: check.status.value for check in verdict.checks}


GOOD = APP.replace("eval(text)", "ast.literal_eval(text)")


def test_a_good_patch_passes_every_gate_in_order(site: Site) -> None:
    seen: list[str] = []
    verdict = judge(site, GOOD, seen=seen)
    assert verdict.kind is VerdictKind.FIXED, verdict.checks
    assert tuple(seen) == GATE_NAMES == tuple(check.gate for check in verdict.checks)


@pytest.mark.parametrize(
    ("after", "gate", "why"),
    [
        (APP.replace("eval(text)", "eval( text )"), "finding", "still matches"),
        (
            APP.replace("    return eval(text)", "    if text:\n        return eval(text)"),
            "finding",
            "still matches",
        ),
        (GOOD + "\n\ndef moved(text):\n    return eval(text)\n", "finding", "still matches"),
        (GOOD + "\n\ndef moved(other):\n    return eval(other + '2')\n", "finding", "that the patch added"),
        (GOOD + "\n\ndef new(x):\n    return subprocess.run(x, shell=True)\n", "regressions", "no-shell"),
        (APP.replace("eval(text)", "eval(text)  # nosemgrep"), "scope", "silences"),
        (APP.replace("eval(text)", "literal_eval(text"), "syntax", ""),
        (APP, "applies", "left as it was"),
    ],
)
def test_each_bad_patch_is_stopped_by_its_gate(site: Site, after: str, gate: str, why: str) -> None:
    suite = GivenSuite(passed("ok"))
    verdict = judge(site, after, suite=suite)
    assert verdict.kind is VerdictKind.REJECTED
    assert verdict.failure is not None and verdict.failure.gate == gate, verdict.failure
    assert why in verdict.failure.detail
    assert suite.asked == 0


def test_gates_behind_a_failure_say_that_they_did_not_run(site: Site) -> None:
    verdict = judge(site, APP.replace("eval(text)", "eval(text)  # nosec"))
    behind = verdict.checks[GATE_NAMES.index("scope") + 1 :]
    assert {check.status for check in behind} == {Status.NOT_RUN}
    assert all("scope gate failed" in check.detail for check in behind)


def test_tests_that_did_not_run_are_a_gap_unless_the_policy_does_without_them(site: Site) -> None:
    suite = GivenSuite(not_run("no suite"))
    assert judge(site, GOOD, suite=suite).kind is VerdictKind.EVIDENCE_GAP
    lenient = GateSettings(require=("applies", "scope", "syntax", "finding", "regressions"))
    assert judge(site, GOOD, suite=suite, policy=lenient).kind is VerdictKind.FIXED
    assert judge(site, GOOD, suite=GivenSuite(failed("red")), policy=lenient).kind is VerdictKind.REJECTED


def test_a_policy_that_names_an_unknown_gate_is_an_error() -> None:
    with pytest.raises(ConfigError, match="tsets"):
        required(GateSettings(require=("tsets",)))


def test_a_patch_without_a_named_finding_must_remove_one(site: Site) -> None:
    fixed = judge(site, GOOD, nth=None, source=Source.HUMAN)
    assert fixed.kind is VerdictKind.FIXED
    unrelated = judge(site, "x = 2\n", nth=None, path="other.py", source=Source.HUMAN)
    assert unrelated.failure is not None and "removes no finding" in unrelated.failure.detail


def test_a_patch_elsewhere_does_not_fix_the_finding(site: Site) -> None:
    verdict = judge(site, "x = 2\n", path="other.py", source=Source.HUMAN)
    assert verdict.failure is not None and "in no file that the patch changes" in verdict.failure.detail


def test_a_result_that_the_scanner_cannot_read_is_not_a_clean_one(site: Site, tmp_path: Path) -> None:
    snapshot, _, base = site
    (tmp_path / "rules.yaml").write_text(RULES)
    small = ScanSettings(max_target_bytes=len(APP) + 100)
    scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [tmp_path / "rules.yaml"], small)
    verdict = judge((snapshot, scanner, base), GOOD + "# pad\n" * 40)
    assert verdict.failure is not None and "could not read" in verdict.failure.detail


def test_a_scanner_that_breaks_on_the_patch_fails_the_gate_and_not_the_run(
    site: Site, tmp_path: Path
) -> None:
    snapshot, _, base = site
    broken = tmp_path / "semgrep"
    broken.write_text("#!/bin/sh\nexit 9\n")
    broken.chmod(0o755)
    (tmp_path / "rules.yaml").write_text(RULES)
    scanner = SemgrepScanner(broken, [tmp_path / "rules.yaml"], ScanSettings())
    verdict = judge((snapshot, scanner, base), GOOD)
    assert verdict.failure is not None and "could not be run" in verdict.failure.detail


def test_a_patch_for_another_commit_or_other_bytes_does_not_apply(site: Site) -> None:
    snapshot, scanner, base = site
    bench = Bench(snapshot, scanner, GivenSuite(passed("ok")), GateSettings(), base)
    before = snapshot.read("app.py")
    stale = Patch("f" * 40, (Change("app.py", before, GOOD.encode()),), Source.MODEL)
    wrong = Patch(snapshot.base_sha, (Change("app.py", b"other", GOOD.encode()),), Source.MODEL)
    twice = Patch(snapshot.base_sha, (Change("app.py", before, GOOD.encode()),) * 2, Source.MODEL)
    mode = Patch(
        snapshot.base_sha, (Change("app.py", before, GOOD.encode(), "100755", "100755"),), Source.MODEL
    )
    for patch in (stale, wrong, twice, mode, Patch(snapshot.base_sha, (), Source.MODEL)):
        verdict = bench.verify(patch, base.findings[:1])
        assert verdict.failure is not None and verdict.failure.gate == "applies"


# No gate before the finding gate parses Ruby.
RUBY = "def f(x)\n  system(x)\nend\n\ndef odd\n  y = = 2 2; ]\nend\n"
RUBY_RULE = """
rules:
- id: ruby-system
  languages: [ruby]
  severity: ERROR
  message: system
  pattern: system(...)
"""


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (RUBY.replace("system(x)", "z = = (.system(x)"), Status.FAILED),
        (RUBY.replace("system(x)", 'log("no system")'), Status.INCONCLUSIVE),
    ],
)
def test_a_file_that_the_scanner_reads_in_part_is_never_called_clean(
    tmp_path: Path, after: str, status: Status
) -> None:
    snapshot = snapshot_of(make_repo(tmp_path / "r", {"a.rb": RUBY}))
    (tmp_path / "rules.yaml").write_text(RUBY_RULE)
    scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [tmp_path / "rules.yaml"], ScanSettings())
    (tmp_path / "tree").mkdir()
    snapshot.export(tmp_path / "tree")
    base = scanner.scan(tmp_path / "tree")
    assert len(base.findings) == 1 and base.skipped
    bench = Bench(snapshot, scanner, GivenSuite(passed("ok")), GateSettings(), base)
    change = Change("a.rb", RUBY.encode(), after.encode())
    verdict = bench.verify(Patch(snapshot.base_sha, (change,), Source.HUMAN), base.findings)
    assert {c.gate: c.status for c in verdict.checks}["finding"] is status, verdict.checks
    assert verdict.kind is not VerdictKind.FIXED


class DeepSuite(GivenSuite):
    """A suite that follows the nesting of the code until Python gives up."""

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        return self.judge(changes)


def test_code_that_is_nested_without_end_fails_the_gate_and_not_the_run(site: Site) -> None:
    verdict = judge(site, GOOD, suite=DeepSuite(passed("fine")))
    assert verdict.failure is not None and verdict.failure.gate == "tests"
    assert "nested too deeply" in verdict.failure.detail


def test_evidence_is_bound_to_rules_and_engines(site: Site) -> None:
    snapshot, scanner, base = site
    bench = Bench(snapshot, scanner, GivenSuite(passed("fine")), GateSettings(), base, rules="1")
    patch = Patch(snapshot.base_sha, (), Source.HUMAN)
    first = bench.evidence(patch, NoProof("none"))
    for other in (replace(bench, rules="2"), replace(bench, engines={"bandit": scanner})):
        assert other.evidence(patch, NoProof("none")) != first
