"""Repositories: the repository itself, branches, commits, comparisons, contents and CODEOWNERS errors."""

from __future__ import annotations

from datetime import datetime

from . import render_git as render
from .api_orgs import described, visible
from .objects import CommitObject
from .records import Json
from .routing import Answer, Call, Refusal, not_found, route
from .trees import above, deltas, merge_base, touching

REPO = "/repos/{owner}/{repo}"


@route("GET", REPO, "metadata=read", anonymous=True)
def get_repo(call: Call) -> Answer:
    other = call.state.others.get(f"{call.params['owner']}/{call.params['repo']}".lower())
    if other is None:
        return Answer(200, render.repository(call))
    if other not in visible(call):
        raise not_found()
    return Answer(200, described(call, other))


def _branch_name(call: Call) -> str:
    name = call.params["branch"]
    if not call.state.store.ref(f"refs/heads/{name}"):
        raise Refusal(404, "Branch not found")
    return name


@route("GET", f"{REPO}/branches", "contents=read")
def list_branches(call: Call) -> Answer:
    found = call.state.store.refs("refs/heads/")
    return call.page(
        [_short_branch(call, ref.removeprefix("refs/heads/"), sha) for ref, sha in found.items()]
    )


def _short_branch(call: Call, name: str, sha: str) -> Json:
    commit = {"sha": sha, "url": f"{call.repo_url}/commits/{sha}"}
    return {"name": name, "commit": commit, "protected": name in call.state.protected}


@route("GET", f"{REPO}/branches/{{branch}}", "contents=read")
def get_branch(call: Call) -> Answer:
    name = _branch_name(call)
    sha = call.state.store.ref(f"refs/heads/{name}")
    url = f"{call.repo_url}/branches/{name}"
    links = {"self": url, "html": f"{call.site}/{call.state.slug}/tree/{name}"}
    more = {"_links": links, "protection": {"enabled": False}, "protection_url": f"{url}/protection"}
    return Answer(200, {**_short_branch(call, name, sha), "commit": render.commit(call, sha), **more})


def _commit_sha(call: Call, name: str) -> str:
    sha = call.state.store.tip(name)
    if not sha:
        raise Refusal(422, f"No commit found for SHA: {name}")
    return sha


@route("GET", f"{REPO}/commits/{{ref}}", "contents=read")
def get_commit(call: Call) -> Answer:
    return Answer(200, render.commit(call, _commit_sha(call, call.params["ref"]), files=True))


@route("GET", f"{REPO}/commits", "contents=read")
def list_commits(call: Call) -> Answer:
    store = call.state.store
    name = call.query.get("sha", call.state.default_branch)
    head = store.tip(name)
    if not head:
        raise Refusal(404, "Not Found")
    if path := call.query.get("path", "").strip("/"):
        shas = list(touching(store, head, path))
    else:
        shas = [commit.sha for commit in store.ancestors(head)]
    found = [commit for sha in shas if (commit := store.commit(sha)) and _asked_for(call, commit)]
    page = call.page([commit.sha for commit in found])
    return Answer(200, [render.commit(call, sha) for sha in page.body], page.headers)


def _asked_for(call: Call, commit: CommitObject) -> bool:
    author, email = call.query.get("author", ""), commit.author.email
    if author and author not in {email, render.login_of(call.state, email)}:
        return False
    limits = {
        name: datetime.fromisoformat(call.query[name]).timestamp()
        for name in ("since", "until")
        if call.query.get(name)
    }
    when = commit.committer.when
    return limits.get("since", 0) <= when <= limits.get("until", when)


@route("GET", f"{REPO}/compare/{{basehead}}", "contents=read")
def compare(call: Call) -> Answer:
    base_name, dots, head_name = call.params["basehead"].partition("...")
    store = call.state.store
    base, head = (store.tip(name.rpartition(":")[2]) for name in (base_name, head_name))
    if not dots or not base or not head:
        raise not_found()
    fork = merge_base(store, base, head)
    if not fork:
        raise Refusal(404, f"No common ancestor between {base_name} and {head_name}.")
    ahead, behind = above(store, base, head), above(store, head, base)
    before, after = store.commit(fork), store.commit(head)
    assert before and after
    status = {
        (False, False): "identical",
        (True, False): "ahead",
        (False, True): "behind",
        (True, True): "diverged",
    }
    page = call.page([render.commit(call, sha) for sha in ahead])
    url = f"{call.repo_url}/compare/{base}...{head}"
    html = f"{call.site}/{call.state.slug}/compare/{base}...{head}"
    body = {
        "url": url, "html_url": html, "permalink_url": html, "diff_url": f"{html}.diff", "patch_url": f"{html}.patch",
        "base_commit": render.commit(call, base), "merge_base_commit": render.commit(call, fork),
        "status": status[bool(ahead), bool(behind)], "ahead_by": len(ahead), "behind_by": len(behind),
        "total_commits": len(ahead), "commits": page.body,
        "files": [render.changed(call, delta, head) for delta in deltas(store, before.tree, after.tree)][:300],
    }  # fmt: skip
    return Answer(200, body, page.headers)


@route("GET", f"{REPO}/contents/{{path}}", "contents=read")
def get_contents(call: Call) -> Answer:
    sha = call.state.store.tip(call.query.get("ref", call.state.default_branch))
    if not sha:
        raise Refusal(404, f"No commit found for the ref {call.query.get('ref')}")
    body = render.contents(call, sha, call.params["path"].strip("/"))
    if body is None:
        raise not_found()
    return Answer(200, body)


@route("GET", f"{REPO}/codeowners/errors", "contents=read")
def codeowners_errors(call: Call) -> Answer:
    sha = call.state.store.tip(call.query.get("ref", call.state.default_branch))
    places = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
    if not sha or not any(render.contents(call, sha, place) for place in places):
        raise not_found()
    return Answer(200, {"errors": call.state.owner_errors})
