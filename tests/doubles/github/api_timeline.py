"""What was done to an issue or pull request: its events, and its timeline with commits, reviews and comments."""

from __future__ import annotations

import json

from . import render, render_git, render_said
from .records import Comment, EventRecord, Json, PullRecord, Review
from .routing import Answer, Call, Raw, route
from .trees import above

ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}"
Timed = tuple[float, int, Comment | EventRecord | Review | str]
"""When, the order of what happened at the same time, and what: a text is the name of a commit."""


@route("GET", f"{ISSUE}/events", "issues=read; pull_requests=read")
def list_events(call: Call) -> Answer:
    found = [one for one in call.state.events_of(call.numbered().number) if one.kind != "cross-referenced"]
    return call.page(found, lambda one: _event(call, one))


def _event(call: Call, one: EventRecord) -> Raw:
    return call.written(("event", one.id), None, lambda: render_said.event(call, one))


@route("GET", f"{ISSUE}/timeline", "issues=read; pull_requests=read")
def timeline(call: Call) -> Answer:
    one, state = call.numbered(), call.state
    made: list[Timed] = [(each.when, each.id, each) for each in state.events_of(one.number)]
    made += [(each.created, each.id, each) for each in state.comments.on(one.number)]
    if isinstance(one, PullRecord):
        made += [(each.when, each.id, each) for each in one.reviews]
        for sha in above(state.store, state.base_tip(one), one.head_sha):
            found = state.store.commit(sha)
            assert found is not None
            made.append((float(found.committer.when), state.order.get(sha, 0), sha))
    made.sort(key=lambda timed: timed[:2])
    return call.page(made, lambda timed: _entry(call, one.number, timed[2]))


def _entry(call: Call, number: int, one: Comment | EventRecord | Review | str) -> Raw:
    match one:
        case str():
            signed = one in call.state.verified
            return call.written(("committed", one), signed, lambda: _committed(call, one))
        case Review():
            return call.written(("reviewed", one.id), one.state, lambda: _reviewed(call, number, one))
        case Comment():
            made_of = one.body, one.updated, tuple(one.reactions)
            return call.written(("commented", one.id), made_of, lambda: _commented(call, one))
        case EventRecord(kind="cross-referenced"):
            return _referenced(call, one)
        case EventRecord():
            return _event(call, one)


def _committed(call: Call, sha: str) -> Json:
    found = call.state.store.commit(sha)
    assert found is not None
    return {"event": "committed", **render_git.git_commit(call, found)}


def _reviewed(call: Call, number: int, one: Review) -> Json:
    """A review has no actor and no `created_at` here, and its state is in lower case."""
    out = render_said.review(call, call.state.pulls[number], one)
    return {**out, "event": "reviewed", "state": one.state.lower(), "updated_at": out["submitted_at"]}


def _commented(call: Call, one: Comment) -> Json:
    out = render_said.comment(call, one)
    return {**out, "event": "commented", "actor": out["user"]}


def _referenced(call: Call, one: EventRecord) -> Raw:
    """A cross-reference has no number, and holds the whole issue that it comes from."""
    out = render_said.event(call, one)
    kept = {name: out[name] for name in ("event", "actor", "created_at")} | {"updated_at": out["created_at"]}
    source = call.state.numbered(one.more["source"])
    whole = render.issue_text(call, source).text
    head = json.dumps(kept).encode()[:-1]
    return Raw(head + b', "source": {"type": "issue", "issue": ' + whole + b"}}")
