"""How GitHub writes repositories, refs, commits and files: the fields that clients read."""

from __future__ import annotations

import base64
import zlib
from functools import lru_cache

from .objects import CommitObject, Signature
from .records import Json
from .routing import Call
from .state import ROLES, State, stamp
from .trees import Delta, at, deltas, entries, hunks


def number_of(text: str) -> int:
    """A stable number for a name."""
    return zlib.crc32(text.encode()) % 10_000_000 + 1


def user(call: Call, login: str) -> Json:
    """A simple user, not to be changed by the caller; None for nobody."""
    return _user(call.root, call.site, login) if login else None


@lru_cache(maxsize=4096)
def _user(root: str, site: str, login: str) -> Json:
    url, kind = f"{root}/users/{login}", "Bot" if login.endswith("[bot]") else "User"
    parts = ("followers", "gists", "starred", "subscriptions", "organizations", "repos", "events")
    more = {f"{part}_url": f"{url}/{'orgs' if part == 'organizations' else part}" for part in parts}
    return {
        "login": login, "id": number_of(login), "node_id": f"U_{number_of(login)}", "type": kind,
        "avatar_url": f"{site}/avatars/{number_of(login)}", "gravatar_id": "", "url": url,
        "html_url": f"{site}/{login}", "site_admin": False, "following_url": f"{url}/following{{/other_user}}",
        "received_events_url": f"{url}/received_events", **more,
    }  # fmt: skip


def permissions(role: str) -> dict[str, bool]:
    rank = ROLES.index(role)
    return {"admin": rank > 4, "maintain": rank > 3, "push": rank > 2, "triage": rank > 1, "pull": rank > 0}


PLAIN = [
    "contributors",
    "deployments",
    "downloads",
    "events",
    "forks",
    "hooks",
    "languages",
    "merges",
    "stargazers",
    "subscribers",
    "subscription",
    "tags",
    "teams",
]
ENDINGS = {
    "archive": "{archive_format}{/ref}", "assignees": "{/user}", "blobs": "git/blobs{/sha}", "branches": "{/branch}",
    "collaborators": "{/collaborator}", "comments": "{/number}", "commits": "{/sha}", "compare": "{base}...{head}",
    "contents": "{+path}", "git_commits": "git/commits{/sha}", "git_refs": "git/refs{/sha}", "git_tags": "git/tags{/sha}",
    "issue_comment": "issues/comments{/number}", "issue_events": "issues/events{/number}", "issues": "{/number}",
    "keys": "{/key_id}", "labels": "{/name}", "milestones": "{/number}", "notifications": "{?since,all,participating}",
    "pulls": "{/number}", "releases": "{/id}", "statuses": "{sha}", "trees": "git/trees{/sha}",
}  # fmt: skip


def _usual(call: Call) -> dict[str, Json]:
    """What every repository has and nobody here asks for: its other addresses and its counts."""
    url, when = call.repo_url, stamp(1_600_000_000)
    out: dict[str, Json] = {f"{name}_url": f"{url}/{name}" for name in PLAIN}
    for name, ending in ENDINGS.items():
        between = "" if ending[1] in "/?" else "/"
        whole = not ending.startswith("{")
        out[f"{name}_url"] = f"{url}/{ending}" if whole else f"{url}/{name}{between}{ending}"
    counts = ("forks", "forks_count", "open_issues", "stargazers_count", "watchers", "watchers_count")
    features = ("has_downloads", "has_projects", "has_wiki", "has_pages")
    times = {"created_at": when, "updated_at": when, "pushed_at": when}
    nothing = dict.fromkeys(("homepage", "mirror_url", "license"))
    svn = {"svn_url": f"{call.site}/{call.state.slug}"}
    return {**out, **dict.fromkeys(counts, 0), **dict.fromkeys(features, False), **times, **nothing, **svn}


def _role(call: Call) -> str:
    """What the asker may do in the repository."""
    state = call.state
    apps = ROLES[3 if call.token.allows("contents=write") else 1]
    role = state.role(call.user) if call.token.kind == "user" else apps
    return "read" if not state.private and role == "none" else role


def repository_facts(call: Call) -> Json:
    """What `repository` is made of."""
    state = call.state
    flags = state.private, state.archived, state.disabled, state.organisation, state.has_issues
    return state.slug, state.default_branch, _role(call), *flags


def repository(call: Call) -> Json:
    """The repository, with what the asker may do there."""
    state, url, role = call.state, call.repo_url, _role(call)
    owner = {**user(call, state.owner), "type": "Organization" if state.organisation else "User"}
    return {
        **_usual(call),
        "id": number_of(state.slug), "node_id": f"R_{number_of(state.slug)}", "name": state.name,
        "full_name": state.slug, "owner": owner, "private": state.private, "fork": False, "url": url,
        "html_url": f"{call.site}/{state.slug}", "clone_url": f"{call.site}/{state.slug}.git",
        "git_url": f"{call.site}/{state.slug}.git", "ssh_url": f"ssh://git@localhost/{state.slug}.git",
        "default_branch": state.default_branch, "archived": state.archived, "disabled": state.disabled,
        "visibility": "private" if state.private else "public", "permissions": permissions(role),
        "has_issues": state.has_issues, "description": None, "language": None, "size": 1, "open_issues_count": 0,
        **({"organization": owner} if state.organisation else {}),
    }  # fmt: skip


