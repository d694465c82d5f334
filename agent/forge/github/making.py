"""Commits made through the git data API. Nothing of them is visible before a ref points there."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.domain import Change
from agent.forge.github import shapes
from agent.forge.github.api import Api, not_utf8
from agent.forge.values import Trouble, TroubleKind
from agent.forge.writes import NewCommit


@dataclass(frozen=True, slots=True)
class Made:
    """A commit that is there now, and what the forge says of its signature."""

    sha: str
    tree: str
    verified: bool | None


def make_commit(api: Api, git: str, start: str, parents: Sequence[str], new: NewCommit) -> Made | Trouble:
    """A commit on `parents` whose tree is the tree `start` with the changes; `git` is the API's path.

    It has no author and committer, so that GitHub signs it where it can. REFUSED when another tree than the
    checked one comes out.
    """
    tree = _tree(api, git, start, new.changes)
    if isinstance(tree, Trouble):
        return tree
    if tree != new.tree:
        reason = f"the forge made tree {tree} where the checked one is {new.tree}"
        return Trouble(TroubleKind.REFUSED, reason, "nothing was pushed; report this with the base commit")
    body = {"message": new.message, "tree": tree, "parents": list(parents)}
    made = api.send("POST", f"{git}/commits", body, shapes.GitCommit)
    if isinstance(made, Trouble):
        return made
    return Made(made.sha, new.tree, made.verification.verified if made.verification else None)


def about_workflows(found: Trouble, commits: Sequence[NewCommit]) -> Trouble:
    """The same trouble; GitHub does not say that it is about workflow files."""
    touched = any(c.path.startswith(".github/workflows/") for new in commits for c in new.changes)
    if not touched or found.kind not in (TroubleKind.MISSING, TroubleKind.PERMISSION):
        return found
    hint = "a change below .github/workflows/ needs `workflows: write`, which GITHUB_TOKEN never has"
    return replace(found, kind=TroubleKind.PERMISSION, hint=hint)


def _tree(api: Api, git: str, start: str, changes: Sequence[Change]) -> str | Trouble:
    if not changes:
        # GitHub makes no tree of nothing.
        return start
    entries: list[dict[str, object]] = []
    for change in changes:
        entry = _entry(api, git, change)
        if isinstance(entry, Trouble):
            return entry
        entries.append(entry)
    tree = api.send("POST", f"{git}/trees", {"base_tree": start, "tree": entries}, shapes.Object)
    return tree if isinstance(tree, Trouble) else tree.sha


def _entry(api: Api, git: str, change: Change) -> dict[str, object] | Trouble:
    if not_utf8(change.path):
        return Trouble(TroubleKind.REFUSED, "a path that is not UTF-8 cannot be written over the API")
    if change.after is None:
        return {"path": change.path, "mode": change.before_mode, "type": "blob", "sha": None}
    content = base64.b64encode(change.after).decode()
    blob = api.send("POST", f"{git}/blobs", {"content": content, "encoding": "base64"}, shapes.Object)
    if isinstance(blob, Trouble):
        return blob
    return {"path": change.path, "mode": change.mode, "type": "blob", "sha": blob.sha}
