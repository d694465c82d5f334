"""What is on our branch, how it merges, what the gates say of that, and the commit that merges the base in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Change, NoProof, Proof, ProofPlan, Scan, TestStyle
from agent.errors import ToolError
from agent.followup.bench import CodeBench
from agent.followup.ports import Declined
from agent.followup.values import Branch, Merge, Proven, Touch
from agent.forge.text.marker import Followed, Marker
from agent.forge.values import Commit, Trouble, TroubleKind
from agent.forge.writes import PushOn
from agent.gates.trial import Answer, End, Tried, failed, not_run, passed
from tests.doubles.repo import git
from tests.doubles.suite_snapshot import CannedSuite
from tests.doubles.workbench import CALC, FIXED, PATH, US, LineScanner, Workshop, workshop

PASSED = passed("2 passed before and after")
DOUBLED = CALC.replace("number + number", "2 * number")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


@pytest.fixture
def marker(shop: Workshop) -> Marker:
    return shop.opened({PATH: FIXED})[1]


def looked(shop: Workshop, marker: Marker, bench: CodeBench | None = None) -> Branch:
    branch = (bench or shop.bench()).branch(shop.pull(), marker)
    assert isinstance(branch, Branch), branch
    return branch


def test_a_branch_as_recorded_is_untouched_and_current(shop: Workshop, marker: Marker) -> None:
    assert looked(shop, marker) == Branch(marker.head, Touch.NONE, Merge.CURRENT)


def test_a_base_that_moved_elsewhere_merges_cleanly(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: DOUBLED})
    assert looked(shop, marker) == Branch(marker.head, Touch.NONE, Merge.CLEAN)


def test_a_base_that_moved_under_it_conflicts_and_names_the_file(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: CALC.replace("eval(text)", "eval(text.strip())")})
    assert looked(shop, marker) == Branch(marker.head, Touch.NONE, Merge.CONFLICT, (PATH,))


def test_a_persons_commit_makes_it_theirs(shop: Workshop, marker: Marker) -> None:
    shop.on_branch({"app/more.py": "x = 1\n"})
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_persons_commit_that_bears_our_trailers_makes_it_theirs(shop: Workshop, marker: Marker) -> None:
    shop.on_branch({"app/more.py": "x = 1\n"}, shop.trailers(marker.base_sha))
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_commit_under_our_login_without_our_trailers_makes_it_theirs(
    shop: Workshop, marker: Marker
) -> None:
    shop.on_branch({"app/more.py": "x = 1\n"}, "by hand", who=US)
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_commit_of_ours_that_is_not_recorded_is_adopted(shop: Workshop, marker: Marker) -> None:
    head = shop.on_branch({PATH: FIXED + "# more\n"}, shop.trailers(marker.base_sha), who=US)
    branch = looked(shop, marker)
    assert (branch.touch, branch.adopted) == (Touch.NONE, head)


def test_update_branch_by_a_person_is_no_edit_and_is_not_recorded_as_ours(
    shop: Workshop, marker: Marker
) -> None:
    shop.on_base({PATH: DOUBLED})
    head = shop.updated()
    assert looked(shop, marker) == Branch(head, Touch.NONE, Merge.CURRENT)


def test_our_commit_on_top_of_update_branch_is_adopted(shop: Workshop, marker: Marker) -> None:
    base = shop.on_base({PATH: DOUBLED})
    shop.updated()
    head = shop.on_branch({PATH: FIXED + "# more\n"}, shop.trailers(base), who=US)
    assert looked(shop, marker) == Branch(head, Touch.NONE, Merge.CURRENT, adopted=head)


def test_a_merge_of_the_base_with_an_edit_inside_is_theirs(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: DOUBLED})
    shop.updated(spoilt=True)
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_merge_of_another_branch_is_theirs(shop: Workshop, marker: Marker) -> None:
    git(shop.work, "checkout", "-q", "-b", "side", "main")
    git(shop.work, "commit", "-q", "--allow-empty", "-m", "side")
    git(shop.work, "checkout", "-q", shop.branch)
    git(shop.work, "merge", "-q", "--no-ff", "--no-edit", "side")
    git(shop.work, "push", "-q", str(shop.repo), shop.branch)
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_forced_push_is_theirs(shop: Workshop, marker: Marker) -> None:
    git(shop.work, "checkout", "-q", shop.branch)
    git(shop.work, "reset", "-q", "--hard", "main")
    shop.on_branch({PATH: FIXED + "# other\n"}, shop.trailers(marker.base_sha), who=US)
    assert looked(shop, marker).touch is Touch.PEOPLE


def test_a_marker_without_a_head_claims_nothing(shop: Workshop, marker: Marker) -> None:
    assert looked(shop, marker.model_copy(update={"head": ""})).touch is Touch.PEOPLE


def test_a_marker_that_was_edited_to_record_a_persons_head_changes_nothing(
    shop: Workshop, marker: Marker
) -> None:
    head = shop.on_branch({"app/more.py": "x = 1\n"})
    assert looked(shop, marker.model_copy(update={"head": head})).touch is Touch.PEOPLE


def test_after_a_merge_the_last_merged_base_is_where_both_sides_part(shop: Workshop, marker: Marker) -> None:
    # Seen from the first base both sides change the same line; from the merged one only the base does.
    shop.on_base({PATH: DOUBLED})
    shop.updated()
    shop.on_base({PATH: DOUBLED.replace("2 * number", "number * 2")})
    assert looked(shop, marker).merge is Merge.CLEAN


def test_a_branch_that_was_deleted_is_gone(shop: Workshop, marker: Marker) -> None:
    pull = shop.pull()
    git(shop.repo, "update-ref", "-d", f"refs/heads/{shop.branch}")
    assert shop.bench().branch(pull, marker) == Branch(pull.head_sha, Touch.GONE, Merge.UNKNOWN)


def test_a_branch_that_moves_meanwhile_and_a_forge_that_is_silent_are_trouble(
    shop: Workshop, marker: Marker
) -> None:
    pull, bench = shop.pull(), shop.bench()
    away = Trouble(TroubleKind.UNSURE, "HTTP 502")
    assert replace(bench, asks=replace(bench.asks, commits=lambda _: away)).branch(pull, marker) == away
    shop.on_branch({"app/more.py": "x = 1\n"})
    found = bench.branch(pull, marker)
    assert isinstance(found, Trouble) and "moved while it was looked at" in found.reason


def test_a_list_of_commits_that_lags_is_trouble_and_one_that_is_cut_off_is_theirs(
    shop: Workshop, marker: Marker
) -> None:
    bench, pull = shop.bench(), shop.pull()
    lagging = replace(bench, asks=replace(bench.asks, commits=lambda _: ()))
    found = lagging.branch(pull, marker)
    assert isinstance(found, Trouble) and "does not list the head of #7 yet" in found.reason
    own = Commit(pull.head_sha, "1" * 40, (marker.base_sha,), shop.trailers(marker.base_sha), US)
    many = tuple(replace(own, sha=f"{number:040x}") for number in range(250))
    cut = replace(bench, asks=replace(bench.asks, commits=lambda _: many))
    assert cut.branch(pull, marker) == Branch(pull.head_sha, Touch.PEOPLE, Merge.UNKNOWN)


def test_a_server_that_went_away_is_trouble_with_a_hint(tmp_path: Path) -> None:
    with workshop(tmp_path) as shop:
        pull, marker = shop.opened({PATH: FIXED})
        bench = shop.bench()
    found = bench.branch(pull, marker)
    assert isinstance(found, Trouble) and found.hint
    assert bench.prove(pull, marker).proven is Proven.UNKNOWN


def proved(shop: Workshop, marker: Marker, answer: Answer = PASSED) -> tuple[Proven, str]:
    living = shop.bench(answer=answer).prove(shop.pull(), marker)
    assert (living.base, living.head) == (git(shop.repo, "rev-parse", "main"), shop.pull().head_sha)
    return living.proven, living.detail


def test_gates_hold_on_todays_merge_and_say_what_was_not_run(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: DOUBLED})
    living = shop.bench().prove(shop.pull(), marker)
    assert living.proven is Proven.HOLDS
    told = {gate.name: (gate.status, gate.detail) for gate in living.gates}
    passing = {name for name, (status, _) in told.items() if status == "passed"}
    assert passing >= {"applies", "scope", "syntax", "secrets", "finding", "regressions", "tests"}
    assert told["proof"][0] == told["review"][0] == "not_run"
    assert "none on the branch" in told["proof"][1] and "the same patch" in told["review"][1]


def test_a_test_that_now_fails_breaks_it(shop: Workshop, marker: Marker) -> None:
    proven, detail = proved(shop, marker, failed("test_calc: AssertionError"))
    assert (proven, detail) == (Proven.BROKEN, "the tests gate: test_calc: AssertionError")


def test_the_finding_coming_back_on_the_branch_breaks_it(shop: Workshop, marker: Marker) -> None:
    shop.on_branch({PATH: CALC + "# nothing is fixed\n"})
    proven, detail = proved(shop, marker)
    assert proven is Proven.BROKEN and detail.startswith("the finding gate: no-eval still matches")


def test_tests_that_could_not_run_today_prove_nothing_although_they_did_then(
    shop: Workshop, marker: Marker
) -> None:
    assert proved(shop, marker, not_run("there is no sandbox"))[0] is Proven.UNKNOWN
    gap = marker.model_copy(update={"kind": "evidence_gap", "ready": False})
    assert proved(shop, gap, not_run("there is no sandbox"))[0] is Proven.HOLDS


def test_a_conflict_proves_nothing_and_a_finding_that_is_gone_has_nothing_to_prove(
    shop: Workshop, marker: Marker
) -> None:
    shop.on_base({PATH: CALC.replace("eval(text)", "eval(text.strip())")})
    assert proved(shop, marker) == (Proven.UNKNOWN, f"it conflicts with the base in {PATH}")
    shop.on_base({PATH: FIXED})
    assert proved(shop, marker)[0] is Proven.UNKNOWN


def test_a_fix_behind_a_new_check_is_not_called_broken_for_want_of_a_reviewer(shop: Workshop) -> None:
    guarded = CALC.replace(
        "    return eval", '    if not text.isdigit():\n        raise ValueError("no")\n    return eval'
    )
    _, marker = shop.opened({PATH: guarded}, kind="evidence_gap", ready=False)
    proven, detail = proved(shop, marker)
    assert proven is Proven.UNKNOWN and "Nothing can carry it" in detail


def test_a_tool_that_breaks_does_not_make_the_fix_broken(shop: Workshop, marker: Marker) -> None:
    class Breaking(LineScanner):
        def scan(self, folder: Path) -> Scan:
            if self.scans:
                raise ToolError("semgrep did not end", hint="wait")
            return super().scan(folder)

    living = shop.bench(Breaking()).prove(shop.pull(), marker)
    assert living.proven is Proven.UNKNOWN and "could not be run: semgrep did not end" in living.detail


def test_neutral_evidence_has_statuses_and_no_details(shop: Workshop, marker: Marker) -> None:
    neutral = marker.model_copy(update={"rule": ""})
    living = shop.bench(answer=failed("calc runs eval")).prove(shop.pull(), neutral)
    assert living.proven is Proven.BROKEN and living.detail == "the tests gate"
    assert {gate.detail for gate in living.gates} == {""}


def test_what_was_judged_once_is_not_judged_again_although_more_is_remembered(
    shop: Workshop, marker: Marker
) -> None:
    scanner = LineScanner()
    bench = shop.bench(scanner)
    first = bench.prove(shop.pull(), marker)
    count = len(scanner.scans)
    spoken = marker.model_copy(update={"followed": Followed(messages=1)})
    assert bench.prove(shop.pull(), spoken) == first and len(scanner.scans) == count


class ProvingSuite(CannedSuite):
    """A suite in which a proof's attack fails before the fix and passes after it."""

    def style(self, path: str) -> TestStyle | NoProof:
        return TestStyle.PYTEST


