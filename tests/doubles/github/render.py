"""How GitHub writes pull requests, issues and teams: the fields that clients read."""

from __future__ import annotations

from .merging import mergeability
from .records import Json, Numbered, PullRecord
from .render_git import changed, repository, repository_facts, user
from .render_said import association, rollup, team
from .routing import Call, Raw
from .state import State, stamp
from .trees import Delta, above, deltas, merge_base


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


def _shared(call: Call, pull: Numbered) -> Json:
    """What a pull request has both as itself and as an issue, and an issue too."""
    kind = "pull" if isinstance(pull, PullRecord) else "issues"
    site = f"{call.site}/{call.state.slug}/{kind}/{pull.number}"
    issue = f"{call.repo_url}/issues/{pull.number}"
    times = {
        "created_at": pull.created,
        "updated_at": pull.updated,
        "closed_at": pull.closed,
    }
    writes = {name: stamp(when) if when else None for name, when in times.items()}
    assignees = [user(call, login) for login in pull.assignees]
    return {
        "id": 9000 + pull.number, "node_id": pull.node_id, "number": pull.number, "state": pull.state,
        "locked": pull.locked, "title": pull.title, "body": pull.body or None, "user": user(call, pull.author),
        "labels": [label(call, name) for name in pull.labels], "assignees": assignees, "html_url": site,
        "assignee": assignees[0] if assignees else None, "milestone": None,
        "comments_url": f"{issue}/comments", "active_lock_reason": None, "author_association": association(call.state, pull.author),
        **writes,
    }  # fmt: skip


def issue(call: Call, one: Numbered) -> Json:
    """An issue, or a pull request as the issues API writes it."""
    out, url = _shared(call, one), f"{call.repo_url}/issues/{one.number}"
    more = {f"{name}_url": f"{url}/{name}" for name in ("labels", "events", "timeline")}
    out |= {
        "url": url, "repository_url": call.repo_url, "comments": len(call.state.comments.on(one.number)),
        "closed_by": user(call, one.closed_by), "state_reason": None, "reactions": rollup(url, []),
        "performed_via_github_app": None, **more,
    }  # fmt: skip
    if not isinstance(one, PullRecord):
        return out | {"labels_url": f"{url}/labels{{/name}}", "state_reason": one.reason or None}
    links = {"url": f"{call.repo_url}/pulls/{one.number}", "html_url": out["html_url"]}
    links |= {"diff_url": f"{out['html_url']}.diff", "patch_url": f"{out['html_url']}.patch"}
    links |= {"merged_at": stamp(one.merged) if one.merged else None}
    return out | {"labels_url": f"{url}/labels{{/name}}", "draft": one.draft, "pull_request": links}


def issue_text(call: Call, one: Numbered) -> Raw:
    """The same, written once for as long as nothing of it changes."""
    made_of = (*_fields(one), len(call.state.comments.on(one.number)), call.state.slug)
    return call.written(("issue", one.number), made_of, lambda: issue(call, one))


def pull_text(call: Call, one: PullRecord, *, whole: bool = True) -> Raw:
    """A pull request, written once for as long as nothing of it changes."""
    state = call.state
    teams = tuple(state.teams[slug].role for slug in one.teams if slug in state.teams)
    made_of = [*_fields(one), state.base_tip(one), repository_facts(call), teams]
    if whole:
        counts = len(state.comments.on(one.number)), len(state.line_comments.on(one.number))
        made_of += [*counts, mergeability(state, one)]
    name = ("pull", one.number, whole, call.user)
    return call.written(name, made_of, lambda: pull(call, one, whole=whole))


def _fields(one: Numbered) -> list[Json]:
    return [tuple(value) if isinstance(value, list) else value for value in vars(one).values()]


def pull(call: Call, record: PullRecord, *, whole: bool = True) -> Json:
    """A pull request; lists leave out what costs GitHub work (`whole` false)."""
    url, state = f"{call.repo_url}/pulls/{record.number}", call.state
    out = _shared(call, record)
    out |= {
        "draft": record.draft, "merged_at": stamp(record.merged) if record.merged else None,
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
    mergeable, how = mergeability(state, record)
    return out | {
        "merged": bool(record.merged), "mergeable": mergeable, "rebaseable": mergeable, "mergeable_state": how,
        "comments": len(state.comments.on(record.number)),
        "review_comments": len(state.line_comments.on(record.number)),
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
