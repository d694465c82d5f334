"""Issues, which pull requests are too: making, listing and changing them, labels and assignees."""

from __future__ import annotations

from datetime import datetime

from . import render, render_git
from .api_pulls import check_text, ordered, retext, set_state, shown
from .mentions import noticed
from .records import IssueRecord, Json, Numbered
from .routing import Answer, Call, Refusal, invalid, not_found, route

REPO = "/repos/{owner}/{repo}"
ISSUE = f"{REPO}/issues/{{issue_number}}"


@route("GET", f"{REPO}/issues", "issues=read")
def list_issues(call: Call) -> Answer:
    found: list[Numbered] = [pull for pull in shown(call, call.state.pulls) if _wanted(call, pull)]
    if call.state.has_issues:
        found += [one for one in shown(call, call.state.issues) if _wanted(call, one)]
    return call.page(ordered(call, found), lambda one: render.issue_text(call, one))


def _wanted(call: Call, one: Numbered) -> bool:
    """Whether an issue or pull request is among those that the query asks for."""
    query = call.query
    names = {name.lower() for name in query.get("labels", "").split(",") if name}
    author = one.author.lower()
    creator = query.get("creator", author).lower()
    held = query.get("assignee", "*" if one.assignees else "none")
    since = datetime.fromisoformat(query["since"]).timestamp() if "since" in query else 0.0
    return (
        query.get("state", "open") in {"all", one.state}
        and names <= {name.lower() for name in one.labels}
        and creator in {author, f"app/{author.removesuffix('[bot]')}"}
        and (held in one.assignees or held == ("*" if one.assignees else "none"))
        and one.updated >= since
    )


@route("POST", f"{REPO}/issues", "issues=write")
def create_issue(call: Call) -> Answer:
    body, state = call.body, call.state
    if not state.has_issues:
        raise Refusal(410, "Issues are disabled for this repo")
    title, text = str(body["title"]), body.get("body") or ""
    check_text({"title": title, "body": text}, "Issue")
    now = state.now()
    made = IssueRecord(state.next_number(), title, text, call.user, now, now, hidden=state.lag_lists)
    state.issues[made.number] = made
    if call.token.kind != "user" or state.at_least(call.user, "triage"):
        # Whoever may not sets neither labels nor assignees, and is not told so.
        add_labels(call, made, _names(call))
        wanted = [*body.get("assignees", []), *([body["assignee"]] if body.get("assignee") else [])]
        _assign(call, made, wanted)
    noticed(state, made.number, call.user, text)
    rendered = render.issue(call, made)
    return Answer(201, rendered, (("location", rendered["url"]),))


@route("GET", ISSUE, "issues=read")
def get_issue(call: Call) -> Answer:
    return Answer(200, render.issue_text(call, call.numbered()))


@route("PATCH", ISSUE, "issues=write")
def update_issue(call: Call) -> Answer:
    one, body, state = call.numbered(), call.body, call.state
    if call.token.kind == "user" and call.user != one.author and not state.at_least(call.user, "triage"):
        raise Refusal(403, "Must have admin rights to Repository.")
    check_text({**body, **({"title": str(body["title"])} if "title" in body else {})}, "Issue")
    retext(call, one, body)
    if "labels" in body:
        for name in [name for name in one.labels if name not in _names(call)]:
            one.labels.remove(name)
            state.log(one.number, "unlabeled", call.user, label=name)
        add_labels(call, one, _names(call))
    if "assignees" in body:
        _unassign(call, one, [login for login in one.assignees if login not in body["assignees"]])
        _assign(call, one, body["assignees"])
    if "state" in body:
        set_state(call, one, body["state"], body.get("state_reason") or "")
    return Answer(200, render.issue(call, one))


def _names(call: Call) -> list[str]:
    given = call.body if isinstance(call.body, list) else call.body.get("labels", [])
    return [one if isinstance(one, str) else one["name"] for one in given]


