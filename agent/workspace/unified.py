"""A unified diff from anywhere, applied exactly to a commit. Pure apart from reading the commit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchedFile, PatchSet

from agent.domain import Change
from agent.paths import unsafe
from agent.ports import Snapshot
from agent.workspace.git import decode

_MODE = re.compile(r"^(old|new|new file|deleted file) mode (\d{6})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DiffFailure:
    """Why the diff cannot be applied, in words that name the file and the hunk."""

    reason: str


def apply_unified(diff: bytes, snapshot: Snapshot) -> tuple[Change, ...] | DiffFailure:
    """The changes that `diff` makes to the commit, or why it does not apply.

    Every hunk must match byte for byte, at the line it names or, that failing, at exactly one other place.
    """
    # Latin-1 keeps every byte as one character through the parser; lines end at LF alone.
    text = diff.decode("latin-1")
    if re.search(r"^(GIT binary patch$|Binary files .* differ$)", text, re.MULTILINE):
        return DiffFailure("binary changes are not supported")
    try:
        files = PatchSet(line + "\n" for line in text.removesuffix("\n").split("\n"))
    except (UnidiffParseError, ValueError) as error:
        return DiffFailure(f"not a unified diff: {str(error)[:200]}")
    if sum(len(file) for file in files) != len(re.findall(r"^@@", text, re.MULTILINE)):
        return DiffFailure("not a unified diff: a hunk header is malformed")
    changes: list[Change] = []
    for file in files:
        change = _change(file, snapshot)
        if isinstance(change, DiffFailure):
            return change
        changes += change
    if not changes:
        return DiffFailure("no change of any file in it")
    return tuple(changes)


def _change(file: PatchedFile, snapshot: Snapshot) -> list[Change] | DiffFailure:
    source, target = _path(file.source_file), _path(file.target_file)
    for path in filter(None, (source, target)):
        if unsafe(path):
            return DiffFailure(f"{path!r} {unsafe(path)}")
    header = "".join(map(str, file.patch_info or ()))
    modes = {m[1]: m[2] for m in _MODE.finditer(header)}
    before = snapshot.read(source) if source else None
    if source and before is None:
        return DiffFailure(f"{source} is not a regular file of the base commit")
    if not source and target in snapshot.entries():
        return DiffFailure(f"{target} exists already")
    after = _patched(before or b"", file, source or target)
    if isinstance(after, DiffFailure):
        return after
    entry = snapshot.entries().get(source)
    old_mode = entry.mode if entry else "100644"
    mode = modes.get("new") or modes.get("new file") or old_mode
    if not target:
        if after:
            return DiffFailure(f"{source} is deleted, but the diff does not hold all of it")
        return [Change(source, before, None, old_mode, old_mode)]
    if source and source != target:
        if re.search(r"^copy from ", header, re.MULTILINE):
            return [Change(target, None, after, mode, mode)]
        return [Change(source, before, None, old_mode, old_mode), Change(target, None, after, mode, mode)]
    change = Change(target, before, after, mode, mode)
    return [replace(change, before_mode=old_mode) if source else change]


def _path(name: str) -> str:
    """The path in a `---` or `+++` line; empty for /dev/null."""
    if name.startswith('"') and name.endswith('"'):
        name = re.sub(r"\\([0-7]{3}|.)", _unescape, name[1:-1])
    if name == "/dev/null":
        return ""
    stripped = name[2:] if name.startswith(("a/", "b/")) else name
    return decode(stripped.encode("latin-1", "replace"))


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 8)) if len(code) == 3 else {"n": "\n", "t": "\t", "r": "\r"}.get(code, code)


def _patched(before: bytes, file: PatchedFile, path: str) -> bytes | DiffFailure:
    lines = _split(before)
    after: list[bytes] = []
    at = 0
    for number, hunk in enumerate(file, 1):
        old, new = _sides(hunk)
        named = max(hunk.source_start - 1, 0) if hunk.source_length else hunk.source_start
        place = _place(lines, old, at, named)
        if isinstance(place, str):
            return DiffFailure(f"{path}: hunk {number} (line {hunk.source_start}) {place}")
        after += lines[at:place] + new
        at = place + len(old)
    return b"".join(after + lines[at:])


def _split(content: bytes) -> list[bytes]:
    """Lines that end at LF alone, as diffs count them."""
    return [part for part in re.split(rb"(?<=\n)", content) if part]


def _sides(hunk: Hunk) -> tuple[list[bytes], list[bytes]]:
    """The hunk's old and new lines as bytes; a line followed by the no-newline marker loses its LF."""
    old: list[bytes] = []
    new: list[bytes] = []
    last: tuple[list[bytes], ...] = ()
    for line in hunk:
        if line.line_type == "\\":
            for side in last:
                side[-1] = side[-1].removesuffix(b"\n")
            continue
        last = {" ": (old, new), "-": (old,), "+": (new,)}.get(line.line_type, (old, new))
        for side in last:
            side.append(line.value.encode("latin-1"))
    return old, new


def _place(lines: list[bytes], old: list[bytes], at: int, named: int) -> int | str:
    """Where `old` stands in `lines` from `at` on: as named, else at the only other place, else why not."""
    if named >= at and lines[named : named + len(old)] == old and named <= len(lines):
        return named
    if not old:
        return "names a line that the file does not have"
    found = [i for i in range(at, len(lines) - len(old) + 1) if lines[i : i + len(old)] == old]
    if len(found) == 1:
        return found[0]
    return "does not match the file" if not found else f"matches {len(found)} places"
