"""Answers of GitHub in the form it sends them, as far as they are read, and a host that talks to a script."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import SecretStr

from agent.forge.github import GithubHost, connect
from agent.forge.values import Wanted
from agent.forge.writes import NewCommit, PullText
from agent.settings import GithubSettings
from tests.doubles.rest_server import Reply, RestServer, Script, serving

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
SLUG = "acme/shop"
REPO = f"/repos/{SLUG}"
BRANCH = "suture/f00d"
BASE, HEAD, TREE = "b" * 40, "c" * 40, "7" * 40
MARKED = "<!-- suture:v1 abc -->"


def repository(**changes: Any) -> dict[str, Any]:
    return {
        "full_name": SLUG,
        "node_id": "R_1",
        "default_branch": "main",
        "private": False,
        "archived": False,
        "html_url": f"https://github.com/{SLUG}",
        "permissions": {"pull": True, "push": True, "admin": False},
        **changes,
    }


def pull(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "node_id": f"PR_{number}",
        "html_url": f"https://github.com/{SLUG}/pull/{number}",
        "state": "open",
        "draft": True,
        "title": "fix(app): something",
        "body": MARKED,
        "user": {"login": "suture-bot", "type": "User"},
        "head": {"ref": BRANCH, "sha": HEAD, "repo": {"full_name": SLUG}},
        "base": {"ref": "main", "sha": BASE, "repo": {"full_name": SLUG}},
        "labels": [],
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "merged_at": None,
        "created_at": "2026-03-02T11:00:00Z",
        **changes,
    }


def listed_commit(
    sha: str = HEAD,
    *,
    author: Any = None,
    committer: Any = None,
    email: str = "",
    parents: tuple[str, ...] = (BASE,),
) -> dict[str, Any]:
    return {
        "sha": sha,
        "commit": {
            "message": "fix(app): something",
            "tree": {"sha": TREE},
            "author": {"email": email, "date": "2026-03-02T11:00:00Z"},
            "verification": {"verified": True, "reason": "valid"},
        },
        "author": author,
        "committer": committer,
        "parents": [{"sha": parent} for parent in parents],
    }


def git_commit(sha: str, *, tree: str = TREE, message: str = "m", date: str = "2026-03-02T11:59:00Z") -> Any:
    return {
        "sha": sha,
        "message": message,
        "tree": {"sha": tree},
        "parents": [],
        "committer": {"name": "GitHub", "email": "noreply@github.com", "date": date},
        "verification": {"verified": True, "reason": "valid"},
    }


def ref(sha: str) -> Reply:
    return Reply({"ref": "refs/heads/x", "object": {"type": "commit", "sha": sha}})


def comparison(*commits: Any, status: str = "ahead", files: tuple[Any, ...] = ()) -> Reply:
    return Reply(
        {"status": status, "total_commits": len(commits), "commits": list(commits), "files": list(files)}
    )


def refused(status: int, message: str, *errors: Any, headers: Mapping[str, str] | None = None) -> Reply:
    body: dict[str, Any] = {"message": message, "documentation_url": "https://docs.github.com"}
    if errors:
        body["errors"] = list(errors)
    return Reply(body, status, headers or {})


def settings(url: str, **changes: Any) -> GithubSettings:
    values: dict[str, Any] = {"api_url": url, "token": SecretStr(TOKEN), "write_seconds": 0.0, "timeout": 5}
    return GithubSettings(**{**values, **changes})


BEGINNING: Script = {
    f"GET {REPO}": Reply(repository()),
    "GET /user": Reply({"login": "suture-bot", "type": "User"}),
}


@contextlib.contextmanager
def connected(script: Script, **changes: Any) -> Iterator[tuple[RestServer, GithubHost]]:
    """A host that is connected; `server.requests` begins after that. Its reads never wait."""
    with serving({**BEGINNING, **script}) as server:
        host = connect(settings(server.url, **changes), SLUG, sleep=lambda _: None)
        server.requests.clear()
        try:
            yield server, host
        finally:
            host.close()


def wanted(**changes: Any) -> Wanted:
    values: dict[str, Any] = {
        "fingerprints": ("f00d",),
        "branch": BRANCH,
        "base": "main",
        "base_sha": BASE,
        "commits": (NewCommit("fix(app): something\n", (), TREE),),
        "text": lambda _: PullText("title", "body"),
        "labels": ("security",),
        "ready": True,
    }
    return Wanted(**{**values, **changes})