PROOF = """from app import calc


def test_attack_runs_no_code(tmp_path):
    mark = tmp_path / "mark"
    try:
        calc.calc(f"open({str(mark)!r}, 'w')")
    except ValueError:
        pass
    assert not mark.exists()


def test_control_a_literal_has_its_value():
    assert calc.calc("[1]") == [1]
"""


def _tried(changes: tuple[Change, ...], _: Proof) -> Tried:
    """What the tests of the proof would find, with the code really run."""
    source = next((change.after for change in changes if change.path == PATH), CALC.encode()) or b""
    marks: list[int] = []
    names: dict[str, Any] = {"marks": marks}
    exec(source, names)
    with suppress(Exception):
        names["calc"]("marks.append(1)")
    try:
        value = names["calc"]("[1]")
    except Exception:
        value = None
    attack = (End.ASSERTED, "assert not True") if marks else (End.PASSED, "")
    control = (End.PASSED, "") if value == [1] else (End.ASSERTED, "assert calc.calc('[1]') == [1]")
    return Tried(
        (("test_attack_runs_no_code", *attack), ("test_control_a_literal_has_its_value", *control)), 0.1
    )


def test_a_proof_that_the_branch_holds_is_run_again(shop: Workshop) -> None:
    suite = ProvingSuite(passed("2 passed"), _tried)
    plan = shop.bench(suite=suite).bench.plan(shop.bench().today.found.findings)
    assert isinstance(plan, ProofPlan)
    pull, marker = shop.opened({PATH: FIXED, plan.path: PROOF})
    living = shop.bench(suite=suite).prove(pull, marker)
    assert living.proven is Proven.HOLDS, living
    (proof,) = (gate for gate in living.gates if gate.name == "proof")
    assert proof.status == "passed", proof.detail


