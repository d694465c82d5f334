"""What lies between two commits on the forge."""

from __future__ import annotations

from urllib.parse import quote

from agent.forge.github import shapes
from agent.forge.github.api import PAGE, Api
from agent.forge.values import UNKNOWN, Commit, Trouble, TroubleKind

MAX_COMMITS = 250
MAX_FILES = 300


def commits_above(api: Api, slug: str, base_sha: str, base: str, head: str) -> tuple[Commit, ...] | Trouble:
    """The commits of `head` that `base_sha` does not have, the newest first.

    Where the forge does not know `base_sha`, the branch `base` stands in for it. Of more than 250 commits,
    or where histories have nothing in common, the newest 100 come back.
    """
    for start in (base_sha, base):
        found = _above(api, slug, start, head) if start else None
        if isinstance(found, tuple) or (found and found.kind is not TroubleKind.MISSING):
            return found
    return _newest(api, slug, head)


def moved(api: Api, slug: str, base_sha: str, now: str) -> tuple[tuple[str, ...], bool] | Trouble:
    """The paths that changed from `base_sha` to `now`, both names of renamed ones, and whether the two are
    apart: `base_sha` is not in the history of `now`.

    A comparison lists at most 300 files; beyond that the trees are compared. Where even those are cut off,
    `UNKNOWN` is among the paths.
    """
    if base_sha == now:
        return (), False
    found = _compare(api, slug, base_sha, now, 1)
    if isinstance(found, Trouble):
        return ((), True) if found.kind is TroubleKind.MISSING else found
    files = found.files or ()
    paths = {name for file in files for name in (file.filename, file.previous_filename) if name}
    if len(files) >= MAX_FILES:
        more = _trees_differ(api, slug, base_sha, now)
        if isinstance(more, Trouble):
            return more
        paths |= more
    return tuple(sorted(paths)), found.status not in ("ahead", "identical")


def _compare(api: Api, slug: str, base: str, head: str, page: int) -> shapes.Comparison | Trouble:
    path = f"/repos/{slug}/compare/{quote(base)}...{quote(head)}"
    return api.get(path, shapes.Comparison, {"per_page": PAGE, "page": page})


def _above(api: Api, slug: str, base: str, head: str) -> tuple[Commit, ...] | Trouble:
    found: list[shapes.ListedCommit] = []
    page = 1
    while True:
        part = _compare(api, slug, base, head, page)
        if isinstance(part, Trouble):
            return part
        if part.total_commits > MAX_COMMITS:
            return _newest(api, slug, head)
        found += part.commits
        if not part.commits or len(found) >= part.total_commits:
            return tuple(as_commit(commit) for commit in reversed(found))
        page += 1


def _newest(api: Api, slug: str, head: str) -> tuple[Commit, ...] | Trouble:
    found = api.pages(f"/repos/{slug}/commits", shapes.ListedCommit, {"sha": head}, limit=PAGE)
    return found if isinstance(found, Trouble) else tuple(as_commit(commit) for commit in found)


def as_commit(found: shapes.ListedCommit) -> Commit:
    """A commit as delivery sees it."""
    signed = found.commit.verification
    return Commit(
        sha=found.sha,
        tree=found.commit.tree.sha,
        parents=tuple(parent.sha for parent in found.parents),
        message=found.commit.message,
        author=found.maker,
        verified=signed.verified if signed else None,
    )


def _trees_differ(api: Api, slug: str, before: str, after: str) -> set[str] | Trouble:
    listed: list[set[tuple[str, str, str]]] = []
    cut = False
    for sha in (before, after):
        tree = api.get(f"/repos/{slug}/git/trees/{sha}", shapes.Tree, {"recursive": "1"})
        if isinstance(tree, Trouble):
            return tree
        listed.append({(entry.path, entry.mode, entry.sha) for entry in tree.tree if entry.type != "tree"})
        cut = cut or tree.truncated
    paths = {path for path, _, _ in listed[0] ^ listed[1]}
    return paths | {UNKNOWN} if cut else paths
