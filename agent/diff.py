"""Unified diffs in git's form, computed from bytes: no `.gitattributes` can hide a change from them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from agent.domain import Change

_CONTEXT = 3
_ABSENT = "/dev/null"
_SHORT = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified_diff(changes: Sequence[Change]) -> str:
    """All changes, sorted by path, as `git diff` would show them and `git apply` takes them.

    A file that is not UTF-8 text on both sides is shown as `Binary files differ`.
    """
    return "".join(_file(change) for change in sorted(changes, key=lambda c: c.path))


Opcode = tuple[str, int, int, int, int]


def opcodes(before: Sequence[str | bytes], after: Sequence[str | bytes]) -> tuple[Opcode, ...]:
    """How `before` became `after`, as `difflib` tells it: `(tag, i1, i2, j1, j2)`, every line accounted for.

    Equal ends are cut off first: the middle is what is quadratic.
    """
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    middle = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    whole = [
        ("equal", 0, head, 0, head),
        *((t, i + head, j + head, k + head, m + head) for t, i, j, k, m in middle),
    ]
    whole.append(("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    return tuple(code for code in whole if code[1] < code[2] or code[3] < code[4])


def _file(change: Change) -> str:
    before, after = change.before, change.after
    if before is not None and after is not None and change.before_mode[:3] != change.mode[:3]:
        # A file that becomes a symlink is one file gone and another one come.
        gone = Change(change.path, before, None, before_mode=change.before_mode)
        return _file(gone) + _file(Change(change.path, None, after, mode=change.mode))
    modes = "".join(f"{line}\n" for line in _modes(change))
    if before == after and not modes:
        return ""
    header = f"diff --git {_quoted('a/' + change.path)} {_quoted('b/' + change.path)}\n{modes}"
    return header + ("" if (before or b"") == (after or b"") else _content(change))


def _modes(change: Change) -> Iterator[str]:
    if change.before is None and change.after is not None:
        yield f"new file mode {change.mode}"
    elif change.after is None and change.before is not None:
        yield f"deleted file mode {change.before_mode}"
    elif change.after is not None and change.mode != change.before_mode:
        yield f"old mode {change.before_mode}"
        yield f"new mode {change.mode}"


def _content(change: Change) -> str:
    old = _ABSENT if change.before is None else _quoted("a/" + change.path)
    new = _ABSENT if change.after is None else _quoted("b/" + change.path)
    before, after = _text(change.before), _text(change.after)
    if before is None or after is None:
        return f"Binary files {old} and {new} differ\n"
    hunks = "".join(_hunks(_LINE.findall(before), _LINE.findall(after)))
    return f"--- {_ended(old)}\n+++ {_ended(new)}\n{hunks}"


def _text(content: bytes | None) -> str | None:
    text = (content or b"").decode("utf-8", "surrogateescape")
    binary = "\0" in text or any("\udc80" <= char <= "\udcff" for char in text)
    return None if binary else text


def _ended(name: str) -> str:
    """git ends a name that has a space by a tab, so that readers know where it stops."""
    return f"{name}\t" if " " in name and not name.startswith('"') else name


def _quoted(path: str) -> str:
    """A path as git shows it: quoted, with octal bytes, when it holds anything but plain ASCII."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in (34, 92) for byte in raw):
        return path
    body = "".join(_SHORT.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in raw)
    return f'"{body}"'


def _hunks(before: list[str], after: list[str]) -> Iterator[str]:
    # Equal ends are cut off first, and difflib may ignore popular lines: it is quadratic otherwise.
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    first = max(0, head - _CONTEXT)
    last = max(0, tail - _CONTEXT)
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    matcher = difflib.SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        yield f"@@ -{_range(first + a, b - a)} +{_range(first + c, d - c)} @@\n"
        for tag, i, j, k, m in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in old[i:j])
                continue
            yield from (_line("-", line) for line in old[i:j])
            yield from (_line("+", line) for line in new[k:m])


def _common(one: Sequence[str | bytes], other: Sequence[str | bytes]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _range(start: int, count: int) -> str:
    """Lines count from 1; an empty range names the line before it."""
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _line(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
