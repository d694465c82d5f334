"""Pull requests: making, listing and changing them, their files, commits, reviews and reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from . import render, render_git, render_said
from .branches import opened
from .mentions import noticed
from .records import IssueRecord, Json, Numbered, PullRecord
from .routing import Answer, Call, Refusal, forbidden, invalid, not_found, route
from .trees import above

PULLS = "/repos/{owner}/{repo}/pulls"
PULL = f"{PULLS}/{{pull_number}}"
Record = TypeVar("Record", IssueRecord, PullRecord, Numbered)
BODY_LIMIT = 65_536
STRANGER = (
    "Reviews may only be requested from collaborators. One or more of the users or teams you specified "
    "is not a collaborator of the {} repository."
)


@route("POST", PULLS, "pull_requests=write")
def create_pull(call: Call) -> Answer:
    body, state = call.body, call.state
    if call.token.kind == "actions" and not state.actions_may_open:
        raise Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.")
    check_text(body)
    if not body.get("title"):
        raise invalid(resource="PullRequest", field="title", code="missing_field")
    owner, _, branch = body["head"].rpartition(":")
    slug = state.slug if owner in {"", state.owner} else f"{owner}/{state.name}"
    now = state.now()
    number = state.next_number()
    made = PullRecord(
        number, body["title"], body.get("body") or "", call.user, branch, slug, "", body["base"],
        bool(body.get("draft")), now, now, hidden=state.lag_lists, dim=state.lag_assignees,
    )  # fmt: skip
    made.head_sha = state.store.ref(state.head_ref(made))
    _check_ends(call, made)
    state.pulls[number] = made
    opened(state, made)
    noticed(state, number, call.user, made.body)
    if not made.draft:
        state.ask_code_owners(made, call.user)
    rendered = render.pull(call, made)
    return Answer(201, rendered, (("location", rendered["url"]),))


def check_text(body: Json, resource: str = "PullRequest") -> None:
    """422 for a title or body that is empty or too long."""
    if "title" in body and not str(body["title"] or "").strip():
        raise invalid(resource=resource, field="title", code="missing_field")
    for field, limit in (("title", 256), ("body", BODY_LIMIT)):
        if len(body.get(field) or "") > limit:
            message = f"{field} is too long (maximum is {limit} characters)"
            raise invalid(resource=resource, code="custom", field=field, message=message)


def retext(call: Call, one: Numbered, body: Json) -> None:
    """Change title and body, where the request names them."""
    state, title = call.state, str(body.get("title") or one.title)
    if title != one.title:
        state.log(one.number, "renamed", call.user, rename={"from": one.title, "to": title})
        one.title = title
    if "body" in body and (body["body"] or "") != one.body:
        before, one.body, one.updated = one.body, body["body"] or "", state.now()
        noticed(state, one.number, call.user, one.body, before)


def _check_ends(call: Call, made: PullRecord) -> None:
    """422 when head or base is missing, has nothing new, or has an open pull request already."""
    base = call.state.store.ref(f"refs/heads/{made.base}")
    for field, sha in (("head", made.head_sha), ("base", base)):
        if not sha:
            raise invalid(resource="PullRequest", field=field, code="invalid")
    for other in call.state.pulls.values():
        same = (other.branch, other.head_slug, other.base) == (made.branch, made.head_slug, made.base)
        if same and other.state == "open" and other is not made:
            whom = f"{made.head_slug.partition('/')[0]}:{made.branch}"
            message = f"A pull request already exists for {whom}."
            raise invalid(resource="PullRequest", code="custom", message=message)
    if not above(call.state.store, base, made.head_sha):
        message = f"No commits between {made.base} and {made.branch}"
        raise invalid(resource="PullRequest", code="custom", message=message)


def shown(call: Call, records: Mapping[int, Record]) -> list[Record]:
    """The issues or pull requests that lists show by now: new ones lag."""
    out = [one for one in records.values() if not one.hidden]
    for one in records.values():
        one.hidden = max(one.hidden - 1, 0)
    return out


def ordered(call: Call, found: list[Record]) -> list[Record]:
    """Sorted as the query asks: the newest first unless it says otherwise."""
    by = "updated" if call.query.get("sort") == "updated" else "created"
    otherwise = "asc" if call.query.get("sort") == "popularity" else "desc"
    newest = call.query.get("direction", otherwise) == "desc"
    return sorted(found, key=lambda one: (getattr(one, by), one.number), reverse=newest)


@route("GET", PULLS, "pull_requests=read")
def list_pulls(call: Call) -> Answer:
    state = call.query.get("state", "open")
    found = [pull for pull in shown(call, call.state.pulls) if state in {"all", pull.state}]
    if base := call.query.get("base"):
        found = [pull for pull in found if pull.base == base]
    head = call.query.get("head", "")
    if ":" in head:
        owner, _, branch = head.partition(":")
        found = [pull for pull in found if (pull.head_slug.partition("/")[0], pull.branch) == (owner, branch)]
    return call.page(ordered(call, found), lambda pull: render.pull_text(call, pull, whole=False))


@route("GET", PULL, "pull_requests=read")
def get_pull(call: Call) -> Answer:
    pull = call.pull()
    answer = Answer(200, render.pull_text(call, pull))
    pull.unsure = max(pull.unsure - 1, 0)
    return answer


@route("PATCH", PULL, "pull_requests=write")
def update_pull(call: Call) -> Answer:
    pull, body, state = call.pull(), call.body, call.state
    if call.token.kind == "user" and call.user != pull.author and not state.at_least(call.user, "triage"):
        raise forbidden(call.token, "pull_requests=write")
    check_text(body)
    if "base" in body and not state.store.ref(f"refs/heads/{body['base']}"):
        raise invalid(resource="PullRequest", field="base", code="invalid")
    retext(call, pull, body)
    if "base" in body and body["base"] != pull.base:
        pull.base = body["base"]
        state.log(pull.number, "base_ref_changed", call.user)
    if "state" in body:
        set_state(call, pull, body["state"])
    return Answer(200, render.pull_text(call, pull))


def set_state(call: Call, one: Numbered, wanted: str, reason: str = "") -> None:
    """Close or reopen; a pull request that is merged, without its branch or beside another stays closed."""
    state = call.state
    if wanted == one.state:
        return
    if wanted == "closed":
        state.close(one, call.user, reason=reason)
        return
    if isinstance(one, PullRecord):
        if one.merged or not state.store.ref(state.head_ref(one)):
            message = "state cannot be changed. The pull request cannot be reopened."
            raise invalid(resource="PullRequest", code="custom", field="state", message=message)
        _check_ends(call, one)
    state.reopen(one, call.user)


@route("GET", f"{PULL}/files", "pull_requests=read")
def list_files(call: Call) -> Answer:
    pull = call.pull()
    page = call.page(list(render.pull_deltas(call.state, pull)))
    return Answer(200, [render_git.changed(call, delta, pull.head_sha) for delta in page.body], page.headers)


@route("GET", f"{PULL}/commits", "pull_requests=read")
def list_commits(call: Call) -> Answer:
    pull = call.pull()
    page = call.page(list(above(call.state.store, call.state.base_tip(pull), pull.head_sha)))
    return Answer(200, [render_git.commit(call, sha) for sha in page.body], page.headers)


def _reviewers(call: Call, pull: PullRecord) -> Json:
    teams = [render_said.team(call, slug) for slug in pull.teams]
    return {"users": [render_git.user(call, login) for login in pull.users], "teams": teams}


@route("GET", f"{PULL}/requested_reviewers", "pull_requests=read")
def get_reviewers(call: Call) -> Answer:
    return Answer(200, _reviewers(call, call.pull()))


@route("POST", f"{PULL}/requested_reviewers", "pull_requests=write", "triage")
def request_reviewers(call: Call) -> Answer:
    pull, state = call.pull(), call.state
    users, teams = call.body.get("reviewers", []), call.body.get("team_reviewers", [])
    if teams and call.token.kind == "actions":
        raise forbidden(call.token, "members=read")
    if not users and not teams:
        raise Refusal(422, "No reviewers were given")
    if pull.author in users:
        raise Refusal(422, "Review cannot be requested from pull request author.")
    strangers = [login for login in users if state.role(login) == "none"]
    unknown = [slug for slug in teams if slug not in state.teams or state.teams[slug].role == "none"]
    if strangers or unknown or (teams and not call.token.allows("members=read")):
        raise Refusal(422, STRANGER.format(state.slug))
    if len(users) + len(teams) > 15:
        raise Refusal(422, "At most 15 reviewers can be requested")
    for login in users:
        state.ask(pull, call.user, user=login)
    for slug in teams:
        state.ask(pull, call.user, team=slug)
    return Answer(201, render.pull(call, pull, whole=False))


@route("DELETE", f"{PULL}/requested_reviewers", "pull_requests=write", "triage")
def remove_reviewers(call: Call) -> Answer:
    pull = call.pull()
    for login in call.body["reviewers"]:
        if login in pull.users:
            pull.users.remove(login)
            call.state.log(pull.number, "review_request_removed", call.user, requested_reviewer=login)
    for slug in call.body.get("team_reviewers", []):
        if slug in pull.teams:
            pull.teams.remove(slug)
            call.state.log(pull.number, "review_request_removed", call.user, requested_team=slug)
    return Answer(200, render.pull(call, pull, whole=False))


@route("GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "pull_requests=read")
def pulls_of_commit(call: Call) -> Answer:
    sha = call.params["commit_sha"]
    if not call.state.store.commit(sha):
        raise not_found()
    state = call.state
    found = [
        pull
        for pull in shown(call, call.state.pulls)
        if sha in above(state.store, state.base_tip(pull), pull.head_sha)
    ]
    return call.page([render.pull(call, pull, whole=False) for pull in found])