def test_the_merge_is_one_commit_on_the_head_with_the_base_and_its_tree_is_gits_own(
    shop: Workshop, marker: Marker
) -> None:
    base = shop.on_base({PATH: DOUBLED, "app/new.py": "y = 2\n"})
    pull = shop.pull()
    push = shop.bench().merge(pull, marker)
    assert isinstance(push, PushOn), push
    assert (push.number, push.branch, push.head, push.start, push.merged) == (
        7, shop.branch, marker.head, base, base,
    )  # fmt: skip
    assert [change.path for change in push.commit.changes] == [PATH]
    assert push.commit.tree == shop.tree_after(base, push.commit.changes)
    shop.updated()
    assert push.commit.tree == git(shop.work, "rev-parse", f"{shop.branch}^{{tree}}")
    assert f"Suture-Fingerprint: {shop.fingerprint}\nSuture-Base: {base}\n" in push.commit.message


def test_our_own_merge_is_known_again_as_ours(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: DOUBLED})
    push = shop.bench().merge(shop.pull(), marker)
    assert isinstance(push, PushOn)
    shop.updated()
    git(shop.work, "commit", "-q", "--amend", f"--author={US} <b@b>", "-m", push.commit.message)
    git(shop.work, "push", "-q", "--force", str(shop.repo), shop.branch)
    branch = looked(shop, marker)
    assert (branch.touch, branch.adopted, branch.merge) == (Touch.NONE, branch.head, Merge.CURRENT)


def declined(shop: Workshop, marker: Marker, bench: CodeBench | None = None) -> Declined:
    made = (bench or shop.bench()).merge(shop.pull(), marker)
    assert isinstance(made, Declined), made
    return made


def test_nothing_is_merged_that_is_current_conflicting_broken_or_touched(
    shop: Workshop, marker: Marker
) -> None:
    assert "already" in declined(shop, marker).reason
    shop.on_base({PATH: DOUBLED})
    broken = declined(shop, marker, shop.bench(answer=failed("1 failed")))
    assert "1 failed" in broken.reason and broken.final
    unknown = declined(shop, marker, shop.bench(answer=not_run("no sandbox")))
    assert not unknown.final
    shop.on_base({PATH: CALC.replace("eval(text)", "eval(text.strip())")})
    assert f"conflicts with the base in {PATH}" in declined(shop, marker).reason
    shop.on_branch({"app/more.py": "x = 1\n"})
    assert "people have pushed" in declined(shop, marker).reason
