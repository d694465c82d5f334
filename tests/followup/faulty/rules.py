"""What a schedule leaves behind, and what must hold of it; each broken rule is a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.forge.text.marker import Marker
from tests.doubles.github import Request
from tests.doubles.github.records import Comment
from tests.doubles.github.trees import above
from tests.followup.simulation.team import Scene
from tests.followup.simulation.world import SLUG, US

LOCK_REF = "refs/suture/lock"
ROOT = f"/repos/{SLUG}"
OLD = 120
"""Seconds after which a lock is nobody's."""


def label(request: Request) -> str:
    """A write, in a word or two."""
    method, path = request.method, request.path
    body = request.body if isinstance(request.body, dict) else {}
    if path.endswith("/git/refs/suture/lock"):
        return "lock back" if method == "DELETE" else "lock"
    if body.get("ref") == LOCK_REF:
        return "lock"
    if path.endswith("/git/commits"):
        return "lock commit" if str(body.get("message")).startswith('{"holder"') else "commit"
    if "/git/refs/heads/" in path:
        return "branch gone" if method == "DELETE" else "branch"
    if "/git/" in path:
        return path.rpartition("/")[2].removesuffix("s")
    if path == "/graphql":
        return "ready"
    if "/pulls/" in path and method == "PATCH":
        return "close" if "state" in body else "memory"
    if path.endswith("/requested_reviewers"):
        return "reviewers"
    last = path.rpartition("/")[2]
    short = {
        "replies": "reply",
        "reactions": "reaction",
        "assignees": "assignees",
        "labels": "labels",
        "comments": "status",
    }
    if last in short:
        return short[last]
    return "status" if "/issues/comments/" in path else "board"


UNLIKE = ("- Since the last message ", "If nobody acts, ")
"""Lines that tell of what an earlier run did already."""


