"""The steps of follow-up that write, each with what happened before it and the writes that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.github import Fault
from tests.followup.simulation.code import BRING_BACK, Code
from tests.followup.simulation.runs import Following
from tests.followup.simulation.team import Scene

LOCK = ("lock commit", "lock")
BACK = ("lock back",)
BOARD = (*LOCK, "board", *BACK)
PUSH = ("blob", "tree", "commit", "branch")
NEUTRAL = 2
"""The part whose texts tell nothing of the weakness."""


@dataclass(frozen=True, slots=True)
class Case:
    """A step, and `writes` of the run that takes it. `over`: it has ended before; `clash`: it does not merge;
    `lock`: faults meet the writes of the lock and the dashboard, too."""

    name: str
    prepare: Callable[[Scene], object]
    writes: tuple[str, ...]
    over: bool = False
    clash: bool = False
    lock: bool = False

    def places(self, *, first: bool = False) -> tuple[tuple[int, str], ...]:
        """The writes that are met, by number from 1; `first`: the very first of all as well."""
        own = (
            len(self.writes)
            if self.lock
            else len(self.writes) - (len(BOARD) if "board" in self.writes else 0)
        )
        there = enumerate(self.writes[:own], 1)
        wanted = [(n, what) for n, what in there if self.lock or (first and n == 1) or "lock" not in what]
        names = [what for _, what in wanted]
        return tuple(
            (n, f"{what} {names[: at + 1].count(what)}" if names.count(what) > 1 else what)
            for at, (n, what) in enumerate(wanted)
        )


def run(scene: Scene) -> None:
    """A run without faults."""
    host = scene.world.host()
    try:
        Following(scene.world, host, Code(scene.facility, host)).run()
    finally:
        host.close()


def _opened(scene: Scene, part: int = 0) -> None:
    """Opened on the first day, and looked at once, so that the dashboard tells of it."""
    scene.world.propose([scene.world.parts[part]])
    scene.world.at(9)
    run(scene)
    scene.world.dawn(1)


def _silent(*days: int, part: int = 0) -> Callable[[Scene], None]:
    """Nobody says anything: runs on all these days but the last."""

    def prepare(scene: Scene) -> None:
        _opened(scene, part)
        for day in days:
            if day != days[0]:
                run(scene)
            scene.world.dawn(day)

    return prepare


def _told(text: str, *before: Callable[[Scene], object]) -> Callable[[Scene], None]:
    def prepare(scene: Scene) -> None:
        _opened(scene)
        for act in before:
            act(scene)
        scene.comments(scene.owner, text)

    return prepare


def _after(*acts: Callable[[Scene], object], part: int = 0) -> Callable[[Scene], None]:
    def prepare(scene: Scene) -> None:
        _opened(scene, part)
        for act in acts:
            act(scene)

    return prepare


def _draft(scene: Scene) -> None:
    """Its delivery was killed just before it would have been made ready."""
    hub = scene.world.hub
    hub.fail(Fault.CRASH, when=lambda _, path: path == "/graphql")
    scene.world.propose([scene.world.parts[0]])
    hub.up()
    hub.clear_faults()
    hub.state.offset += 200
    assert scene.pull.draft


def _asks_again(scene: Scene) -> None:
    scene.reviews(scene.owner, "CHANGES_REQUESTED", "Please rename the variable.")


CASES = (
    Case("remind", _silent(3), (*LOCK, "status", "memory", *BACK, *BOARD), lock=True),
    Case("remind neutrally", _silent(3, part=NEUTRAL), (*LOCK, "status", "memory", *BACK, *BOARD)),
    Case("reassign", _silent(3, 8), (*LOCK, "status", "memory", "reviewers", "assignees", *BACK, *BOARD)),
    Case("escalate", _silent(3, 8, 14), (*LOCK, "status", "memory", "reviewers", "assignees", *BACK, *BOARD)),
    Case("reassign by command", _told("/suture reassign @dan"), (*LOCK, "reviewers", "assignees", "status", "reaction", "memory", *BACK, *BOARD)),
    Case("snooze", _told("/suture snooze 14d"), (*LOCK, "status", "reaction", "memory", *BACK, *BOARD)),
    Case("explain", _told("/suture explain"), (*LOCK, "status", "reaction", "memory", *BACK, *BOARD)),
    Case("unknown command", _told("/suture explian"), (*LOCK, "status", "reaction", "memory", *BACK, *BOARD)),
    Case("revise a line", _after(lambda s: s.remarks(s.owner, "please rename")), (*LOCK, *PUSH, "memory", "reply", "reaction", *BACK, *BOARD)),
    Case("revise after a review", _after(_asks_again), (*LOCK, *PUSH, "memory", "status", "reviewers", *BACK, *BOARD)),
    Case("decline a line", _after(lambda s: s.remarks(s.owner, BRING_BACK)), (*LOCK, "reply", "reaction", "memory", *BACK, *BOARD)),
    Case("merge the base", _told("/suture rebase", lambda s: s.base_moves(s.second)), (*LOCK, *PUSH, "memory", "reaction", *BACK, *BOARD), lock=True),
    Case("author again", _after(lambda s: s.base_conflicts(s.second)), (*LOCK, *PUSH, "memory", *BACK, *BOARD), clash=True),
    Case("author again by command", _told("/suture retry"), (*LOCK, *PUSH, "memory", "reaction", *BACK, *BOARD)),
    Case("ask about a conflict", _after(lambda s: s.pushes(s.owner, "mine"), lambda s: s.base_conflicts(s.second)), (*LOCK, "status", "memory", *BACK, *BOARD), clash=True),
    Case("make ready", _draft, (*LOCK, "ready", "assignees", "reviewers", "memory", *BACK, *BOARD)),
    Case("close what is gone", _after(lambda s: s.fixes_base(s.second)), (*LOCK, "memory", "status", "close", *BACK, *BOARD), clash=True),
    Case("close by command", _told("/suture close wont-fix: old code"), (*LOCK, "reaction", "memory", "status", "close", *BACK, *BOARD)),
    Case("verify a merge", _after(lambda s: s.merges(s.owner)), (*LOCK, "status", "branch gone", "memory", *BACK, *BOARD), over=True),
    Case("record a refusal", _after(lambda s: s.closes(s.owner)), (*LOCK, "memory", *BACK, *BOARD), over=True),
    Case("open the dashboard", lambda s: s.world.propose([s.world.parts[0]]), BOARD, lock=True),
    Case("edit the dashboard", _after(lambda s: s.retitles(s.owner, "another")), BOARD, lock=True),
)  # fmt: skip
