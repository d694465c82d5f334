"""Trees of a repository: flat, changed and compared."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .objects import Store

Flat = dict[str, tuple[str, str]]
"""Path to (mode, sha) of everything that is not a folder."""

MODES = {"100644": "blob", "100755": "blob", "120000": "blob", "160000": "commit", "040000": "tree"}


def entries(store: Store, tree: str) -> list[tuple[str, str, str]]:
    """The (mode, name, sha) of one tree, modes in six digits; not to be changed by the caller."""
    key = ("entries", tree)
    if key in store.memory:
        known: list[tuple[str, str, str]] = store.memory[key]
        return known
    found = store.read(tree)
    if found is None or found[0] != "tree":
        raise KeyError(tree)
    data, out = found[1], []
    while data:
        head, _, rest = data.partition(b"\0")
        mode, _, name = head.partition(b" ")
        out.append((mode.decode().zfill(6), name.decode("utf-8", "surrogateescape"), rest[:20].hex()))
        data = rest[20:]
    store.memory[key] = out
    return out


def flat(store: Store, tree: str, prefix: str = "") -> Flat:
    """Every file of a tree and of those below it."""
    out: Flat = {}
    for mode, name, sha in entries(store, tree):
        if mode == "040000":
            out |= flat(store, sha, f"{prefix}{name}/")
        else:
            out[prefix + name] = (mode, sha)
    return out


def differing(store: Store, old: str, new: str, prefix: str = "") -> tuple[Flat, Flat]:
    """Of two trees (empty names for none) the files that are not the same in both."""
    sides = [
        {name: (mode, sha) for mode, name, sha in (entries(store, tree) if tree else ())}
        for tree in (old, new)
    ]
    out: tuple[Flat, Flat] = ({}, {})
    for name in {**sides[0], **sides[1]}:
        pair = [side.get(name) for side in sides]
        if pair[0] == pair[1]:
            continue
        folders = [one[1] if one and one[0] == "040000" else "" for one in pair]
        if any(folders):
            below = differing(store, folders[0], folders[1], f"{prefix}{name}/")
            out[0].update(below[0])
            out[1].update(below[1])
        for side, one in zip(out, pair, strict=True):
            if one and one[0] != "040000":
                side[prefix + name] = one
    return out


def build(store: Store, files: Mapping[str, tuple[str, str]]) -> str:
    """Store the tree that holds `files`, and return its name."""
    here: dict[str, tuple[str, str]] = {}
    below: dict[str, dict[str, tuple[str, str]]] = {}
    for path, entry in files.items():
        first, _, rest = path.partition("/")
        if rest:
            below.setdefault(first, {})[rest] = entry
        else:
            here[first] = entry
    for name, inner in below.items():
        here[name] = ("040000", build(store, inner))
    # Git sorts a folder as if its name ended with a slash.
    order = sorted(
        here,
        key=lambda name: (name + ("/" if here[name][0] == "040000" else "")).encode(
            "utf-8", "surrogateescape"
        ),
    )
    data = b"".join(
        here[name][0].lstrip("0").encode() + b" " + name.encode("utf-8", "surrogateescape") + b"\0"
        + bytes.fromhex(here[name][1])
        for name in order
    )  # fmt: skip
    return store.write("tree", data)


@dataclass(frozen=True, slots=True)
class Delta:
    """One changed file. `old` and `new` are blob names, empty on the side where the file is not."""

    path: str
    status: str
    """added, removed, modified or renamed."""
    old: str
    new: str
    before: str = ""
    """The path it had, of a renamed file."""


def deltas(store: Store, old: str, new: str) -> list[Delta]:
    """What turns the tree `old` into `new`, by path; a file that moved with half its lines is renamed."""
    key = ("deltas", old, new)
    if key not in store.memory:
        store.memory[key] = _deltas(store, *differing(store, old, new))
    known: list[Delta] = store.memory[key]
    return known


def _deltas(store: Store, a: Flat, b: Flat) -> list[Delta]:
    gone = {path: entry for path, entry in a.items() if path not in b}
    fresh = {path: entry for path, entry in b.items() if path not in a}
    out = [
        Delta(path, "modified", a[path][1], entry[1])
        for path, entry in b.items()
        if path in a and a[path] != entry
    ]
    for path, entry in fresh.items():
        source = _source(store, gone, entry[1])
        if source:
            out.append(Delta(path, "renamed", gone.pop(source)[1], entry[1], source))
        else:
            out.append(Delta(path, "added", "", entry[1]))
    out += [Delta(path, "removed", entry[1], "") for path, entry in gone.items()]
    return sorted(out, key=lambda delta: delta.path)


def _source(store: Store, gone: Flat, sha: str) -> str:
    if store.kind(sha) != "blob":
        return ""
    lines = store.blob(sha).splitlines()
    best, most = "", 0.5
    for path, (_, old) in gone.items():
        if old == sha:
            return path
        if store.kind(old) == "blob":
            alike = difflib.SequenceMatcher(None, store.blob(old).splitlines(), lines, autojunk=False).ratio()
            if alike >= most:
                best, most = path, alike
    return best


def hunks(store: Store, delta: Delta) -> list[str]:
    """The lines of a unified diff of a file, without its header; none for binary files and submodules."""
    key = ("hunks", delta.old, delta.new)
    if key not in store.memory:
        store.memory[key] = _hunks(store, delta)
    known: list[str] = store.memory[key]
    return known


def _hunks(store: Store, delta: Delta) -> list[str]:
    sides = [store.blob(sha) if sha and store.kind(sha) == "blob" else b"" for sha in (delta.old, delta.new)]
    if any(b"\0" in side for side in sides):
        return []
    texts = [side.decode("utf-8", "replace").splitlines() for side in sides]
    return list(difflib.unified_diff(texts[0], texts[1], lineterm=""))[2:]


def merge_base(store: Store, one: str, other: str) -> str:
    """The newest commit that both have; empty when there is none."""
    return next(iter(store.history.bases(one, other)), "")


def above(store: Store, base: str, head: str) -> list[str]:
    """The commits that `head` has and `base` has not, oldest first."""
    return store.history.above(base, head)


def touching(store: Store, head: str, path: str) -> Iterator[str]:
    """The commits before `head` that changed a path (a file or folder), the newest first."""
    for commit in store.ancestors(head):
        now = at(store, commit.tree, path)
        parents = [found for parent in commit.parents if (found := store.commit(parent))]
        before = [at(store, parent.tree, path) for parent in parents]
        if now not in before if before else now is not None:
            yield commit.sha


def at(store: Store, tree: str, path: str) -> tuple[str, str] | None:
    """The (mode, sha) of what is at a path; None when nothing is."""
    here: tuple[str, str] | None = ("040000", tree)
    for part in (part for part in path.split("/") if part):
        if here is None or here[0] != "040000":
            return None
        here = next(((mode, sha) for mode, name, sha in entries(store, here[1]) if name == part), None)
    return here
