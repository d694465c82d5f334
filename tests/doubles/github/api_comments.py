"""Comments on issues and pull requests, and reactions to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from . import render_said
from .mentions import noticed
from .records import Comment, PullRecord
from .routing import Answer, Call, Refusal, forbidden, invalid, not_found, route

REPO = "/repos/{owner}/{repo}"
ISSUE = f"{REPO}/issues/{{issue_number}}"
ONE = f"{REPO}/issues/comments/{{comment_id}}"
LINE = f"{REPO}/pulls/comments/{{comment_id}}"
READS, WRITES = "issues=read; pull_requests=read", "issues=write; pull_requests=write"
LIMIT = 65_536


def check_said(text: str) -> None:
    """422 for a comment that is blank or too long."""
    wrong = "" if text.strip() else "Body cannot be blank"
    wrong = wrong or (f"Body is too long (maximum is {LIMIT} characters)" if len(text) > LIMIT else "")
    if wrong:
        raise invalid(resource="IssueComment", code="unprocessable", field="data", message=wrong)


def _since(call: Call, found: list[Comment]) -> list[Comment]:
    after = datetime.fromisoformat(call.query["since"]).timestamp() if "since" in call.query else 0.0
    return [one for one in found if one.updated >= after]


@route("GET", f"{ISSUE}/comments", READS)
def list_comments(call: Call) -> Answer:
    found = _since(call, call.state.comments.on(call.numbered().number))
    return call.page([render_said.comment(call, one) for one in found])


@route("POST", f"{ISSUE}/comments", WRITES)
def create_comment(call: Call) -> Answer:
    one, state, text = call.numbered(), call.state, call.body["body"]
    if not isinstance(one, PullRecord):
        call.need("issues=write")
    if one.locked and call.token.kind == "user" and not state.at_least(call.user, "triage"):
        raise Refusal(403, "Unable to create comment because issue is locked.")
    check_said(text)
    now = state.now()
    made = Comment(state.next_id(), one.number, call.user, text, now, now)
    state.comments.add(made)
    one.updated = now
    noticed(state, one.number, call.user, text)
    rendered = render_said.comment(call, made)
    return Answer(201, rendered, (("location", rendered["url"]),))


def _found(call: Call, made: Mapping[int, Comment]) -> Comment:
    number = call.params["comment_id"]
    found = made.get(int(number)) if number.isdigit() else None
    if found is None:
        raise not_found()
    return found


@route("GET", ONE, READS)
def get_comment(call: Call) -> Answer:
    return Answer(200, render_said.comment(call, _found(call, call.state.comments.made)))


def _own(call: Call) -> Comment:
    """A comment that the asker may change: one's own, or anybody's with write access."""
    one = _found(call, call.state.comments.made)
    if call.token.kind == "user" and call.user != one.login and not call.state.at_least(call.user, "write"):
        raise Refusal(403, "Must have admin rights to Repository.")
    if one.number in call.state.issues and not call.token.allows("issues=write"):
        raise forbidden(call.token, "issues=write")
    return one


@route("PATCH", ONE, WRITES)
def update_comment(call: Call) -> Answer:
    one, state, text = _own(call), call.state, call.body["body"]
    check_said(text)
    before, one.body, one.updated = one.body, text, state.now()
    state.numbered(one.number).updated = one.updated
    noticed(state, one.number, call.user, text, before)
    return Answer(200, render_said.comment(call, one))


@route("DELETE", ONE, WRITES)
def delete_comment(call: Call) -> Answer:
    call.state.comments.drop(_own(call))
    return Answer(204)


def _react(call: Call, one: Comment) -> Answer:
    content, state = call.body["content"], call.state
    known = next((given for given in one.reactions if given[1:] == (content, call.user)), None)
    given = known or (state.next_id(), content, call.user)
    if known is None:
        one.reactions.append(given)
    return Answer(200 if known else 201, render_said.reaction(call, given, state.now()))


@route("POST", f"{ONE}/reactions", WRITES)
def react_to_comment(call: Call) -> Answer:
    return _react(call, _found(call, call.state.comments.made))


@route("GET", f"{ONE}/reactions", READS)
def reactions_to_comment(call: Call) -> Answer:
    one = _found(call, call.state.comments.made)
    return call.page([render_said.reaction(call, given, one.created) for given in one.reactions])


@route("POST", f"{LINE}/reactions", "pull_requests=write")
def react_to_line(call: Call) -> Answer:
    return _react(call, _found(call, call.state.line_comments.made))


@route("GET", f"{LINE}/reactions", "pull_requests=read")
def reactions_to_line(call: Call) -> Answer:
    one = _found(call, call.state.line_comments.made)
    return call.page([render_said.reaction(call, given, one.created) for given in one.reactions])