def add_labels(call: Call, pull: Numbered, names: list[str]) -> None:
    """Put labels on, making those that the repository has not got; GitHub's limit is 50 characters."""
    for name in names:
        if not name.strip() or len(name) > 50:
            message = "name is too long (maximum is 50 characters)" if name else "name can't be blank"
            raise invalid(resource="Label", code="custom", field="name", message=message)
    for name in names:
        known = call.state.known_label(name)
        if known not in pull.labels:
            pull.labels.append(known)
            call.state.log(pull.number, "labeled", call.user, label=known)


def _labels(call: Call, pull: Numbered) -> list[Json]:
    return [render.label(call, name) for name in pull.labels]


@route("GET", f"{ISSUE}/labels", "issues=read")
def get_labels(call: Call) -> Answer:
    return call.page(_labels(call, call.numbered()))


@route("POST", f"{ISSUE}/labels", "issues=write", "triage")
def post_labels(call: Call) -> Answer:
    pull = call.numbered()
    add_labels(call, pull, _names(call))
    return Answer(200, _labels(call, pull))


@route("DELETE", f"{ISSUE}/labels/{{name}}", "issues=write", "triage")
def delete_label(call: Call) -> Answer:
    pull, name = call.numbered(), call.params["name"]
    if name not in pull.labels:
        raise Refusal(404, "Label does not exist")
    pull.labels.remove(name)
    call.state.log(pull.number, "unlabeled", call.user, label=name)
    return Answer(200, _labels(call, pull))


@route("GET", f"{REPO}/labels", "issues=read")
def repo_labels(call: Call) -> Answer:
    return call.page([render.label(call, name) for name in call.state.labels])


@route("GET", f"{REPO}/labels/{{name}}", "issues=read")
def repo_label(call: Call) -> Answer:
    if call.params["name"] not in call.state.labels:
        raise not_found()
    return Answer(200, render.label(call, call.params["name"]))


@route("POST", f"{REPO}/labels", "issues=write", "write")
def create_label(call: Call) -> Answer:
    name = call.body["name"]
    if name.lower() in {known.lower() for known in call.state.labels}:
        raise invalid(resource="Label", code="already_exists", field="name")
    if not name.strip() or len(name) > 50:
        raise invalid(
            resource="Label",
            code="custom",
            field="name",
            message="name is too long (maximum is 50 characters)",
        )
    call.state.labels[name] = call.state.next_id()
    return Answer(201, render.label(call, name))


def assignable(call: Call, login: str) -> bool:
    """Whether somebody may be assigned: people with access to the repository, bots never."""
    return call.state.role(login) != "none" and not login.endswith("[bot]")


def _assign(call: Call, one: Numbered, logins: list[str]) -> None:
    """Assign who can be; the others are left out without a word, and so is the eleventh."""
    for login in logins:
        known = next((name for name in call.state.people if name.lower() == login.lower()), login)
        if assignable(call, known) and known not in one.assignees and len(one.assignees) < 10:
            one.assignees.append(known)
            call.state.log(one.number, "assigned", call.user, assignee=known, assigner=call.user)


def _unassign(call: Call, one: Numbered, logins: list[str]) -> None:
    for login in logins:
        if login in one.assignees:
            one.assignees.remove(login)
            call.state.log(one.number, "unassigned", call.user, assignee=login, assigner=call.user)


@route("POST", f"{ISSUE}/assignees", "issues=write", "triage")
def post_assignees(call: Call) -> Answer:
    one = call.numbered()
    if one.dim:
        one.dim -= 1
        raise not_found()
    _assign(call, one, call.body.get("assignees", []))
    return Answer(201, render.issue(call, one))


@route("DELETE", f"{ISSUE}/assignees", "issues=write", "triage")
def delete_assignees(call: Call) -> Answer:
    one = call.numbered()
    _unassign(call, one, call.body.get("assignees", []))
    return Answer(200, render.issue(call, one))


@route("GET", f"{REPO}/assignees", "issues=read")
def list_assignees(call: Call) -> Answer:
    return call.page([render_git.user(call, login) for login in call.state.people if assignable(call, login)])


@route("GET", f"{REPO}/assignees/{{assignee}}", "issues=read")
def get_assignee(call: Call) -> Answer:
    if not assignable(call, call.params["assignee"]):
        raise not_found()
    return Answer(204)
