"""The review gate: a veto that quotes the code ends it, an approval alone proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from agent.domain import Change, Finding, NoProof, Patch, Proof, TestStyle
from agent.gates.matching import Comparison
from agent.gates.review import review
from agent.gates.trial import Answer, End, NoReview, Reviewer, Tried, not_run
from agent.verdict import Objection, Review, Status
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of

BEFORE = "def read(name):\n    return open(name).read()\n"
AFTER = "def read(name):\n    check(name)\n    return open(name).read()\n"
FINDING = finding_at(BEFORE, "open(")
PROOF = Proof(
    "test_p.py",
    """
import pytest
from a import read

HARMLESS = "a"
ATTACKS = ["../b", "/c"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_reads(attack):
    assert read(attack) != "secret"


def test_control_reads():
    assert read("a") == "text"
""",
    TestStyle.PYTEST,
)
NOTHING = Comparison((FINDING,), (), ())


@dataclass
class Says:
    """A reviewer that gives one answer and remembers what it was shown."""

    answer: Review | NoReview
    shown: list[tuple[Sequence[Finding], Sequence[str]]] = field(default_factory=list)

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Review | NoReview:
        self.shown.append((matching, tried))
        return self.answer


def judge(
    reviewer: Reviewer | NoReview, *, seen: Comparison = NOTHING, proof: Proof | NoProof = PROOF,
    harmful: Sequence[str] = (), findings: Sequence[Finding] = (FINDING,), exempt: str = "",
) -> tuple[Answer, CannedSuite]:  # fmt: skip
    """The gate on AFTER; the inputs in `harmful` still do harm with the patch."""

    def single(changes: tuple[Change, ...], test: Proof) -> Tried:
        end = End.ASSERTED if any(ascii(text)[1:-1] in test.content for text in harmful) else End.PASSED
        return Tried((("test_attack_reads", end, "AssertionError: it was read"),), 0.1)

    suite = CannedSuite(not_run("not asked"), single)
    snapshot = MemorySnapshot({"a.py": BEFORE})
    trial = trial_of(
        snapshot, (snapshot.change("a.py", AFTER),), suite=suite, findings=findings, rescan=lambda: seen,
        proof=proof, reviewer=reviewer, exempt=exempt,
    )  # fmt: skip
    return review(trial), suite


def approved(sanitizer: str = "", attacks: tuple[str, ...] = ()) -> Review:
    return Review(True, (), sanitizer, attacks)


def test_an_approval_passes_and_the_reviewer_is_told_what_was_tried() -> None:
    reviewer = Says(approved())
    answer, _ = judge(reviewer)
    assert (answer.status, answer.detail) == (Status.PASSED, "a blind reviewer has no objection")
    assert reviewer.shown == [((), ("../b", "/c"))]


def test_a_veto_that_quotes_the_change_fails_with_the_quote() -> None:
    answer, _ = judge(Says(Review(False, (Objection("+    check(name)", "it returns nothing"),))))
    assert answer.status is Status.FAILED and "`+    check(name)`: it returns nothing" in answer.detail


@pytest.mark.parametrize(
    "said",
    [
        Review(False, (Objection("os.system(name)", "this line is nowhere"),)),
        Review(False, ()),
        Review(True, (Objection("check(name)", "it returns nothing"),)),
        NoReview("the endpoint is busy"),
    ],
)
def test_a_review_that_cannot_be_used_is_not_run_and_never_a_pass(said: Review | NoReview) -> None:
    assert judge(Says(said))[0].status is Status.NOT_RUN


def test_without_reviewer_or_finding_it_is_not_run_and_an_exempt_fix_needs_none() -> None:
    assert judge(NoReview("no model"))[0].status is Status.NOT_RUN
    assert judge(Says(approved()), findings=())[0].status is Status.NOT_RUN
    assert judge(NoReview("no model"), exempt="the rule is tested")[0].status is Status.NOT_APPLICABLE


LEFT = Comparison((), ((FINDING, finding_at(AFTER, "open(")),), ())


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (approved("check(name)"), Status.PASSED),
        (approved("return open(name).read()"), Status.FAILED),
        (approved(""), Status.FAILED),
        (NoReview("the endpoint is busy"), Status.FAILED),
        (Review(False, ()), Status.FAILED),
    ],
)
def test_what_still_matches_needs_an_added_line_named_by_the_reviewer(
    said: Review | NoReview, status: Status
) -> None:
    answer, _ = judge(Says(said), seen=LEFT)
    assert answer.status is status, answer.detail


def test_attacks_of_the_reviewer_are_run_through_the_proof_at_most_three() -> None:
    answer, suite = judge(Says(approved(attacks=("....//b", "%2e%2e", "b", "c"))))
    assert answer.status is Status.PASSED and "3 more attacks of its own do no harm" in answer.detail
    ((_, tried),) = suite.tried
    assert (
        "....//b" in tried.content
        and '"c"' not in tried.content
        and "../b" not in tried.content.replace("....//b", "")
    )


def test_an_attack_of_the_reviewer_that_still_works_fails_although_it_approved() -> None:
    answer, _ = judge(Says(approved(attacks=("....//b", "%2e%2e"))), harmful=("....//b",))
    assert answer.status is Status.FAILED
    assert "'....//b'" in answer.detail and "it was read" in answer.detail


def test_attacks_need_a_proof_with_inputs() -> None:
    for proof in (
        NoProof("none"),
        replace(PROOF, content=PROOF.content.replace("ATTACKS", "TRIED").replace("HARMLESS", "FINE")),
    ):
        answer, suite = judge(Says(approved(attacks=("x",))), proof=proof)
        assert answer.status is Status.PASSED and not suite.tried


def test_a_veto_may_quote_the_finding_in_a_file_that_the_patch_leaves_alone() -> None:
    snapshot = MemorySnapshot({"a.py": BEFORE, "guard.py": "ON = False\n"})
    veto = Says(Review(False, (Objection("return open(name).read()", "nothing is checked on the way"),)))
    trial = trial_of(
        snapshot, (snapshot.change("guard.py", "ON = True\n"),), findings=(FINDING,), rescan=lambda: NOTHING,
        proof=PROOF, reviewer=veto,
    )  # fmt: skip
    assert review(trial).status is Status.FAILED


def test_a_comment_makes_nothing_safe() -> None:
    snapshot = MemorySnapshot({"a.py": BEFORE})
    after = AFTER.replace("    check", "    # the name was checked by the caller\n    check")
    left = Comparison((), ((FINDING, finding_at(after, "open(")),), ())
    for line, status in (
        ("# the name was checked by the caller", Status.FAILED),
        ("check(name)", Status.PASSED),
    ):
        suite = CannedSuite(not_run("not asked"))
        trial = trial_of(
            snapshot, (snapshot.change("a.py", after),), suite=suite, findings=(FINDING,),
            rescan=lambda: left, proof=PROOF, reviewer=Says(approved(line)),
        )  # fmt: skip
        assert review(trial).status is status
