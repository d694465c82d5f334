"""What must hold after every schedule, whatever went wrong: each broken rule is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from agent.verdict import Delivery
from tests.doubles.github import PullRecord, Request
from tests.doubles.github.trees import above
from tests.forge.acts import Act, Check
from tests.forge.simulated import SLUG, TOKEN, US, Run, World, made_trees

LOCK = "refs/suture/lock"
OLD = 80
"""Seconds after which a run leaves its lock alone: somebody may be taking it over."""
LIMITS = {"SECONDARY", "SECONDARY_BARE", "TOO_MANY", "PRIMARY"}

Happened = tuple[int, Act, Check]
"""How many requests there were when somebody acted, what they did, and what has to last."""


def after_run(world: World, run: Run, *, killed: bool = False) -> Iterator[str]:
    """What holds after each run; one that was killed says nothing and gives nothing back."""
    if run.error and not run.error.startswith(("ForgeError", "KeyboardInterrupt")):
        yield f"raised {run.error}"
    if TOKEN in run.words:
        yield "the token is in what was said"
    limited = False
    for request in world.hub.requests[run.first : run.last]:
        if limited and request.writes and not gives_back(request):
            yield f"{request.method} {request.path} after the forge asked to stop writing"
        limited = limited or (request.writes and request.fault in LIMITS)
    if killed:
        return
    if _holds_lock(world, run) and "lock was not given back" not in run.words:
        yield "the lock stays, and nobody was told"
    if not run.error:
        yield from _orphans(world, run)


def _holds_lock(world: World, run: Run) -> bool:
    """Whether a lock that is not old yet names this run, and the run could know that it has it."""
    store = world.hub.state.store
    lock = store.commit(store.ref(LOCK))
    if lock is None or f'"{run.holder}"' not in lock.message:
        return False
    own = world.hub.requests[run.first : run.last]
    taken = max(number for number, request in enumerate(own) if _takes(request))
    denied = any(
        request.path.endswith("/suture/lock") and request.status == 404 for request in own[taken + 1 :]
    )
    unaware = bool(own[taken].fault) and all(each.delivery is Delivery.QUEUED for each in run.delivered)
    return world.hub.state.now() - lock.committer.when < OLD and not denied and not unaware


def _takes(request: Request) -> bool:
    moves = request.method == "PATCH" and request.path.endswith("/git/refs/suture/lock")
    return moves or (request.writes and isinstance(request.body, dict) and request.body.get("ref") == LOCK)


def _orphans(world: World, run: Run) -> Iterator[str]:
    with_pull = {pull.branch for pull in world.hub.state.pulls.values()}
    for ref in world.hub.state.store.refs("refs/heads/suture/"):
        name = ref.removeprefix("refs/heads/")
        if name not in with_pull and f"{name} is there without a pull request" not in run.words:
            yield f"{name} has no pull request, and nobody was told"


def at_end(world: World, happened: Sequence[Happened], gaps: bool) -> Iterator[str]:
    """What holds once everything is over."""
    state = world.hub.state
    ours = [pull for pull in state.pulls.values() if pull.author == US]
    yield from world.hub.complaints
    for branch, count in Counter(pull.branch[:23] for pull in ours if not pull.merged).items():
        if count > 1:
            yield f"{count} pull requests for {branch}"
    for pull in ours:
        if gaps and not pull.draft and "suture:evidence-gap" in pull.labels:
            yield f"#{pull.number} is ready without proof"
    pushed = any(act.name == "pushes to our branch" for _, act, _ in happened)
    for ref, sha in state.store.refs("refs/heads/suture/").items():
        commit = state.store.commit(sha)
        if not pushed and (commit is None or commit.tree not in made_trees()):
            yield f"{ref} holds a tree that was not verified"
    for begun, act, check in happened:
        broken = check()
        yield from (f"{act.name}: {text}" for text in [broken] if text)
        yield from (f"{act.name}: {text}" for text in _written_after(world.hub.requests[begun:], act))


def _written_after(requests: Sequence[Request], act: Act) -> Iterator[str]:
    """What was written although a look had shown what somebody did."""
    seen = False
    for request in requests:
        seen = seen or (request.method == "GET" and request.path == f"/repos/{SLUG}")
        if not seen or not request.writes or gives_back(request):
            continue
        claims = act.name == "pushes to our branch" and request.path == "/graphql"
        if act.stops or claims:
            yield f"then {request.method} {request.path}"


def gives_back(request: Request) -> bool:
    """Whether a request gives the lock back."""
    return request.method == "DELETE" and request.path.endswith("/git/refs/suture/lock")


def picture(world: World) -> dict[str, Any]:
    """All that lasts of a delivery, without what differs from run to run: names of commits, and times."""
    state = world.hub.state
    names: dict[str, str] = {}
    branches = {}
    for ref, sha in state.store.refs("refs/heads/suture/").items():
        chain = above(state.store, state.store.ref("refs/heads/main"), sha)
        commits = [found for one in chain if (found := state.store.commit(one))]
        names |= {one: f"commit {number}" for number, one in enumerate(chain)}
        branches[ref] = [(commit.tree, commit.message, commit.author.name) for commit in commits]
    pulls = [_shown(pull, names) for pull in state.pulls.values()]
    return {"branches": branches, "pulls": sorted(pulls, key=lambda pull: pull["branch"])}


def _shown(pull: PullRecord, names: dict[str, str]) -> dict[str, Any]:
    # That is said where it could not be asked for: a reader should know.
    body = "\n".join(
        line for line in pull.body.split("\n") if "forge did not say which code owners" not in line
    )
    for sha, name in names.items():
        body = body.replace(sha, name).replace(sha[:12], name).replace(sha[:7], name)
    return {
        "title": pull.title, "body": body, "branch": pull.branch, "base": pull.base, "state": pull.state,
        "draft": pull.draft, "head": names.get(pull.head_sha, "unknown"), "labels": sorted(pull.labels),
        "assignees": sorted(pull.assignees), "users": sorted(pull.users), "teams": sorted(pull.teams),
    }  # fmt: skip
