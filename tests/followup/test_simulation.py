"""A small life of a team and its pull requests; and that the judge of it is not blind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.followup.values import Merge, Presence, Proven, Touch
from agent.forge.github.repository import GithubHost
from agent.forge.values import Did, Pull
from agent.forge.writes import ClosePull, Comment, RequestReviews, Write
from tests.followup.simulation import stories_code, stories_ends, stories_words
from tests.followup.simulation.code import Code, Facility
from tests.followup.simulation.judge import Judge
from tests.followup.simulation.last import Last
from tests.followup.simulation.life import examples, life
from tests.followup.simulation.play import Play
from tests.followup.simulation.team import Scene
from tests.followup.simulation.world import world
from tests.forge.simulated import small_environment

STORIES = (
    stories_ends.never_answers, stories_ends.closes_with_command, stories_ends.pushes_then_merges,
    stories_ends.retitles, stories_words.stops_for_a_week, stories_words.asks_in_thread,
    stories_code.outsider_commands, stories_code.fixes_it_themselves, stories_code.base_conflicts,
    stories_code.red_by_us, stories_code.comes_back,
)  # fmt: skip


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A small world with its one pull request opened."""
    with small_environment(), world(tmp_path, 1) as stage:
        stage.propose(stage.parts)
        yield Scene(stage, Facility(stage), 1)


def test_every_pull_request_reaches_an_end_and_nothing_untrue_is_said(tmp_path: Path) -> None:
    with small_environment(), world(tmp_path, len(STORIES)) as stage:
        play = Play(stage, seed=3, stories=STORIES, opening=2)
        play.run(19)
        done = life(play)
    assert not done.broken and not done.complaints, examples([done], 5)
    # Nothing of this was judged in vain.
    assert done.told > 10 and done.ends["merged, verified"] > 1 and done.ends["closed, gone"] == 1
    assert done.ends["closed, refused"] == 1 and sum(done.spoken.values()) > 5
    assert {"pushes", "remarks", "retitles", "moves the line", "labels"} <= set(done.deeds)


def test_the_bench_tells_the_truth_of_each_tree(scene: Scene) -> None:
    stage = scene.world
    host = stage.host()
    try:

        def seen() -> tuple[Presence, Touch, Merge, Proven]:
            bench, pull, marker = Code(scene.facility, host), host.pull(1), stage.marker(1)
            assert marker is not None and isinstance(pull, Pull)
            branch = bench.branch(pull, marker)
            living = bench.prove(pull, marker)
            return bench.base(marker).presence, branch.touch, branch.merge, living.proven

        assert seen() == (Presence.PRESENT, Touch.NONE, Merge.CURRENT, Proven.HOLDS)
        scene.base_moves(scene.second)
        assert seen() == (Presence.PRESENT, Touch.NONE, Merge.CLEAN, Proven.HOLDS)
        scene.updates(scene.owner)
        assert seen() == (Presence.PRESENT, Touch.NONE, Merge.CURRENT, Proven.HOLDS)
        scene.contracts(scene.second)
        assert seen() == (Presence.PRESENT, Touch.NONE, Merge.CLEAN, Proven.BROKEN)
        scene.undoes(scene.owner)
        assert seen()[1:] == (Touch.PEOPLE, Merge.CLEAN, Proven.BROKEN)
        scene.fixes_base(scene.second)
        assert seen() == (Presence.GONE, Touch.PEOPLE, Merge.CLEAN, Proven.BROKEN)
    finally:
        host.close()


Act = Callable[[Scene, GithubHost], object]


def writes(*wanted: Write) -> Act:
    """What a run that is not in order would write."""

    def act(_: Scene, host: GithubHost) -> None:
        for write in wanted:
            assert isinstance(host.write(write), Did)

    return act


def moves_by_force(scene: Scene, host: GithubHost) -> None:
    branch = scene.pull.branch
    body = {"sha": scene.world.base, "force": True}
    host._api.send("PATCH", f"/repos/acme/shop/git/refs/heads/{branch}", body, object)


