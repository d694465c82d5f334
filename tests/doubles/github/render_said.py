"""How GitHub writes what was said and done: comments, reviews, reactions, checks and events."""

from __future__ import annotations

import difflib

from .records import CheckRun, Comment, EventRecord, Json, LineComment, PullRecord, Review, Status
from .render_git import number_of, user
from .routing import Call
from .state import State, stamp
from .trees import Delta, at, hunks

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def team(call: Call, slug: str) -> Json:
    url = f"{call.root}/orgs/{call.state.owner}/teams/{slug}"
    roles = {"read": "pull", "write": "push"}
    role = call.state.teams[slug].role
    return {
        "id": number_of(slug), "node_id": f"T_{number_of(slug)}", "name": slug, "slug": slug, "url": url,
        "description": "", "privacy": "closed", "notification_setting": "notifications_enabled",
        "permission": roles.get(role, role), "html_url": f"{call.site}/orgs/{call.state.owner}/teams/{slug}",
        "members_url": f"{url}/members{{/member}}", "repositories_url": f"{url}/repos", "parent": None,
        "type": "organization",
    }  # fmt: skip


def association(state: State, login: str) -> str:
    """What somebody is to the repository."""
    role = state.role(login)
    if login == state.owner:
        return "OWNER"
    if state.organisation and (
        role == "admin" or any(login in team.members for team in state.teams.values())
    ):
        return "MEMBER"
    if role not in {"none", "read"}:
        return "COLLABORATOR"
    merged = any(pull.merged and pull.author == login for pull in state.pulls.values())
    return "CONTRIBUTOR" if merged else "NONE"


def rollup(url: str, given: list[tuple[int, str, str]]) -> Json:
    """How many reactions there are of each kind."""
    counts = {name: sum(content == name for _, content, _ in given) for name in REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(given), **counts}


def reaction(call: Call, given: tuple[int, str, str], when: float) -> Json:
    number, content, login = given
    who = {"user": user(call, login), "created_at": stamp(when)}
    return {"id": number, "node_id": f"REA_{number}", "content": content, **who}


def _said(call: Call, one: Comment) -> Json:
    return {
        "id": one.id, "body": one.body, "user": user(call, one.login), "created_at": stamp(one.created),
        "updated_at": stamp(one.updated), "author_association": association(call.state, one.login),
    }  # fmt: skip


def comment(call: Call, one: Comment) -> Json:
    """A comment on an issue or pull request."""
    state, url = call.state, f"{call.repo_url}/issues/comments/{one.id}"
    kind = "pull" if one.number in state.pulls else "issues"
    return {
        **_said(call, one), "node_id": f"IC_{one.id}", "url": url, "reactions": rollup(url, one.reactions),
        "html_url": f"{call.site}/{state.slug}/{kind}/{one.number}#issuecomment-{one.id}",
        "issue_url": f"{call.repo_url}/issues/{one.number}", "performed_via_github_app": None,
    }  # fmt: skip


def line_comment(call: Call, one: LineComment) -> Json:
    """A review comment; `line` is null once its lines are no longer what they were."""
    state, url = call.state, f"{call.repo_url}/pulls/comments/{one.id}"
    pull = state.pulls[one.number]
    line = _line_now(state, one, pull)
    home = f"{call.repo_url}/pulls/{one.number}"
    html = f"{call.site}/{state.slug}/pull/{one.number}#discussion_r{one.id}"
    links = {"self": url, "html": html, "pull_request": home}
    out = {
        **_said(call, one), "node_id": f"PRRC_{one.id}", "url": url, "pull_request_review_id": one.review,
        "path": one.path, "line": line, "original_line": one.line or None, "side": "RIGHT", "start_line": None,
        "original_start_line": None, "start_side": None, "position": line, "original_position": one.line or 1,
        "subject_type": "line" if one.line else "file", "commit_id": pull.head_sha if line else one.sha,
        "original_commit_id": one.sha, "diff_hunk": _hunk(state, one, pull), "pull_request_url": home,
        "html_url": html, "_links": {name: {"href": href} for name, href in links.items()},
        "reactions": rollup(url, one.reactions),
    }  # fmt: skip
    return out | ({"in_reply_to_id": one.parent} if one.parent else {})


