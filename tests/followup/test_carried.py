"""A Workbench that runs nothing: evidence and fixes of other jobs, over a real clone. Its suite refuses to be
asked, and there is no model that could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.bundle.making import as_fix
from agent.bundle.proposing import Idle
from agent.bundle.values import Bundle, Fix, Refused, Stage
from agent.domain import Location
from agent.errors import ToolError
from agent.followup.again import Proposed, asking
from agent.followup.bench import CodeBench
from agent.followup.carried import Carried
from agent.followup.decided import (
    Decided,
    Decision,
    about,
    evidence_of,
    work_again,
    work_revise,
)
from agent.followup.ports import Declined, Later, Written
from agent.followup.values import Living, Proven, Request
from agent.forge.text.marker import Marker
from agent.forge.values import Pull
from agent.forge.writes import PushOn, Where
from tests.doubles.model import ScriptedModel
from tests.doubles.repo import git
from tests.doubles.workbench import CONTRACT, FIXED, PATH, Workshop, workshop
from tests.followup.test_again import APPROVE, NAMED, after, answer

WISH = Request(Where.THREAD, 11, "ann", "Please give it a name first.", PATH, 6, 11)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


@pytest.fixture
def marker(shop: Workshop) -> Marker:
    return shop.opened({PATH: FIXED})[1]


def decision(pull: Pull, marker: Marker, living: Living | None = None, work: str = "") -> Decision:
    return Decision(
        number=pull.number, head_sha=pull.head_sha, step="Revise" if work else "Remind", row="review",
        about=about(marker), work=work, evidence=evidence_of(living) if living else None,
    )  # fmt: skip


def carried(shop: Workshop, *pulls: Decision, base: str = "", bundle: Bundle | None = None) -> Carried:
    """The publishing job's, on main as it is now; decided at `base`, else there."""
    code = idle(shop)
    return Carried(code, said(base or code.base_sha, *pulls), bundle)


def idle(shop: Workshop) -> CodeBench:
    """The code of a job whose suite ends the test when it is asked."""
    return shop.bench(suite=Idle())


def said(base: str, *pulls: Decision) -> Decided:
    return Decided(repository="acme/shop", base="main", base_sha=base, pulls=pulls)


def revised(shop: Workshop, marker: Marker) -> Fix:
    """The fix that the job with the model's key writes, judged by its gates."""
    bench = shop.bench(model=ScriptedModel([answer(NAMED), APPROVE], contract=CONTRACT))
    job = bench.job(shop.observed(shop.pull(), marker), asking([WISH]))
    assert not isinstance(job, Declined)
    made = bench.proposed(job)
    assert isinstance(made, Proposed)
    return as_fix(made.outcomes, 7, shop.pull().head_sha)


def bundled(
    shop: Workshop, *fixes: Fix, stage: Stage = Stage.VERIFIED, refused: tuple[Refused, ...] = ()
) -> Bundle:
    base = git(shop.repo, "rev-parse", "main")
    return Bundle(stage, "1.0", "acme/shop", "main", base, "bubblewrap", "scripted", fixes, (), refused)


def asked(shop: Workshop, marker: Marker) -> Decision:
    return decision(shop.pull(), marker, work=work_revise([WISH]))


def test_the_suite_of_such_a_job_cannot_be_asked(shop: Workshop, marker: Marker) -> None:
    with pytest.raises(ToolError):
        idle(shop).bench.suite.judge(())


def test_what_the_gates_said_is_carried_and_nothing_runs(shop: Workshop, marker: Marker) -> None:
    living = shop.bench().prove(shop.pull(), marker)
    assert living.proven is Proven.HOLDS and living.gates
    assert carried(shop, decision(shop.pull(), marker, living)).prove(shop.pull(), marker) == living


def test_evidence_of_another_base_head_or_text_is_none(shop: Workshop, marker: Marker) -> None:
    living = Living(Proven.HOLDS, gates=())
    pull = shop.pull()
    whole = decision(pull, marker, living)
    for bench, seen, mark in (
        (carried(shop, whole, base="b" * 40), pull, marker),
        (carried(shop, whole), replace(pull, head_sha="c" * 40), marker),
        (carried(shop, whole), replace(pull, number=8), marker),
        (carried(shop, whole), pull, marker.model_copy(update={"patch": "d" * 64})),
        (carried(shop, decision(pull, marker)), pull, marker),
        (carried(shop), pull, marker),
    ):
        found = bench.prove(seen, mark)
        assert found.proven is Proven.NOT_ASKED and "next run" in found.detail
        assert isinstance(bench.merge(seen, mark), Later)


@pytest.mark.parametrize("proven", [Proven.HOLDS, Proven.BROKEN, Proven.UNKNOWN])
def test_a_base_is_merged_in_only_where_that_was_proven(
    shop: Workshop, marker: Marker, proven: Proven
) -> None:
    shop.on_base({"README.md": "# a shop\n"})
    living = Living(proven, detail="the tests gate: 1 failed")
    made = carried(shop, decision(shop.pull(), marker, living)).merge(shop.pull(), marker)
    if proven is Proven.HOLDS:
        assert isinstance(made, PushOn)
        assert (made.head, made.merged) == (shop.pull().head_sha, git(shop.repo, "rev-parse", "main"))
    else:
        assert isinstance(made, Declined) and made.final is (proven is Proven.BROKEN)