def ref(call: Call, name: str, sha: str) -> Json:
    kind = call.state.store.kind(sha)
    return {
        "ref": name,
        "node_id": f"REF_{number_of(name)}",
        "url": f"{call.repo_url}/git/{name}",
        "object": {"type": kind, "sha": sha, "url": f"{call.repo_url}/git/{kind}s/{sha}"},
    }


def _signature(who: Signature) -> Json:
    return {"name": who.name, "email": who.email, "date": stamp(who.when)}


def _verification(state: State, sha: str) -> Json:
    if sha in state.verified:
        return {
            "verified": True, "reason": "valid", "signature": "-----BEGIN PGP SIGNATURE-----",
            "payload": f"tree {sha}", "verified_at": stamp(state.now()),
        }  # fmt: skip
    return {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def _parents(call: Call, commit: CommitObject, kind: str) -> Json:
    return [
        {
            "sha": sha,
            "url": f"{call.repo_url}/{kind}/{sha}",
            "html_url": f"{call.site}/{call.state.slug}/commit/{sha}",
        }
        for sha in commit.parents
    ]


def git_commit(call: Call, commit: CommitObject) -> Json:
    """A commit as the git data API writes it."""
    return {
        "sha": commit.sha, "node_id": f"C_{commit.sha}", "url": f"{call.repo_url}/git/commits/{commit.sha}",
        "html_url": f"{call.site}/{call.state.slug}/commit/{commit.sha}",
        "author": _signature(commit.author), "committer": _signature(commit.committer),
        "message": commit.message, "parents": _parents(call, commit, "git/commits"),
        "tree": {"sha": commit.tree, "url": f"{call.repo_url}/git/trees/{commit.tree}"},
        "verification": _verification(call.state, commit.sha),
    }  # fmt: skip


def login_of(state: State, email: str) -> str:
    """Whom the forge knows by an e-mail address; empty for nobody."""
    given = state.names.get(email, "")
    local, _, domain = email.partition("@")
    if not given and domain == "users.noreply.github.com":
        given = local.partition("+")[2] or local
    return "web-flow" if email == "noreply@github.com" else given


def commit(call: Call, sha: str, *, files: bool = False) -> Json:
    """A commit as the repository API writes it, with its files where asked."""
    state = call.state
    found = state.store.commit(sha)
    assert found is not None
    git = git_commit(call, found)
    out = {
        "sha": sha, "node_id": git["node_id"], "url": f"{call.repo_url}/commits/{sha}",
        "html_url": git["html_url"], "comments_url": f"{call.repo_url}/commits/{sha}/comments",
        "commit": {
            **{name: git[name] for name in ("author", "committer", "message", "tree", "verification")},
            "url": git["url"], "comment_count": 0,
        },
        "author": user(call, login_of(state, found.author.email)),
        "committer": user(call, login_of(state, found.committer.email)),
        "parents": _parents(call, found, "commits"),
    }  # fmt: skip
    if files:
        parent = state.store.commit(found.parents[0]) if found.parents else None
        before = parent.tree if parent else state.store.write("tree", b"")
        out["files"] = [changed(call, delta, sha) for delta in deltas(state.store, before, found.tree)]
        counts = {name: sum(file[name] for file in out["files"]) for name in ("additions", "deletions")}
        out["stats"] = {**counts, "total": sum(counts.values())}
    return out


def changed(call: Call, delta: Delta, sha: str) -> Json:
    """One changed file of a commit, comparison or pull request."""
    lines = hunks(call.state.store, delta)
    plus, minus = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    out = {
        "sha": delta.new or delta.old, "filename": delta.path, "status": delta.status, "additions": plus,
        "deletions": minus, "changes": plus + minus, "blob_url": f"{call.site}/{call.state.slug}/blob/{sha}/{delta.path}",
        "raw_url": f"{call.site}/{call.state.slug}/raw/{sha}/{delta.path}",
        "contents_url": f"{call.repo_url}/contents/{delta.path}?ref={sha}",
    }  # fmt: skip
    if lines:
        out["patch"] = "\n".join(lines)
    return out | ({"previous_filename": delta.before} if delta.before else {})


def contents(call: Call, sha: str, path: str) -> Json:
    """A file or folder at a commit; None when nothing is there."""
    store = call.state.store
    top = store.commit(sha)
    found = at(store, top.tree, path) if top else None
    if found is None:
        return None
    if found[0] == "040000":
        inner = [(mode, f"{path}/{name}".strip("/"), blob) for mode, name, blob in entries(store, found[1])]
        return [_content(call, sha, one) for one in inner]
    data = store.blob(found[1])
    more = {"encoding": "base64", "content": base64.encodebytes(data).decode()}
    return _content(call, sha, (found[0], path, found[1])) | more


def _content(call: Call, sha: str, entry: tuple[str, str, str]) -> dict[str, Json]:
    mode, path, blob = entry
    kind = {"040000": "dir", "120000": "symlink", "160000": "submodule"}.get(mode, "file")
    url = f"{call.repo_url}/contents/{path}?ref={sha}"
    html = f"{call.site}/{call.state.slug}/blob/{sha}/{path}"
    git_url = f"{call.repo_url}/git/{'trees' if kind == 'dir' else 'blobs'}/{blob}"
    size = len(call.state.store.blob(blob)) if kind in {"file", "symlink"} else 0
    return {
        "type": kind, "name": path.rpartition("/")[2], "path": path, "sha": blob, "size": size, "url": url,
        "html_url": html, "git_url": git_url, "download_url": f"{html}?raw=1" if kind == "file" else None,
        "_links": {"self": url, "git": git_url, "html": html},
    }  # fmt: skip
