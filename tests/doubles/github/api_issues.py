"""Issues, which pull requests are too: labels, assignees, events and the timeline."""

from __future__ import annotations

from . import render, render_git
from .api_pulls import check_text, ordered, set_state, shown
from .routing import Answer, Call, Refusal, invalid, not_found, route
from .state import Json, PullRecord, stamp
from .trees import above

REPO = "/repos/{owner}/{repo}"
ISSUE = f"{REPO}/issues/{{issue_number}}"


@route("GET", f"{REPO}/issues", "issues=read")
def list_issues(call: Call) -> Answer:
    query = call.query
    wanted = [name.lower() for name in query.get("labels", "").split(",") if name]
    found = []
    for pull in shown(call):
        has = {name.lower() for name in pull.labels}
        fits = query.get("state", "open") in {"all", pull.state} and set(wanted) <= has
        mine = query.get("creator", pull.author).lower() in {
            pull.author.lower(),
            f"app/{pull.author}".lower(),
        }
        held = query.get("assignee", "*" if pull.assignees else "none")
        holds = held in pull.assignees or held == ("*" if pull.assignees else "none")
        if fits and mine and holds:
            found.append(pull)
    page = call.page(list(ordered(call, found)))
    return Answer(200, [render.issue(call, pull) for pull in page.body], page.headers)


@route("GET", ISSUE, "issues=read")
def get_issue(call: Call) -> Answer:
    return Answer(200, render.issue(call, call.pull("issue_number")))


@route("PATCH", ISSUE, "issues=write", "triage")
def update_issue(call: Call) -> Answer:
    pull, body = call.pull("issue_number"), call.body
    check_text(body)
    if "title" in body and body["title"] != pull.title:
        call.state.log(pull.number, "renamed", call.user, rename={"from": pull.title, "to": body["title"]})
        pull.title = body["title"]
    if "body" in body:
        pull.body = body["body"] or ""
    if "state" in body:
        set_state(call, pull, body["state"])
    return Answer(200, render.issue(call, pull))


def _names(call: Call) -> list[str]:
    given = call.body if isinstance(call.body, list) else call.body.get("labels", [])
    return [one if isinstance(one, str) else one["name"] for one in given]


def add_labels(call: Call, pull: PullRecord, names: list[str]) -> None:
    """Put labels on, making those that the repository has not got; GitHub's limit is 50 characters."""
    for name in names:
        if not name.strip() or len(name) > 50:
            message = "name is too long (maximum is 50 characters)" if name else "name can't be blank"
            raise invalid(resource="Label", code="custom", field="name", message=message)
    for name in names:
        known = next((other for other in call.state.labels if other.lower() == name.lower()), name)
        call.state.labels.setdefault(known, call.state.next_id())
        if known not in pull.labels:
            pull.labels.append(known)
            call.state.log(pull.number, "labeled", call.user, label=known)


def _labels(call: Call, pull: PullRecord) -> list[Json]:
    return [render.label(call, name) for name in pull.labels]


@route("GET", f"{ISSUE}/labels", "issues=read")
def get_labels(call: Call) -> Answer:
    return call.page(_labels(call, call.pull("issue_number")))


@route("POST", f"{ISSUE}/labels", "issues=write", "triage")
def post_labels(call: Call) -> Answer:
    pull = call.pull("issue_number")
    add_labels(call, pull, _names(call))
    return Answer(200, _labels(call, pull))


@route("DELETE", f"{ISSUE}/labels/{{name}}", "issues=write", "triage")
def delete_label(call: Call) -> Answer:
    pull, name = call.pull("issue_number"), call.params["name"]
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


@route("POST", f"{ISSUE}/assignees", "issues=write", "triage")
def post_assignees(call: Call) -> Answer:
    pull = call.pull("issue_number")
    if pull.dim:
        pull.dim -= 1
        raise not_found()
    for login in call.body.get("assignees", []):
        known = next((one for one in call.state.people if one.lower() == login.lower()), login)
        if assignable(call, known) and known not in pull.assignees and len(pull.assignees) < 10:
            pull.assignees.append(known)
            call.state.log(pull.number, "assigned", call.user, assignee=known, assigner=call.user)
    return Answer(201, render.issue(call, pull))


@route("DELETE", f"{ISSUE}/assignees", "issues=write", "triage")
def delete_assignees(call: Call) -> Answer:
    pull = call.pull("issue_number")
    for login in call.body.get("assignees", []):
        if login in pull.assignees:
            pull.assignees.remove(login)
            call.state.log(pull.number, "unassigned", call.user, assignee=login, assigner=call.user)
    return Answer(200, render.issue(call, pull))


@route("GET", f"{REPO}/assignees", "issues=read")
def list_assignees(call: Call) -> Answer:
    return call.page([render_git.user(call, login) for login in call.state.people if assignable(call, login)])


@route("GET", f"{REPO}/assignees/{{assignee}}", "issues=read")
def get_assignee(call: Call) -> Answer:
    if not assignable(call, call.params["assignee"]):
        raise not_found()
    return Answer(204)


@route("GET", f"{ISSUE}/events", "issues=read")
def list_events(call: Call) -> Answer:
    pull = call.pull("issue_number")
    found = [one for one in call.state.events if one.number == pull.number and one.kind != "reviewed"]
    return call.page([render.event(call, one) for one in found])


@route("GET", f"{ISSUE}/timeline", "issues=read")
def timeline(call: Call) -> Answer:
    pull, state = call.pull("issue_number"), call.state
    made: list[tuple[float, Json]] = []
    for sha in above(state.store, state.base_tip(pull), pull.head_sha):
        found = state.store.commit(sha)
        assert found is not None
        made.append((found.committer.when, {"event": "committed", **render_git.git_commit(call, found)}))
    for one in state.events:
        if one.number == pull.number:
            entry = render.event(call, one)
            if one.kind == "reviewed":
                entry["submitted_at"] = stamp(one.when)
                del entry["actor"]
            made.append((one.when, entry))
    made.sort(key=lambda timed: timed[0])
    return call.page([entry for _, entry in made])