def test_a_verified_fix_becomes_the_commit_that_its_author_would_have_made(
    shop: Workshop, marker: Marker
) -> None:
    bundle = bundled(shop, revised(shop, marker))
    made = carried(shop, asked(shop, marker), bundle=bundle).revise(
        shop.observed(shop.pull(), marker), [WISH]
    )
    assert isinstance(made, Written), made
    assert NAMED.split("\n")[0] in after(made) and made.push.head == shop.pull().head_sha
    assert made.said.startswith("The fix was written again as asked") and "Parses a literal." in made.said
    whole = shop.bench(model=ScriptedModel([answer(NAMED), APPROVE], contract=CONTRACT))
    once = whole.revise(shop.observed(shop.pull(), marker), [WISH])
    assert isinstance(once, Written) and once.push == made.push and once.said == made.said


def test_a_fix_that_nobody_verified_or_that_is_for_something_else_waits_without_a_mark(
    shop: Workshop, marker: Marker
) -> None:
    fix, seen = revised(shop, marker), shop.observed(shop.pull(), marker)
    more = replace(WISH, id=12, text="And a comment.")
    ours = asked(shop, marker)
    bundle = bundled(shop, fix)
    waiting = [
        (carried(shop, ours, bundle=bundled(shop, fix, stage=Stage.PROPOSED)), [WISH]),
        (carried(shop, ours, bundle=replace(bundle, base_sha="b" * 40)), [WISH]),
        (carried(shop, ours, bundle=bundled(shop, replace(fix, head="c" * 40))), [WISH]),
        (carried(shop, ours, bundle=bundled(shop, replace(fix, pull=8))), [WISH]),
        (carried(shop, ours, bundle=bundle), [WISH, more]),
        (carried(shop, bundle=bundle), [WISH]),
    ]
    for bench, requests in waiting:
        made = bench.revise(seen, requests)
        assert isinstance(made, Later) and made.reason, made
    assert isinstance(carried(shop, ours, bundle=bundle).again(seen, ()), Later)


def test_a_fix_of_this_very_head_that_makes_no_commit_counts_as_a_try(shop: Workshop, marker: Marker) -> None:
    """Otherwise every run would have it written anew by a model, and whoever asked would never be told."""
    fix, seen, ours = revised(shop, marker), shop.observed(shop.pull(), marker), asked(shop, marker)
    elsewhere = replace(fix.findings[0], location=Location("app/__init__.py", 1, 1))
    checks = replace(fix.verdict, evidence=replace(fix.verdict.evidence, patch="e" * 64))  # type: ignore[type-var]
    for bundle in (
        bundled(shop, replace(fix, findings=(elsewhere,))),
        bundled(shop, replace(fix, verdict=checks)),
        bundled(shop, replace(fix, diff=fix.diff.replace("value", "thing"))),
        None,
    ):
        made = carried(shop, ours, bundle=bundle).revise(seen, [WISH])
        assert isinstance(made, Declined) and made.reason and not made.final, made


def test_a_patch_that_touches_more_than_it_may_is_not_made_a_commit(shop: Workshop, marker: Marker) -> None:
    fix = revised(shop, marker)
    more = "diff --git a/.github/workflows/x.yml b/.github/workflows/x.yml\nnew file mode 100644\n--- /dev/null\n+++ b/.github/workflows/x.yml\n@@ -0,0 +1 @@\n+on: push\n"
    bundle = bundled(shop, replace(fix, diff=more + fix.diff))
    made = carried(shop, asked(shop, marker), bundle=bundle).revise(
        shop.observed(shop.pull(), marker), [WISH]
    )
    assert isinstance(made, Declined) and not made.final and "cannot be used" in made.reason


def test_people_who_pushed_meanwhile_are_not_written_over(shop: Workshop, marker: Marker) -> None:
    bundle, ours = bundled(shop, revised(shop, marker)), asked(shop, marker)
    seen = shop.observed(shop.pull(), marker)
    shop.on_branch({"app/more.py": "x = 1\n"})
    bench = carried(shop, ours, bundle=bundle)
    assert not isinstance(bench.revise(seen, [WISH]), Written)
    assert isinstance(bench.revise(shop.observed(shop.pull(), marker), [WISH]), Later)


def test_why_nothing_was_written_reaches_whoever_asked(shop: Workshop, marker: Marker) -> None:
    seen, head = shop.observed(shop.pull(), marker), shop.pull().head_sha
    named = Refused("0" * 16, "the gate `finding` says: it is back @everybody", 7, head, final=True)
    bundle = bundled(shop, refused=(replace(named, head="c" * 40, reason="old"), named))
    made = carried(shop, asked(shop, marker), bundle=bundle).revise(seen, [WISH])
    assert isinstance(made, Declined) and made.final and "it is back" in made.reason
    assert "@" not in made.reason
    neutral = marker.model_copy(update={"rule": "", "cwe": ()})
    hidden = carried(shop, asked(shop, neutral), bundle=bundle).revise(
        shop.observed(shop.pull(), neutral), [WISH]
    )
    assert isinstance(hidden, Declined) and "finding" not in hidden.reason


def test_what_is_written_anew_on_a_moved_base_is_told_by_its_checks(shop: Workshop, marker: Marker) -> None:
    pull = shop.pull()
    step = decision(pull, marker, work=work_again(("ci",)))
    bench = carried(shop, step, bundle=bundled(shop, revised(shop, marker)))
    seen = shop.observed(pull, marker)
    assert isinstance(bench.again(seen, ()), Later)
    made = bench.again(seen, ("ci",))
    assert isinstance(made, Written) and "these checks failed: ci" in made.said
