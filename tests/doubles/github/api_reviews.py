"""Reviews and their comments on lines."""

from __future__ import annotations

from . import render_said
from .api_comments import LIMIT
from .branches import digest
from .mentions import noticed
from .records import LineComment, PullRecord, Review
from .routing import Answer, Call, Refusal, not_found, route
from .state import State

REPO = "/repos/{owner}/{repo}"
PULL = f"{REPO}/pulls/{{pull_number}}"


def add_review(
    state: State, pull: PullRecord, login: str, verdict: str = "COMMENTED", body: str = ""
) -> Review:
    """Somebody reviews: who did is no longer asked to, unless it was only a comment."""
    now = state.now()
    made = Review(state.next_id(), login, verdict, body, pull.head_sha, now)
    made.diff = digest(state.store, state.base_tip(pull), pull.head_sha) if verdict == "APPROVED" else ""
    pull.reviews.append(made)
    pull.updated = now
    if login in pull.users:
        pull.users.remove(login)
    noticed(state, pull.number, login, body)
    return made


def add_line(
    state: State, pull: PullRecord, review: Review, body: str, path: str, line: int = 0, parent: int = 0
) -> LineComment:
    """Something that a review says on a line of today's head; `line` 0 is the whole file."""
    now = state.now()
    first = state.line_comments.made.get(parent)
    sha = first.sha if first else pull.head_sha
    made = LineComment(
        state.next_id(), pull.number, review.login, body, now, now,
        path=path, line=line, sha=sha, review=review.id, parent=parent,
    )  # fmt: skip
    state.line_comments.add(made)
    noticed(state, pull.number, review.login, body)
    return made


@route("GET", f"{PULL}/reviews", "pull_requests=read")
def list_reviews(call: Call) -> Answer:
    pull = call.pull()
    return call.page([render_said.review(call, pull, given) for given in pull.reviews])


@route("GET", f"{PULL}/comments", "pull_requests=read")
def list_line_comments(call: Call) -> Answer:
    found = call.state.line_comments.on(call.pull().number)
    by = (lambda one: one.updated) if call.query.get("sort") == "updated" else (lambda one: one.created)
    if "sort" in call.query:
        found = sorted(found, key=by, reverse=call.query.get("direction", "desc") == "desc")
    return call.page([render_said.line_comment(call, one) for one in found])


@route("GET", f"{PULL}/reviews/{{review_id}}/comments", "pull_requests=read")
def comments_of_review(call: Call) -> Answer:
    pull, number = call.pull(), call.params["review_id"]
    if number not in {str(one.id) for one in pull.reviews}:
        raise not_found()
    found = [one for one in call.state.line_comments.on(pull.number) if one.review == int(number)]
    return call.page([render_said.line_comment(call, one) for one in found])


@route("GET", f"{REPO}/pulls/comments/{{comment_id}}", "pull_requests=read")
def get_line_comment(call: Call) -> Answer:
    number = call.params["comment_id"]
    found = call.state.line_comments.made.get(int(number)) if number.isdigit() else None
    if found is None:
        raise not_found()
    return Answer(200, render_said.line_comment(call, found))


@route("POST", f"{PULL}/comments/{{comment_id}}/replies", "pull_requests=write")
def reply(call: Call) -> Answer:
    """An answer on a thread is a review of its own, of state COMMENTED."""
    pull, state, text = call.pull(), call.state, call.body["body"]
    first = next(
        (one for one in state.line_comments.on(pull.number) if str(one.id) == call.params["comment_id"]), None
    )
    if first is None:
        raise not_found()
    if first.parent:
        raise Refusal(422, "Replies to replies are not supported")
    if not text.strip() or len(text) > LIMIT:
        error = {"resource": "PullRequestReviewComment", "code": "missing_field", "field": "body"}
        raise Refusal(422, "Validation Failed", error)
    review = add_review(state, pull, call.user)
    made = add_line(state, pull, review, text, first.path, first.line, first.id)
    rendered = render_said.line_comment(call, made)
    return Answer(201, rendered, (("location", rendered["url"]),))
