"""Another scanner's finding is never called gone, moved or still there by a scan that did not look for it."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from agent.domain import Finding, Location, NoProof, Patch, Scan, Source
from agent.gates.finding import finding, still_matching
from agent.gates.matching import Comparison
from agent.gates.proof import proof
from agent.gates.review import review
from agent.gates.runner import GATE_NAMES, Bench
from agent.gates.siblings import siblings
from agent.gates.trial import NoReview, Trial, passed
from agent.scanner.bandit import BanditScanner, find_bandit
from agent.settings import GateSettings
from agent.verdict import Status, VerdictKind
from tests.doubles.finding_trials import Yes
from tests.doubles.findings import finding_at, patch
from tests.doubles.foreign import PING, SITE, imported
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of

APP = """import os


def ping(host):
    os.system("ping " + host)


def other(host):
    os.system("other " + host)
"""
FIXED = APP.replace('os.system("ping " + host)', 'run(["ping", host])')
GUARDED = APP.replace(
    '    os.system("ping " + host)\n',
    '    if host not in HOSTS:\n        raise ValueError(host)\n    os.system("ping " + host)\n',
)
OWN = finding_at(APP, "other ", "shell", "app.py")


def reported(tool: str = "CodeQL", name: str = "codeql/py/command-line-injection") -> Finding:
    target = finding_at(APP, "ping ", name, "app.py")
    return replace(target, rule=replace(target.rule, tool=tool))


TARGET = reported()
BANDIT = reported("Bandit", "bandit/B605")
CANNOT = (
    "CodeQL cannot be run here: it reported this finding and only its next scan can tell whether it is gone"
)


def trial(
    after: str = FIXED, *findings: Finding, seen: Comparison | None = None, bandit: Comparison | None = None
) -> Trial:
    snapshot = MemorySnapshot({"app.py": APP})
    made = trial_of(
        snapshot,
        [snapshot.change("app.py", after)],
        findings=findings or (TARGET,),
        others=None if bandit is None else {"bandit": bandit},
        reviewer=Yes(),
    )
    return made if seen is None else replace(made, rescan=lambda: seen)


def test_a_foreign_finding_is_not_run_without_any_scan() -> None:
    answer = finding(trial())
    assert (answer.status, answer.detail, answer.flags) == (Status.NOT_RUN, CANNOT, ())


def test_several_findings_are_told_in_the_plural() -> None:
    answer = finding(trial(FIXED, TARGET, replace(TARGET, ordinal=1)))
    assert answer.detail.endswith(
        "it reported these findings and only its next scan can tell whether they are gone"
    )


def test_no_scan_counts_a_foreign_finding_as_left_moved_or_a_sibling() -> None:
    left = Comparison((), ((OWN, OWN), (TARGET, TARGET)), (TARGET,))
    made = trial(FIXED, seen=left)
    assert still_matching(made) == () and siblings(made) == ()
    assert still_matching(trial(FIXED, OWN, TARGET, seen=left)) == (OWN,)
    assert finding(made).status is Status.NOT_RUN


def test_a_patch_that_leaves_the_finding_and_its_trace_alone_fails() -> None:
    snapshot = MemorySnapshot({"app.py": APP, "web.py": "x = 1\n", "far.py": "y = 1\n"})
    traced = replace(TARGET, trace=(Location("web.py", 1, 1), TARGET.location))
    for path, status in (("far.py", Status.FAILED), ("web.py", Status.NOT_RUN)):
        made = trial_of(snapshot, [snapshot.change(path, "z = 1\n")], findings=[traced])
        answer = finding(made)
        assert answer.status is status
        assert ("in no file that the patch changes" in answer.detail) is (status is Status.FAILED)


def test_our_own_finding_beside_a_foreign_one_is_still_judged_by_our_scan() -> None:
    both = (OWN, TARGET)
    kept = finding(trial(FIXED, *both, seen=Comparison((), ((OWN, OWN),), ())))
    assert kept.status is Status.FAILED and "shell still matches" in kept.detail
    after = FIXED.replace('os.system("other " + host)', 'run(["other", host])')
    gone = trial(after, *both, seen=Comparison((OWN,), (), ()))
    answer = finding(replace(gone, scan=lambda changes: ()))
    assert answer.status is Status.NOT_RUN
    assert answer.detail == f"shell no longer matches; {CANNOT}"


def test_bandit_that_still_reports_its_finding_with_nothing_in_front_fails() -> None:
    after = finding_at(APP, "ping ", "bandit/B605", "app.py")
    seen = Comparison((), ((replace(after, location=Location("app.py", 4, 5)), after),), ())
    answer = finding(trial(APP + "\n", BANDIT, bandit=seen))
    assert answer.status is Status.FAILED
    assert "bandit still reports bandit/B605 at app.py:5; the patch put no check" in answer.detail


def test_bandit_that_sees_a_check_in_front_or_nothing_at_all_is_inconclusive() -> None:
    before, after = (finding_at(text, "ping ", "bandit/B605", "app.py") for text in (APP, GUARDED))
    checked = finding(trial(GUARDED, BANDIT, bandit=Comparison((), ((before, after),), ())))
    assert checked.status is Status.INCONCLUSIVE and "behind something new in front" in checked.detail
    gone = finding(trial(FIXED, BANDIT, bandit=Comparison((before,), (), ())))
    assert gone.status is Status.INCONCLUSIVE
    assert (
        gone.detail
        == "bandit, run here, no longer reports bandit/B605; whether the patch hides it was not tried"
    )


def test_bandit_that_never_saw_the_finding_here_cannot_say_that_it_is_gone() -> None:
    other = finding_at(APP, "other ", "bandit/B605", "app.py")
    for seen in (Comparison((), (), ()), Comparison((other,), (), ()), None):
        answer = finding(trial(FIXED, BANDIT, bandit=seen))
        assert answer.status is Status.NOT_RUN and "Bandit cannot be run here" in answer.detail


def test_bandit_has_no_say_about_another_tools_finding() -> None:
    before = finding_at(APP, "ping ", TARGET.rule.id, "app.py")
    assert finding(trial(FIXED, TARGET, bandit=Comparison((before,), (), ()))).detail == CANNOT


def test_a_missing_proof_of_a_foreign_finding_is_a_gap_and_no_failure() -> None:
    assert proof(trial()).status is Status.NOT_RUN


def test_the_review_of_a_foreign_finding_runs_and_is_asked_for_no_sanitizer() -> None:
    answer = review(trial())
    assert (answer.status, answer.detail) == (Status.PASSED, "a blind reviewer has no objection")


class Clean:
    """A scanner that finds nothing."""

    def scan(self, folder: object) -> Scan:
        return Scan(())


@pytest.mark.parametrize("source", [Source.MODEL, Source.HUMAN, Source.RULE_FIX])
def test_a_foreign_finding_ends_in_an_evidence_gap_at_best(source: Source) -> None:
    most = tuple(name for name in GATE_NAMES if name not in ("proof", "review"))
    snapshot = MemorySnapshot({"app.py": APP})
    fixed = replace(
        patch(APP, FIXED.replace('run(["ping", host])', 'print("ping", host)'), "app.py", source),
        base_sha=snapshot.base_sha,
    )
    bench = Bench(
        snapshot, Clean(), CannedSuite(passed("ok")), GateSettings(require=most), Scan((OWN,)),
        reviewer=NoReview("none"), bundled=frozenset({OWN.rule.id, TARGET.rule.id}),
    )  # fmt: skip
    verdict = bench.verify(fixed, [TARGET], NoProof("none"))
    assert verdict.kind is VerdictKind.EVIDENCE_GAP, verdict.checks
    assert [(check.gate, check.detail) for check in verdict.gaps] == [("finding", CANNOT)]


def test_a_bandit_report_is_held_against_bandit_itself() -> None:
    program = find_bandit(os.environ["PATH"])
    assert program is not None, "bandit is a dependency"
    target = next(f for f in imported("bandit").findings if f.rule.id == "bandit/B602")
    bench = Bench(
        SITE, Clean(), CannedSuite(passed("ok")), GateSettings(), Scan(()),
        engines={"bandit": BanditScanner(program)},
    )  # fmt: skip
    sink = 'subprocess.call("ping -c1 " + host, shell=True)'
    for code, status in (
        ('subprocess.call("ping -c2 " + host, shell=True)', Status.FAILED),
        ('subprocess.call(["ping", "-c1", host])', Status.INCONCLUSIVE),
    ):
        mended = SITE.change("shop/ping.py", PING.replace(sink, code))
        verdict = bench.verify(Patch(SITE.base_sha, (mended,), Source.MODEL), [target])
        (check,) = (check for check in verdict.checks if check.gate == "finding")
        assert check.status is status, check.detail
        assert verdict.kind is not VerdictKind.FIXED
