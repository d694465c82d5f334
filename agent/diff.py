"""Unified diffs in git's form, computed from bytes: no `.gitattributes` can hide a change from them."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from agent.domain import Change

_CONTEXT = 3
_ABSENT = "/dev/null"
_SHORT = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified_diff(changes: Sequence[Change], around: int = _CONTEXT) -> str:
    """All changes, sorted by path, as `git diff` would show them and `git apply` takes them.

    `around` is how many lines that stayed are shown before and after those that changed. A file that is not
    UTF-8 text on both sides is shown as `Binary files differ`.
    """
    return "".join(_file(change, around) for change in sorted(changes, key=lambda c: c.path))


Opcode = tuple[str, int, int, int, int]
# How many pairs of lines one file's diff compares at most: about 450 lines by 450, a fraction of a second.
_PAIRS = 200_000


def opcodes(before: Sequence[str | bytes], after: Sequence[str | bytes]) -> tuple[Opcode, ...]:
    """How `before` became `after`, as `difflib` tells it: `(tag, i1, i2, j1, j2)`, every line accounted for.

    What is too long to be compared line by line, and has no line to hold on to, is told as one replacement.
    """
    codes: list[Opcode] = []
    i = j = 0
    matches = [match for match in _matches(before, after) if match[2]]
    for at, to, size in [*matches, (len(before), len(after), 0)]:
        if i < at or j < to:
            tag = "replace" if i < at and j < to else "delete" if i < at else "insert"
            codes.append((tag, i, at, j, to))
        elif size and codes:
            # Nothing changed between the last match and this one: it goes on.
            _, at, _, to, _ = codes.pop()
            size += i - at
        if size:
            codes.append(("equal", at, at + size, to, to + size))
        i, j = at + size, to + size
    return tuple(codes)


def _matches(before: Sequence[str | bytes], after: Sequence[str | bytes]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal lines, `(place before, place after, length)`, in order; some are empty or touch."""
    head, tail = _ends(before, after)
    yield 0, 0, head
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    anchors = _anchors(old, new) if len(old) * len(new) > _PAIRS else []
    left = _PAIRS
    i = j = 0
    for at, to in [*anchors, (len(old), len(new))]:
        start, end = _ends(old[i:at], new[j:to])
        yield head + i, head + j, start
        i, j = i + start, j + start
        pairs = (at - end - i) * (to - end - j)
        if 0 < pairs <= left:
            left -= pairs
            matcher = difflib.SequenceMatcher(None, old[i : at - end], new[j : to - end], autojunk=False)
            yield from ((head + i + a, head + j + b, size) for a, b, size in matcher.get_matching_blocks())
        # The anchor itself is equal; behind the last stretch stands the common tail.
        size = end + 1 if at < len(old) else end + tail
        yield head + at - end, head + to - end, size
        i, j = at + 1, to + 1


def _ends(before: Sequence[str | bytes], after: Sequence[str | bytes]) -> tuple[int, int]:
    """How many lines both begin with, and how many of the rest both end with."""
    head = _common(before, after)
    return head, _common(before[head:][::-1], after[head:][::-1])


def _anchors(old: Sequence[str | bytes], new: Sequence[str | bytes]) -> list[tuple[int, int]]:
    """Lines that occur once on each side, the longest chain of them that keeps its order."""
    often = Counter(old), Counter(new)
    places = {line: at for at, line in enumerate(new) if often[0][line] == often[1][line] == 1}
    last: list[int] = []  # The smallest place that ends a chain of each length,
    nodes: list[int] = []  # and which pair that is.
    pairs = [(at, places[line]) for at, line in enumerate(old) if line in places]
    previous: list[int] = []
    for number, (_, to) in enumerate(pairs):
        length = bisect_left(last, to)
        previous.append(nodes[length - 1] if length else -1)
        last[length : length + 1] = [to]
        nodes[length : length + 1] = [number]
    chain = []
    number = nodes[-1] if nodes else -1
    while number >= 0:
        chain.append(pairs[number])
        number = previous[number]
    return chain[::-1]


def _file(change: Change, around: int) -> str:
    before, after = change.before, change.after
    if before is not None and after is not None and change.before_mode[:3] != change.mode[:3]:
        # A file that becomes a symlink is one file gone and another one come.
        gone = Change(change.path, before, None, before_mode=change.before_mode)
        come = Change(change.path, None, after, mode=change.mode)
        return _file(gone, around) + _file(come, around)
    modes = "".join(f"{line}\n" for line in _modes(change))
    if before == after and not modes:
        return ""
    header = f"diff --git {_quoted('a/' + change.path)} {_quoted('b/' + change.path)}\n{modes}"
    return header + ("" if (before or b"") == (after or b"") else _content(change, around))


def _modes(change: Change) -> Iterator[str]:
    if change.before is None and change.after is not None:
        yield f"new file mode {change.mode}"
    elif change.after is None and change.before is not None:
        yield f"deleted file mode {change.before_mode}"
    elif change.after is not None and change.mode != change.before_mode:
        yield f"old mode {change.before_mode}"
        yield f"new mode {change.mode}"


def _content(change: Change, around: int) -> str:
    old = _ABSENT if change.before is None else _quoted("a/" + change.path)
    new = _ABSENT if change.after is None else _quoted("b/" + change.path)
    before, after = _text(change.before), _text(change.after)
    if before is None or after is None:
        return f"Binary files {old} and {new} differ\n"
    hunks = "".join(_hunks(_LINE.findall(before), _LINE.findall(after), around))
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


def _hunks(before: list[str], after: list[str], around: int) -> Iterator[str]:
    for group in _grouped(opcodes(before, after), around):
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        yield f"@@ -{_range(a, b - a)} +{_range(c, d - c)} @@\n"
        for tag, i, j, k, m in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in before[i:j])
                continue
            yield from (_line("-", line) for line in before[i:j])
            yield from (_line("+", line) for line in after[k:m])


def _grouped(codes: Sequence[Opcode], around: int) -> Iterator[list[Opcode]]:
    """Changes with the context around them; those that are near to each other share a group."""
    group: list[Opcode] = []
    for number, code in enumerate(codes):
        tag, i, j, k, m = code
        if tag != "equal":
            group.append(code)
            continue
        first, last = number == 0, number == len(codes) - 1
        if group and (last or j - i > 2 * around):
            near = min(around, j - i)
            yield [*group, (tag, i, i + near, k, k + near)]
            group = []
            first = True
        if first:
            near = min(around, j - i)
            i, k = j - near, m - near
        if not last:
            group.append((tag, i, j, k, m))
    if group and any(code[0] != "equal" for code in group):
        yield group


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