def retitles(_: Scene, host: GithubHost) -> None:
    host._api.send("PATCH", "/repos/acme/shop/pulls/1", {"title": "another"}, object)


def nothing(_: Scene) -> None:
    pass


def to_sunday(scene: Scene) -> None:
    scene.world.dawn(6)


STILL = "The finding is still on `main`."
GONE = "The finding is gone from `main`."
HOLDS = "**It still holds** on today's merge with `main`: 2 of 3 gates passed again."


@pytest.mark.parametrize(
    ("before", "act", "rule"),
    [
        (nothing, writes(Comment(1, GONE)), "untrue claim"),
        (lambda scene: scene.fixes_base(scene.owner), writes(Comment(1, STILL)), "untrue claim"),
        (lambda scene: scene.contracts(scene.owner), writes(Comment(1, HOLDS)), "untrue claim"),
        (nothing, writes(Comment(1, "This conflicts with `main`.")), "untrue claim"),
        (lambda scene: scene.comments(scene.owner, "hm"),
         writes(Comment(1, "Nobody has acted here since it was opened on 4 January 2027")), "untrue claim"),
        (nothing, writes(Comment(1, "A person last acted here on 4 January 2027, today")), "untrue claim"),
        (nothing, writes(Comment(1, "`.github/CODEOWNERS` line 2 names them: `* @ada`")), "untrue claim"),
        (nothing, writes(Comment(1, "As of 4 January 2027, `main` at `123456789`")), "untrue claim"),
        (nothing, writes(Comment(1, "@kai: please review")), "untrue claim"),
        (nothing, writes(ClosePull(1)), "closed with the finding on base"),
        (nothing, moves_by_force, "moved by force"),
        (nothing, retitles, "title changed"),
        (to_sunday, writes(Comment(1, "@ben: please review")), "spoken to on a quiet day"),
        (to_sunday, writes(RequestReviews(1, ("ada",), ())), "spoken to on a quiet day"),
        (lambda scene: scene.labels(scene.owner, "suture:stop"), writes(Comment(1, "so")), "written while frozen"),
        (lambda scene: scene.queues(scene.owner), writes(Comment(1, "so")), "written while frozen"),
        (lambda scene: scene.closes(scene.owner), writes(Comment(1, "so")), "written to what a person closed"),
        (lambda scene: scene.world.busy("ada", True), writes(RequestReviews(1, ("ada",), ())), "busy people asked"),
        (nothing, writes(Comment(1, "one"), Comment(1, "two"), Comment(1, "three")), "too many comments"),
    ],
)  # fmt: skip
def test_the_judge_sees(scene: Scene, before: Callable[[Scene], object], act: Act, rule: str) -> None:
    stage, judge = scene.world, Judge(scene.world, scene.facility)
    before(scene)
    host = stage.host()
    try:
        judge.before()
        act(scene, host)
        judge.after()
        judge.before()
        judge.twice()
    finally:
        host.close()
    Last(judge, "").judgement()
    found = {one.rule for one in judge.broken} - {"not on the dashboard"}
    assert rule in found and found <= {rule, "title written", "end not recorded"}, judge.broken


def test_the_judge_sees_a_second_run_that_writes_and_work_that_is_lost(scene: Scene) -> None:
    stage, judge = scene.world, Judge(scene.world, scene.facility)
    scene.pushes(scene.owner, "mine")
    host = stage.host()
    try:
        judge.before()
        moves_by_force(scene, host)
        judge.twice()
    finally:
        host.close()
    Last(judge, "").judgement()
    assert {one.rule for one in judge.broken} >= {"second run writes", "work lost"}


def test_the_judge_sees_what_comes_back_after_a_person_closed_it(scene: Scene) -> None:
    stage, judge = scene.world, Judge(scene.world, scene.facility)
    scene.closes(scene.owner)
    before = set(stage.hub.state.pulls)
    assert not judge.broken
    stage.hub.person("suture-bot").opens(scene.pull.branch)
    judge.proposed(before, {scene.part.path})
    assert {one.rule for one in judge.broken} == {"came back", "history not linked"}