def _blob(state: State, sha: str, path: str) -> str:
    top = state.store.commit(sha)
    found = at(state.store, top.tree, path) if top else None
    return found[1] if found and found[0] != "040000" else ""


def _line_now(state: State, one: LineComment, pull: PullRecord) -> int | None:
    """Where a line of the commit that was commented on is in today's head; None where it was changed."""
    old, new = _blob(state, one.sha, one.path), _blob(state, pull.head_sha, one.path)
    if old == new:
        return one.line or None
    if not old or not new or not one.line:
        return None
    before, after = (state.store.blob(sha).splitlines() for sha in (old, new))
    for block in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if block.a < one.line <= block.a + block.size:
            return one.line - block.a + block.b
    return None


def _hunk(state: State, one: LineComment, pull: PullRecord) -> str:
    """The hunk that was commented on, up to the line."""
    old = _blob(state, state.base_tip(pull), one.path)
    found: list[str] = []
    for line in hunks(state.store, Delta(one.path, "modified", old, _blob(state, one.sha, one.path))):
        if line.startswith("@@"):
            found, number = [], int(line.split("+")[1].split(",")[0].split(" ")[0]) - 1
        found.append(line)
        number += line[0] in " +"
        if number >= one.line:
            break
    return "\n".join(found) or "@@ -1 +1 @@"


def review(call: Call, record: PullRecord, given: Review) -> Json:
    url = f"{call.repo_url}/pulls/{record.number}"
    site = f"{call.site}/{call.state.slug}/pull/{record.number}#pullrequestreview-{given.id}"
    return {
        "id": given.id, "node_id": f"PRR_{given.id}", "user": user(call, given.login), "body": given.body,
        "state": given.state, "html_url": site, "pull_request_url": url, "commit_id": given.sha,
        "submitted_at": stamp(given.when), "author_association": association(call.state, given.login),
        "_links": {"html": {"href": site}, "pull_request": {"href": url}},
    }  # fmt: skip


def event(call: Call, record: EventRecord) -> Json:
    """An issue event; its subject is under the name that GitHub gives it."""
    more: dict[str, Json] = {}
    for name, value in record.more.items():
        match name:
            case "label":
                more[name] = {"name": value, "color": "ededed"}
            case "requested_team":
                more[name] = team(call, value)
            case "assignee" | "assigner" | "requested_reviewer" | "review_requester":
                more[name] = user(call, value)
            case _:
                more[name] = value
    sha = record.more.get("commit_id")
    return {
        "id": record.id, "node_id": f"EV_{record.id}", "url": f"{call.repo_url}/issues/events/{record.id}",
        "actor": user(call, record.actor), "event": record.kind, "commit_id": sha,
        "commit_url": f"{call.repo_url}/commits/{sha}" if sha else None, "created_at": stamp(record.when),
        "performed_via_github_app": None, **more,
    }  # fmt: skip


def check_run(call: Call, sha: str, run: CheckRun) -> Json:
    url, site = f"{call.repo_url}/check-runs/{run.id}", f"{call.site}/{call.state.slug}/runs/{run.id}"
    output = dict.fromkeys(("title", "summary", "text")) | {
        "annotations_count": 0,
        "annotations_url": f"{url}/annotations",
    }
    return {
        "id": run.id, "name": run.name, "node_id": f"CR_{run.id}", "head_sha": sha, "external_id": "", "url": url,
        "html_url": site, "details_url": site, "status": run.status, "conclusion": run.conclusion or None,
        "started_at": stamp(run.started), "completed_at": stamp(run.completed) if run.completed else None,
        "output": output, "check_suite": {"id": run.id + 1}, "app": None, "pull_requests": [],
    }  # fmt: skip


def status(call: Call, sha: str, given: Status) -> Json:
    url, when = f"{call.repo_url}/statuses/{sha}", stamp(given.when)
    return {
        "id": given.id, "node_id": f"SC_{given.id}", "url": url, "context": given.context, "state": given.state,
        "description": None, "target_url": None, "avatar_url": None, "created_at": when, "updated_at": when,
    }  # fmt: skip