def normal(text: str, names: Mapping[str, str]) -> str:
    """A text without what differs from run to run: names of commits, dates, and what was said before."""
    text = "\n".join(line for line in text.split("\n") if not line.startswith(UNLIKE))
    for sha, name in names.items():
        for length in (40, 12, 9, 7):
            text = text.replace(sha[:length], name)
    text = re.sub(r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d", "DATE", text)
    # Of a commit whose answer was lost nobody said so.
    text = re.sub(r"commits shown as verified: [^<]*", "", text)
    return re.sub(r"\b(today|1 day ago|\d+ days ago)\b", "AGO", text)


def picture(scene: Scene) -> dict[str, Any]:
    """All that lasts of one pull request and the dashboard."""
    world, pull = scene.world, scene.pull
    state, store = world.hub.state, world.store
    main = store.ref("refs/heads/main")
    chain = above(store, main, scene.head or pull.head_sha)
    names = {one: f"commit {number}" for number, one in enumerate(chain)} | {main: "main"}
    commits = [found for one in chain if (found := store.commit(one))]
    marker = world.marker(scene.number)
    body = "\n".join(line for line in pull.body.split("\n") if not line.startswith("<!-- suture:v"))
    return {
        "commits": [(one.tree, one.message, one.author.name, [names.get(p, p) for p in one.parents]) for one in commits],
        "refs": sorted(name for name in store.refs() if name != LOCK_REF),
        "memory": remembered(marker, names),
        "body": normal(body, names),
        "pull": (pull.title, pull.state, pull.draft, pull.merged > 0, *map(sorted, (pull.labels, pull.assignees, pull.users, pull.teams))),
        "comments": [(one.login, normal(one.body, names), said_to(one)) for one in state.comments.on(scene.number)],
        "lines": [(one.login, normal(one.body, names), said_to(one)) for one in state.line_comments.on(scene.number)],
        "dashboards": [(one.state, board(one.body, names)) for one in state.issues.values()],
    }  # fmt: skip


def said_to(one: Comment) -> list[tuple[str, str]]:
    """The reactions to something."""
    return sorted((content, login) for _, content, login in one.reactions)


def board(body: str, names: Mapping[str, str]) -> str:
    """The words of a dashboard, without what it remembers for itself."""
    return normal("\n".join(line for line in body.split("\n") if "suture:board" not in line), names)


def remembered(marker: Marker | None, names: Mapping[str, str]) -> dict[str, Any]:
    """What a marker says, without times."""
    if marker is None:
        return {}
    found: dict[str, Any] = marker.model_dump()
    followed = found["followed"]
    followed["told"] = followed["told"] is not None
    followed["end_days"] = followed["end_days"] is not None
    followed["asked"] = [normal(one, names) for one in followed["asked"]]
    found["head"] = names.get(marker.head, marker.head)
    return found


def differences(there: Mapping[str, Any], healthy: Mapping[str, Any]) -> Iterator[str]:
    """Where two pictures differ."""
    for name, value in healthy.items():
        if there[name] == value:
            continue
        if name == "memory":
            old, new = ({**one, **one.get("followed", {}), "followed": 0} for one in (value, there[name]))
            parts = [f"{key}={new.get(key)!r}, not {old[key]!r}" for key in old if new.get(key) != old[key]]
            yield f"memory: {'; '.join(parts)}"
        else:
            yield f"{name}: {_first(there[name], value)}"


def _first(new: Any, old: Any) -> str:
    if isinstance(new, str) and isinstance(old, str):
        lines = [f"+{one}" for one in new.split("\n") if one not in old.split("\n")]
        gone = [f"-{one}" for one in old.split("\n") if one not in new.split("\n")]
        return " / ".join([*lines, *gone])[:300]
    if isinstance(new, list) and isinstance(old, list) and len(new) != len(old):
        return f"{len(new)} instead of {len(old)}"
    if isinstance(new, list | tuple) and isinstance(old, list | tuple):
        return "; ".join(_first(a, b) for a, b in zip(new, old, strict=False) if a != b)
    return f"{new!r}, not {old!r}"[:300]


def spoken(scene: Scene, since: int) -> Iterator[str]:
    """What was done twice to somebody since an event of that number, or said twice."""
    state = scene.world.hub.state
    done: Counter[str] = Counter()
    for event in state.events_of(scene.number):
        who = event.more.get("requested_reviewer") or event.more.get("assignee") or ""
        if event.id > since and event.kind in ("mentioned", "review_requested", "assigned"):
            done[f"{event.kind} {who or event.actor}"] += 1
    ours = [one for one in state.comments.on(scene.number) if one.login == US]
    done["status comments"] = len(ours)
    for line in state.line_comments.on(scene.number):
        if line.login == US:
            done[f"a reply in thread {line.parent}"] += 1
    for comment in (*state.comments.on(scene.number), *state.line_comments.on(scene.number)):
        for content, login in said_to(comment):
            done[f"{content} by {login} to {comment.id}"] += 1
    done["dashboards"] = sum(one.author == US for one in state.issues.values())
    yield from (f"{count} times {what}" for what, count in done.items() if count > 1)


def after_run(scene: Scene, sent: Sequence[Request], error: str) -> Iterator[str]:
    """What holds after each run."""
    if error and not error.startswith("ForgeError"):
        yield f"raised {error}"
    limited = False
    for request in sent:
        if limited and request.writes and label(request) != "lock back":
            yield f"{label(request)} was written after the forge asked to stop"
        limited = limited or request.fault == "SECONDARY"


def at_end(scene: Scene, since: int, *, left: bool) -> Iterator[str]:
    """What holds once nothing more is written; `left`: the lock could not be given back."""
    world = scene.world
    yield from world.hub.complaints
    yield from spoken(scene, since)
    barred = world.hub.state.archived or "suture:stop" in scene.pull.labels
    lock = world.store.commit(world.store.ref(LOCK_REF) or "")
    # One that could not be given back has grown old, and whoever writes next takes it over.
    if lock and not (left and world.hub.state.now() - lock.committer.when > OLD):
        yield "the lock stays"
    marker = world.marker(scene.number)
    ours = list(above(world.store, world.base, scene.head)) if scene.head else []
    pushed = [one for one in ours if (found := world.store.commit(one)) and found.author.name == US]
    unknown = pushed[-1:] == [scene.head] and marker is not None and marker.head != scene.head
    if scene.pull.state == "open" and unknown and not barred:
        yield "the head, which is ours, is not recorded"


def written_after(scene: Scene, requests: Sequence[Request], may: frozenset[str]) -> Iterator[str]:
    """What was written to the pull request although a look had shown what somebody did."""
    look = f"{ROOT}/pulls/{scene.number}"
    seen, fine = False, may | {"lock commit", "lock", "lock back", "board"}
    for request in requests:
        seen = seen or (request.method == "GET" and request.path in (look, ROOT))
        if seen and request.writes and label(request) not in fine:
            yield f"then {label(request)}"
