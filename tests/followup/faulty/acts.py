"""What people do just before a write of ours, and what must then stay as they left it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.github import Person
from tests.followup.faulty.cases import Case
from tests.followup.simulation.team import Scene
from tests.followup.simulation.world import US

OUTSIDE = "\n\nPlease see the wiki first."
MEMORY = frozenset({"memory"})
"""How it ended is always remembered."""

TRIED = 5
"""Writes that may be refused before a run notices that it can write nothing."""

Check = Callable[[], str]
"""What of the act did not last; empty when all did."""


@dataclass(frozen=True, slots=True)
class Act:
    """`may` are the writes to the pull request that may follow once a look could show it; None: any.

    `over`: whether it can be done to one that has ended; `clash`: to one that does not merge; `only`: the one
    case where it can be done.
    """

    name: str
    do: Callable[[Scene], Check]
    may: frozenset[str] | None = None
    over: bool = True
    clash: bool = True
    only: str = ""

    def fits(self, case: Case, place: str) -> bool:
        """Whether it can be done there, and could be told from what we do at the very same time."""
        if (
            (self.only and case.name != self.only)
            or (case.over and not self.over)
            or (case.clash and not self.clash)
        ):
            return False
        # Nothing tells the forge which text is to be replaced, or which commit of a branch deleted.
        return (self.name, place) not in (
            ("edits the text", "memory"),
            ("pushes to the merged branch", "branch gone"),
        )


def _who(scene: Scene) -> Person:
    # Nothing happens at the very same second.
    scene.world.hub.state.offset += 1
    return scene.world.hub.person(scene.owner)


def _lasts(holds: Callable[[], bool], otherwise: str) -> Check:
    return lambda: "" if holds() else otherwise


def _stops(scene: Scene) -> Check:
    _who(scene).labels(scene.number, "suture:stop")
    return _lasts(lambda: "suture:stop" in scene.pull.labels, "the label is gone")


def _closes(scene: Scene) -> Check:
    _who(scene).closes(scene.number)
    return lambda: _refused(scene)


def _refused(scene: Scene) -> str:
    if scene.pull.state != "closed":
        return "it is open again"
    marker = scene.world.marker(scene.number)
    return "" if marker and marker.followed.ended else "how it ended is not recorded"


def _merges(scene: Scene) -> Check:
    scene.pull.draft = False
    _who(scene).merges(scene.number)
    return lambda: _verified(scene)


def _reopens(scene: Scene) -> Check:
    _who(scene).reopens(scene.number)
    return _lasts(lambda: scene.pull.state == "open", "it is closed again")


def _pushes(scene: Scene) -> Check:
    made = _who(scene).pushes(scene.pull.branch, {"notes.txt": "mine\n"})
    return _lasts(lambda: scene.head == made, "a person's commit is not the newest of the branch")


def _goes_on(scene: Scene) -> Check:
    """Somebody works on, on the branch of what was merged."""
    kept = _pushes(scene)
    return lambda: kept() or _verified(scene)


def _verified(scene: Scene) -> str:
    marker = scene.world.marker(scene.number)
    return "" if marker and marker.followed.ended == "verified" else "it is not verified"


def _edits(scene: Scene) -> Check:
    _who(scene).edits(scene.number, scene.body + OUTSIDE)
    return _lasts(lambda: OUTSIDE in scene.body, "a person's text is lost")


def _commands(scene: Scene) -> Check:
    said = _who(scene).comments(scene.number, "/suture explain")

    def answered() -> str:
        state, marker = scene.world.hub.state, scene.world.marker(scene.number)
        if scene.pull.state != "open":
            return ""
        ours = [content for _, content, login in state.comments.made[said].reactions if login == US]
        dealt = marker is not None and f"comment-{said}" in marker.followed.dealt
        return "" if dealt and ours == ["+1"] else f"the command got {ours}, {dealt=}"

    return answered


def _deletes(scene: Scene) -> Check:
    branch = scene.pull.branch
    _who(scene).deletes_branch(branch)
    return _lasts(lambda: not scene.head, "the branch is there again")


def _archives(scene: Scene) -> Check:
    hub = scene.world.hub
    hub.state.archived, first = True, len(hub.requests)

    def refused() -> str:
        # The write on its way, one that its step goes on to, giving the lock back, and the dashboard.
        tried = [request for request in hub.requests[first:] if request.writes]
        return f"{len(tried)} writes more were tried" if len(tried) > TRIED else ""

    return refused


ACTS = (
    Act("adds suture:stop", _stops, may=frozenset()),
    Act("closes it", _closes, may=MEMORY, over=False),
    Act("merges it", _merges, may=MEMORY | {"status", "branch gone"}, over=False, clash=False),
    Act("pushes to the branch", _pushes, over=False),
    Act("pushes to the merged branch", _goes_on, only="verify a merge"),
    Act("reopens it", _reopens, only="record a refusal"),
    Act("edits the text", _edits),
    Act("comments a command", _commands),
    Act("deletes the branch", _deletes, may=MEMORY, over=False),
    Act("archives the repository", _archives),
)
