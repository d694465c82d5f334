"""One case from end to end: when a recipe is used, and that nothing excuses it from a gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.authoring.earlier import Earlier, Wish
from agent.bundle import rebuilding
from agent.bundle.rebuilding import Rebuilt, rebuild
from agent.casework import Desk, by_recipe, work_on
from agent.diff import unified_diff
from agent.domain import Case, Change, FixSafety, NoProof, Patch, Scan, Source
from agent.endings import Ending, outcomes
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import Bench
from agent.gates.trial import Answer, failed, passed
from agent.report.words import author_word
from agent.settings import ModelSettings
from agent.verdict import OutcomeKind, Review
from tests.doubles.courts import bench_at, fix_on
from tests.doubles.model import ScriptedModel
from tests.doubles.repo import make_repo, snapshot_of
from tests.doubles.suite_snapshot import CannedSuite
from tests.doubles.workbench import SETTINGS
from tests.doubles.writing import APPROVE, CASE, edit
from tests.test_evidence import Clean

PATH = "a.py"
RUN = 'import os\n\n\ndef run(name):\n    os.system(f"ls {name}")\n    return name\n'
QUOTED = RUN.replace("import os\n", "import os\nimport shlex\n").replace("{name}", "{shlex.quote(str(name))}")
FINDING = replace(CASE.findings[0], snippet='    os.system(f"ls {name}")')
LINE = '    os.system(f"ls {name}")\n'
OTHER = edit("    os.execvp('ls', ['ls', name])\n", LINE)
CONTRACT = """Path: `name` reaches `os.system(f"ls {name}")`.
Input: `; id` runs a program.
Invariant: No text of a caller is run as a command.
Place: `os.system(f"ls {name}")`
Keep: A folder is listed.
Helper: none
"""


class Judging(CannedSuite):
    """A suite that passes for the code that it likes."""

    def __init__(self, likes: Callable[[str], bool]) -> None:
        super().__init__(passed("2 passed before and after"))
        self.likes = likes
        self.seen: list[str] = []

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        after = next(change.after or b"" for change in changes if change.path == PATH).decode()
        self.seen.append(after)
        return self.answer if self.likes(after) else failed("a test fails")


def worked(
    folder: Path,
    likes: Callable[[str], bool],
    answers: Sequence[str] = (),
    *,
    brief: bool = True,
    code: str = RUN,
    earlier: Earlier | None = None,
) -> tuple[Ending, ScriptedModel, Judging]:
    """What became of the case, the model that was asked, and the suite that judged."""
    snapshot = snapshot_of(make_repo(folder / "target", {PATH: code}))
    suite, model = Judging(likes), ScriptedModel(answers, contract=CONTRACT)
    bench = Bench(snapshot, Clean(), suite, SETTINGS.gates, Scan((FINDING,), ()))
    writer = Writer(model, ModelSettings(brief=brief, max_reflections=0, answer="edits"))
    desk = Desk(bench, snapshot, Team((writer,)), SETTINGS, earlier)
    ending, _ = work_on(desk, Case((FINDING,)), time.monotonic() + 60, str)
    return ending, model, suite


def source_of(ending: Ending) -> Source:
    assert ending.draft is not None
    return ending.draft.patch.source


def told(model: ScriptedModel) -> str:
    return str(model.requests)


def test_a_model_that_is_asked_briefly_is_not_asked_for_what_a_recipe_fixes(tmp_path: Path) -> None:
    ending, model, suite = worked(tmp_path, lambda code: code == QUOTED)
    assert (ending.kind, source_of(ending), ending.attempts) == (OutcomeKind.FIXED, Source.RECIPE, 1), ending
    assert model.requests == [] and suite.seen == [QUOTED] and ending.model == ""
    (outcome,) = outcomes(Case((FINDING,)), ending)
    assert outcome.source is not None and outcome.source.value == "recipe"
    assert author_word(outcome.source) == "recipe" and "shlex" in outcome.diff


def test_a_recipe_that_a_gate_rejects_is_not_used_and_the_model_is_asked(tmp_path: Path) -> None:
    ending, model, suite = worked(tmp_path, lambda code: "execvp" in code, [OTHER, APPROVE])
    assert ending.draft is not None and source_of(ending) is Source.MODEL, ending
    assert suite.seen[0] == QUOTED and "execvp" in suite.seen[-1]
    assert model.requests and "shlex" not in told(model)


def test_where_no_recipe_fits_the_model_is_asked_at_once(tmp_path: Path) -> None:
    code = RUN.replace('f"ls {name}"', '"ls " + name')
    ending, model, suite = worked(tmp_path, lambda code: False, ["I cannot."] * 4, code=code)
    assert model.requests and QUOTED not in suite.seen and ending.kind is not OutcomeKind.FIXED


@pytest.mark.parametrize("liked", [True, False])
def test_another_model_is_asked_first_and_the_recipe_only_where_it_failed(
    tmp_path: Path, liked: bool
) -> None:
    ending, model, suite = worked(
        tmp_path, lambda code: liked and code == QUOTED, [OTHER, APPROVE], brief=False
    )
    assert model.requests and suite.seen[-1] == QUOTED and "execvp" in suite.seen[0]
    kind, source = (OutcomeKind.FIXED, Source.RECIPE) if liked else (OutcomeKind.REJECTED, Source.MODEL)
    assert (ending.kind, source_of(ending), ending.attempts) == (kind, source, 3 if liked else 2), ending


def test_a_fix_that_is_to_be_written_again_is_no_recipes(tmp_path: Path) -> None:
    wished = Earlier("--- a/a.py\n+++ b/a.py\n", (Wish("ann", "", "without a shell, please"),))
    _, model, suite = worked(tmp_path, lambda code: True, [OTHER, APPROVE], earlier=wished)
    assert model.requests and QUOTED not in suite.seen


def test_a_fix_of_a_model_that_holds_leaves_the_recipe_alone(tmp_path: Path) -> None:
    ending, _, suite = worked(tmp_path, lambda code: True, [OTHER, APPROVE], brief=False)
    assert (ending.kind, source_of(ending)) == (OutcomeKind.FIXED, Source.MODEL), ending
    assert QUOTED not in suite.seen


def test_a_recipe_of_a_bundle_is_made_out_again_and_has_no_exemption_of_the_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bench_at(tmp_path / "r")
    bench = replace(plain, bundled=frozenset({"no-eval"}))
    (found,) = bench.base_scan.findings
    tested = replace(found, rule=replace(found.rule, fix_safety=FixSafety.SAFE, fix_tested=True))
    fix = replace(fix_on(bench), source=Source.RECIPE, findings=(tested,))
    # No recipe writes it here, whatever the file says.
    assert "another fix, or none" in str(rebuild(fix, (tested,), bench))
    by_model = rebuild(replace(fix, source=Source.MODEL), (tested,), bench)
    assert isinstance(by_model, Rebuilt)
    made = replace(by_model.draft, patch=replace(by_model.draft.patch, source=Source.RECIPE))
    monkeypatch.setattr(rebuilding, "recipe", lambda *_: made)
    rebuilt = rebuild(fix, (tested,), bench)
    assert isinstance(rebuilt, Rebuilt)
    patch = rebuilt.draft.patch
    assert (patch.source, rebuilt.proof) == (Source.RECIPE, NoProof("none was made"))
    assert unified_diff(patch.changes) == fix.diff and rebuilt.draft.assumptions == fix.assumptions
    assert bench.exemption(patch, (tested,)) == ""
    # The same patch would be excused as the rule's own, which is why nobody may claim that.
    assert bench.exemption(Patch(patch.base_sha, patch.changes, Source.RULE_FIX), (tested,)) != ""


def test_of_a_recipe_that_is_not_taken_no_review_stays(tmp_path: Path) -> None:
    snapshot = snapshot_of(make_repo(tmp_path / "target", {PATH: RUN}))
    bench = Bench(snapshot, Clean(), Judging(lambda _: False), SETTINGS.gates, Scan((FINDING,), ()))
    judge = CaseBench(bench, Case((FINDING,)), Witnesses((), None, 1, "nobody", "nobody"))
    desk = Desk(bench, snapshot, Team(()), SETTINGS)
    said = Review(True, (), "")
    judge.review = said
    assert by_recipe(desk, Case((FINDING,)), judge, RUN.encode()) is None and judge.review is said
