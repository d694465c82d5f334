"""A repository in an emulator whose objects have the very names that git gives them."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

from tests.doubles.repo import git
from tests.emulators.rest import Rest

SLUG = "acme/shop"
HOME = f"/repos/{SLUG}"
LOCK = "suture/lock"


def push(rest: Rest, repo: Path) -> str:
    """Make HEAD of `repo` the branch main over the git data API; returns what is wrong, empty when nothing."""
    tree: list[dict[str, str]] = []
    for row in git(repo, "ls-tree", "-r", "HEAD").splitlines():
        meta, path = row.split("\t")
        mode, kind, sha = meta.split()
        content = base64.b64encode((repo / path).read_bytes()).decode()
        made = rest("POST", f"{HOME}/git/blobs", {"content": content, "encoding": "base64"})
        if not made.ok or made.body["sha"] != sha:
            return made.lacks or f"blob {path} is {made.body['sha']}, git says {sha}"
        tree.append({"path": path, "mode": mode, "type": kind, "sha": sha})
    whole = rest("POST", f"{HOME}/git/trees", {"tree": tree})
    if not whole.ok:
        return whole.lacks
    name, email, date = git(repo, "show", "-s", "--format=%an%n%ae%n%aI").splitlines()
    who = {"name": name, "email": email, "date": date}
    body = {"message": git(repo, "log", "-1", "--format=%B"), "tree": whole.body["sha"], "parents": []}
    commit = rest("POST", f"{HOME}/git/commits", {**body, "author": who, "committer": who})
    head = git(repo, "rev-parse", "HEAD")
    if not commit.ok or commit.body["sha"] != head:
        return commit.lacks or f"the commit is {commit.body['sha']}, git says {head}"
    return rest("POST", f"{HOME}/git/refs", {"ref": "refs/heads/main", "sha": head}).lacks


def leave_lock(rest: Rest, base: str) -> str:
    """A lock of a run that ended an hour ago without giving it back; returns what is wrong."""
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
    who = {"name": "Suture", "email": "bot@example.com", "date": then}
    tree = rest("GET", f"{HOME}/git/commits/{base}").body["tree"]["sha"]
    body = {"message": json.dumps({"holder": "a run that ended"}), "tree": tree, "parents": []}
    commit = rest("POST", f"{HOME}/git/commits", {**body, "author": who, "committer": who})
    if not commit.ok:
        return commit.lacks
    return rest("POST", f"{HOME}/git/refs", {"ref": f"refs/{LOCK}", "sha": commit.body["sha"]}).lacks


def state(rest: Rest) -> dict[str, object]:
    """All that a run could change: refs, and of each pull request what people see of it."""
    refs = rest("GET", f"{HOME}/git/matching-refs/heads/").body
    pulls = rest("GET", f"{HOME}/pulls?state=all&per_page=100").body
    seen: dict[str, object] = {ref["ref"]: ref["object"]["sha"] for ref in refs}
    seen["lock"] = rest("GET", f"{HOME}/git/ref/{LOCK}").status
    for pull in pulls:
        shown = {key: pull.get(key) for key in ("title", "body", "state", "draft")}
        for key in ("labels", "assignees", "requested_reviewers"):
            shown[key] = sorted(each.get("login") or each["name"] for each in pull.get(key) or ())
        seen[f"#{pull['number']}"] = shown
    return seen
