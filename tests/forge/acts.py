"""What people do to a repository and its pull requests while a run delivers, and what must then stay as they left it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.doubles.github import PullRecord
from tests.forge.simulated import ELSEWHERE, US, World

OUTSIDE = "\n\nPlease see the wiki first."
WHO = "bob"

Check = Callable[[], str]
"""What of the act did not last; empty when all did."""


@dataclass(frozen=True, slots=True)
class Act:
    """`needs` is the write after which it can be done; `stops`: once a run could see it, it writes nothing more."""

    name: str
    do: Callable[[World], Check]
    needs: str = ""
    stops: bool = False
    by: str = WHO


def first(world: World) -> PullRecord:
    """The pull request that there is."""
    return next(iter(world.hub.state.pulls.values()))


def _lasts(holds: Callable[[], bool], otherwise: str) -> Check:
    return lambda: "" if holds() else otherwise


def _nothing() -> str:
    return ""


def _closes(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).closes(pull.number)
    return _lasts(lambda: pull.state == "closed", "a closed pull request is open again")


def _replaces_and_closes(world: World) -> Check:
    world.hub.person(WHO).edits(first(world).number, "Not now.")
    return _closes(world)


def _stops(world: World) -> Check:
    world.hub.person(WHO).labels(first(world).number, "suture:stop")
    return _nothing


def _retitles(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).retitles(pull.number, "a title of ours")
    return _lasts(lambda: pull.title == "a title of ours", "a person's title was changed")


def _edits(text: Callable[[str], str]) -> Callable[[World], Check]:
    def do(world: World) -> Check:
        pull = first(world)
        body = text(pull.body)
        world.hub.person(WHO).edits(pull.number, body)
        return _lasts(lambda: OUTSIDE not in body or OUTSIDE in pull.body, "a person's text was lost")

    return do


def _unlabels(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).unlabels(pull.number, "security")
    return _lasts(lambda: "security" not in pull.labels, "a removed label is back")


def _unassigns(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).unassigns(pull.number, "bob")
    return _lasts(lambda: "bob" not in pull.assignees, "a removed assignee is back")


def _unrequests(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).unrequests(pull.number, user="bob", team="data")
    return _lasts(lambda: "bob" not in pull.users and "data" not in pull.teams, "a removed reviewer is back")


def _reviews(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).reviews(pull.number)
    return _lasts(lambda: "bob" not in pull.users, "who reviewed was asked again")


def _drafts(world: World) -> Check:
    pull = first(world)
    world.hub.person(WHO).makes_draft(pull.number)
    return _lasts(lambda: pull.draft, "a pull request that a person made a draft is ready again")


def _pushes(world: World) -> Check:
    store, branch = world.hub.state.store, _branch(world)
    made = world.hub.person(WHO).pushes(branch, {"notes.txt": "mine\n"})

    def kept() -> bool:
        return made in {commit.sha for commit in store.ancestors(store.ref(f"refs/heads/{branch}"))}

    return _lasts(kept, "a person's commit is lost")


def _deletes(world: World) -> Check:
    world.hub.person(WHO).deletes_branch(_branch(world))
    return _nothing


def _branch(world: World) -> str:
    (name,) = world.hub.state.store.refs("refs/heads/suture/")
    return name.removeprefix("refs/heads/")


def _moves(path: str) -> Callable[[World], Check]:
    def do(world: World) -> Check:
        store, pulls = world.hub.state.store, world.hub.state.pulls
        text = world.files()[path].decode()
        # The request that opens it may be on its way.
        late = bool(pulls) or (world.hub.requests[-1].method, world.hub.requests[-1].path[-6:]) == (
            "POST",
            "/pulls",
        )
        made = world.hub.person("ada").pushes("main", {path: f"{text}# more\n"})

        def checked() -> str:
            if store.ref("refs/heads/main") != made:
                return "the base branch was written"
            below = {commit.sha for pull in pulls.values() for commit in store.ancestors(pull.head_sha)}
            stale = path != ELSEWHERE and not late and pulls and made not in below
            return "a fix for the file as it was is proposed" if stale else ""

        return checked

    return do


def _merges(world: World) -> Check:
    pull = first(world)
    world.hub.person("ada").merges(pull.number)
    return _lasts(
        lambda: pull.merged > 0 and len(world.hub.state.pulls) == 1, "a merged fix was proposed again"
    )


def _archives(world: World) -> Check:
    world.hub.person("ada").archives()
    return _nothing


def _locks_out(world: World) -> Check:
    world.hub.state.people[US] = "read"
    return _nothing


PULL = "pull request"
ACTS: Sequence[Act] = (
    Act("closes it", _closes, PULL, stops=True),
    Act("replaces its text and closes it", _replaces_and_closes, PULL, stops=True),
    Act("adds suture:stop", _stops, PULL, stops=True),
    Act("merges it", _merges, PULL, stops=True),
    Act("deletes the branch of the pull request", _deletes, PULL, stops=True),
    Act("archives the repository", _archives, stops=True),
    Act("takes our write access", _locks_out, stops=True),
    Act("retitles it", _retitles, PULL),
    Act("writes below its text", _edits(lambda body: body + OUTSIDE), PULL),
    Act("edits our part of its text", _edits(lambda body: body.replace("## ", "# ")), PULL),
    Act("replaces its text", _edits(lambda body: OUTSIDE), PULL),
    Act("removes a label", _unlabels, "labels"),
    Act("removes the assignee", _unassigns, "assignees"),
    Act("removes the reviewers", _unrequests, "reviewers"),
    Act("reviews it", _reviews, "reviewers"),
    Act("makes it a draft again", _drafts, "ready"),
    Act("pushes to our branch", _pushes, "branch"),
    Act("deletes our branch", _deletes, "branch"),
    Act("moves the base", _moves(ELSEWHERE)),
    Act("moves the base in a touched file", _moves("shop/catalog.py")),
)  # fmt: skip
