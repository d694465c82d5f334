"""How GitHub writes pull requests, issues, reviews, teams and events: the fields that clients read."""

from __future__ import annotations

from .render_git import changed, number_of, repository, user
from .routing import Call
from .state import EventRecord, Json, PullRecord, Review, State, stamp
from .trees import Delta, above, deltas, merge_base


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


def label(call: Call, name: str) -> Json:
    return {
        "id": call.state.labels[name], "node_id": f"LA_{call.state.labels[name]}", "name": name, "color": "ededed",
        "url": f"{call.repo_url}/labels/{name.replace(' ', '%20')}", "default": False, "description": None,
    }  # fmt: skip


def _end(call: Call, pull: PullRecord, *, head: bool) -> Json:
    """The head or base of a pull request; the repository is null when a fork is gone."""
    slug = pull.head_slug if head else call.state.slug
    owner, _, name = (slug or "gone/gone").partition("/")
    repo = repository(call)
    if head and slug != call.state.slug:
        away = {
            "full_name": slug,
            "name": name,
            "owner": user(call, owner),
            "fork": True,
            "url": f"{call.root}/repos/{slug}",
        }
        repo = {**repo, **away} if slug else None
    branch = pull.branch if head else pull.base
    sha = pull.head_sha if head else call.state.base_tip(pull)
    return {"label": f"{owner}:{branch}", "ref": branch, "sha": sha, "user": user(call, owner), "repo": repo}


def _shared(call: Call, pull: PullRecord) -> Json:
    """What a pull request has both as itself and as an issue."""
    site = f"{call.site}/{call.state.slug}/pull/{pull.number}"
    issue = f"{call.repo_url}/issues/{pull.number}"
    times = {
        "created_at": pull.created,
        "updated_at": pull.updated,
        "closed_at": pull.closed,
        "merged_at": pull.merged,
    }
    writes = {name: stamp(when) if when else None for name, when in times.items()}
    assignees = [user(call, login) for login in pull.assignees]
    return {
        "id": 9000 + pull.number, "node_id": pull.node_id, "number": pull.number, "state": pull.state,
        "locked": pull.locked, "title": pull.title, "body": pull.body or None, "user": user(call, pull.author),
        "labels": [label(call, name) for name in pull.labels], "assignees": assignees, "html_url": site,
        "assignee": assignees[0] if assignees else None, "milestone": None, "draft": pull.draft,
        "comments_url": f"{issue}/comments", "active_lock_reason": None, "author_association": "CONTRIBUTOR",
        **writes,
    }  # fmt: skip


def issue(call: Call, pull: PullRecord) -> Json:
    """A pull request as the issues API writes it."""
    out, url = _shared(call, pull), f"{call.repo_url}/issues/{pull.number}"
    merged = out.pop("merged_at")
    links = {"url": f"{call.repo_url}/pulls/{pull.number}", "html_url": out["html_url"], "merged_at": merged}
    links |= {"diff_url": f"{out['html_url']}.diff", "patch_url": f"{out['html_url']}.patch"}
    more = {f"{name}_url": f"{url}/{name}" for name in ("labels", "events", "timeline")}
    return {
        **out, "url": url, "repository_url": call.repo_url, "pull_request": links, "comments": 0,
        "closed_by": None, "state_reason": None, **more,
    }  # fmt: skip


def pull(call: Call, record: PullRecord, *, whole: bool = True) -> Json:
    """A pull request; lists leave out what costs GitHub work (`whole` false)."""
    url, state = f"{call.repo_url}/pulls/{record.number}", call.state
    out = _shared(call, record)
    out |= {
        "url": url, "issue_url": f"{call.repo_url}/issues/{record.number}", "diff_url": f"{out['html_url']}.diff",
        "patch_url": f"{out['html_url']}.patch", "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments", "review_comment_url": f"{call.repo_url}/pulls/comments{{/number}}",
        "statuses_url": f"{call.repo_url}/statuses/{record.head_sha}", "auto_merge": None,
        "head": _end(call, record, head=True), "base": _end(call, record, head=False),
        "requested_reviewers": [user(call, login) for login in record.users],
        "requested_teams": [team(call, slug) for slug in record.teams if slug in state.teams],
        "merge_commit_sha": record.merge_sha or None,
    }  # fmt: skip
    links = {"self": url, "html": out["html_url"], "issue": out["issue_url"], "comments": out["comments_url"]}
    links |= {"review_comments": out["review_comments_url"], "review_comment": out["review_comment_url"]}
    links |= {"commits": out["commits_url"], "statuses": out["statuses_url"]}
    out["_links"] = {name: {"href": href} for name, href in links.items()}
    if not whole:
        return out
    files = [changed(call, delta, record.head_sha) for delta in pull_deltas(state, record)]
    return out | {
        "merged": bool(record.merged), "mergeable": None if record.merged else True, "rebaseable": True,
        "mergeable_state": "draft" if record.draft else "clean", "comments": 0, "review_comments": 0,
        "merged_by": user(call, record.merged_by), "maintainer_can_modify": False,
        "commits": len(above(state.store, state.base_tip(record), record.head_sha)),
        "additions": sum(file["additions"] for file in files),
        "deletions": sum(file["deletions"] for file in files), "changed_files": len(files),
    }  # fmt: skip


def pull_deltas(state: State, record: PullRecord) -> list[Delta]:
    """What a pull request changes since it left its base."""
    fork = state.store.commit(merge_base(state.store, state.base_tip(record), record.head_sha))
    head = state.store.commit(record.head_sha)
    return deltas(state.store, fork.tree, head.tree) if fork and head else []


def review(call: Call, record: PullRecord, given: Review) -> Json:
    url = f"{call.repo_url}/pulls/{record.number}"
    site = f"{call.site}/{call.state.slug}/pull/{record.number}#pullrequestreview-{given.id}"
    return {
        "id": given.id, "node_id": f"PRR_{given.id}", "user": user(call, given.login), "body": given.body,
        "state": given.state, "html_url": site, "pull_request_url": url, "commit_id": given.sha,
        "submitted_at": stamp(given.when), "author_association": "MEMBER",
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
            case "assignee" | "assigner" | "requested_reviewer" | "review_requester" | "user":
                more[name] = user(call, value)
            case _:
                more[name] = value
    return {
        "id": record.id, "node_id": f"EV_{record.id}", "url": f"{call.repo_url}/issues/events/{record.id}",
        "actor": user(call, record.actor), "event": record.kind, "commit_id": record.more.get("commit_id"),
        "commit_url": None, "created_at": stamp(record.when), "performed_via_github_app": None, **more,
    }  # fmt: skip
