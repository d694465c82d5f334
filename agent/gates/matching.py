"""Which findings a patch removed, left and brought, told without line numbers. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from agent.diff import Opcode, opcodes
from agent.domain import Change, Finding, Skip

_CREDENTIALS = frozenset(("CWE-259", "CWE-321", "CWE-798"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings of the changed files. `left` pairs a finding at base with the one that is still there."""

    gone: tuple[Finding, ...]
    left: tuple[tuple[Finding, Finding], ...]
    new: tuple[Finding, ...]
    unread: tuple[Skip, ...] = ()
    """What the scanner could not read, or only in part, after the patch and not before."""
    partial: tuple[Skip, ...] = ()
    """What it could not read whole on either side: whether anything hides there cannot be told."""


def compare(
    changes: Sequence[Change],
    base: Iterable[Finding],
    after: Iterable[Finding],
    unread: Iterable[Skip] = (),
    partial: Iterable[Skip] = (),
) -> Comparison:
    """Pair the findings of each changed file, rule by rule."""
    hunks = {change.path: _hunks(change) for change in changes}
    earlier, later = _by_rule_and_path(base), _by_rule_and_path(after)
    gone: list[Finding] = []
    left: list[tuple[Finding, Finding]] = []
    new: list[Finding] = []
    for key in sorted(earlier.keys() | later.keys()):
        if key[1] not in hunks:
            continue
        pairs, before_only, after_only = _pair(earlier.get(key, []), later.get(key, []), hunks[key[1]])
        gone += before_only
        left += pairs
        new += after_only
    return Comparison(tuple(gone), tuple(left), tuple(new), tuple(unread), tuple(partial))


def _by_rule_and_path(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    def key(finding: Finding) -> tuple[str, str]:
        return finding.rule.id, finding.location.path

    return {k: list(group) for k, group in groupby(sorted(findings, key=key), key)}


def _hunks(change: Change) -> tuple[Opcode, ...]:
    before, after = (change.before or b"").split(b"\n"), (change.after or b"").split(b"\n")
    return opcodes(before, after)


def _pair(
    before: list[Finding], after: list[Finding], hunks: Sequence[Opcode]
) -> tuple[list[tuple[Finding, Finding]], list[Finding], list[Finding]]:
    """Pair by unchanged place first, then by equal code anywhere, then by the same edited hunk."""
    pairs: list[tuple[Finding, Finding]] = []
    for same in (_same_place, _same_code, _same_hunk):
        before, after = _take(before, after, partial(same, hunks), pairs)
    return pairs, before, after


def _take(
    before: list[Finding],
    after: list[Finding],
    same: Callable[[Finding, Finding], bool],
    pairs: list[tuple[Finding, Finding]],
) -> tuple[list[Finding], list[Finding]]:
    rest = list(after)
    unpaired = []
    for earlier in before:
        later = next((candidate for candidate in rest if same(earlier, candidate)), None)
        if later is None:
            unpaired.append(earlier)
        else:
            rest.remove(later)
            pairs.append((earlier, later))
    return unpaired, rest


def _same_place(hunks: Sequence[Opcode], before: Finding, after: Finding) -> bool:
    return _mapped(hunks, before) == after.location.start - 1 and before.pattern == after.pattern


def _same_code(_: Sequence[Opcode], before: Finding, after: Finding) -> bool:
    return before.pattern == after.pattern


def _same_hunk(hunks: Sequence[Opcode], before: Finding, after: Finding) -> bool:
    """Both touch one edited hunk, or begin on one unchanged line: the place was rewritten in part."""
    return _mapped(hunks, before) == after.location.start - 1 or any(
        tag == "replace" and _overlaps(before, i1, i2) and _overlaps(after, j1, j2)
        for tag, i1, i2, j1, j2 in hunks
    )


def _mapped(hunks: Sequence[Opcode], finding: Finding) -> int | None:
    """Where the finding's first line, if the patch left it alone, stands now (counted from 0)."""
    start = finding.location.start - 1
    return next(
        (j1 + start - i1 for tag, i1, i2, j1, _ in hunks if tag == "equal" and i1 <= start < i2), None
    )


def _overlaps(finding: Finding, first: int, end: int) -> bool:
    return finding.location.start - 1 < end and first < finding.location.end


def split_skips(before: Iterable[Skip], after: Iterable[Skip]) -> tuple[tuple[Skip, ...], tuple[Skip, ...]]:
    """What only the second scan could not read, and what neither could."""
    known = Counter(_kind(skip) for skip in before)
    unread: list[Skip] = []
    partial: list[Skip] = []
    for skip in after:
        (partial if known[_kind(skip)] > 0 else unread).append(skip)
        known[_kind(skip)] -= 1
    return tuple(unread), tuple(partial)


def _kind(skip: Skip) -> tuple[str, str]:
    """A file and the trouble it gives, without the numbers in it: lines move."""
    return skip.what, re.sub(r"\d+", "N", skip.reason)


def unread_words(seen: Comparison) -> str:
    """What the scan of the result could not read although it could before; empty when there is nothing."""
    if not seen.unread:
        return ""
    return "the re-scan could not read the result: " + shorten(seen.unread[0].what, seen.unread[0].reason)


def partial_words(seen: Comparison) -> str:
    """What the scanner read in part on both sides; empty when there is nothing."""
    if not seen.partial:
        return ""
    what = shorten(seen.partial[0].what, seen.partial[0].reason)
    return f"the scanner reads a file only in part, before and after: {what}"


def code_of(found: Finding) -> str:
    """The matched lines on one line, at most 200 characters; none that hold a credential."""
    if not _CREDENTIALS.isdisjoint(found.rule.cwe):
        return "(a credential, not shown)"
    return shorten(" ".join(found.snippet.split()))


def shorten(*texts: str) -> str:
    """The texts, joined, in at most 200 characters."""
    text = ": ".join(texts)
    return text if len(text) <= 200 else text[:199] + "…"
