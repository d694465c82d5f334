"""Does a finding return when the renames, aliases and detours that the patch introduced are undone?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from agent.diff import opcodes
from agent.domain import Change, Finding, Patch, Source
from agent.gates.hidden_findings import javascript, python
from agent.gates.hidden_findings.plain import Plain
from agent.gates.imports.js import LANGUAGES
from agent.gates.matching import compare
from agent.gates.trial import Trial

_PYTHON = (".py", ".pyi")
_LARGEST = 300_000
_TOO_LARGE = f"it has more than {_LARGEST // 1000} kB"
_CALLED = re.compile(r"(\w+)\s*\(")


@dataclass(frozen=True, slots=True)
class Returned:
    """A finding that is there once the patch's detours are undone, and which ones those are."""

    finding: Finding
    undone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """Whether anything is hidden cannot be told, and why."""

    reason: str


def returned(trial: Trial, rules: Collection[str]) -> Returned | Untold | None:
    """The first finding of `rules` that the patch only hid from the scanner. Scans at most once.

    What the code did at base already is left as it is: only what the patch added is undone. A file to which
    nothing is added hides nothing, however large it is, and so does one that a rule's own fix changes.
    """
    seen = trial.rescan()
    sinks = frozenset(name for f in (*trial.findings, *seen.gone) for name in _CALLED.findall(f.snippet))
    plain = dict(_plain(trial.patch, sinks))
    undone = {
        change.path: plain[change.path]
        for change in trial.patch.changes
        if change.path in plain and plain[change.path].source != change.after
    }
    variant = tuple(
        replace(change, after=undone[change.path].source) if change.path in undone else change
        for change in trial.patch.changes
    )
    shown = [*(after for _, after in seen.left), *seen.new]
    steps = [
        Change(old.path, old.after, new.after) for old, new in zip(trial.patch.changes, variant, strict=True)
    ]
    for found in compare(steps, shown, trial.scan(variant)).new if undone else ():
        if found.rule.id in rules and found.location.path in undone:
            return Returned(found, undone[found.location.path].undone)
    doubts = (f"{path}: {one.trouble}" for path, one in plain.items() if one.trouble)
    return next((Untold(doubt) for doubt in doubts), None)


def _plain(patch: Patch, sinks: frozenset[str]) -> Iterator[tuple[str, Plain]]:
    """Each changed file of a language that is known here."""
    try:
        foreign = python.exports(patch.changes)
    except RecursionError:
        foreign = {}
    for change in patch.changes:
        suffix = PurePosixPath(change.path).suffix.lower()
        if change.after is None or suffix not in (*_PYTHON, *LANGUAGES):
            continue
        if max(len(change.after), len(change.before or b"")) > _LARGEST:
            adds = patch.source is not Source.RULE_FIX and _adds(change.before or b"", change.after)
            yield change.path, Plain(change.after, trouble=_TOO_LARGE if adds else "")
            continue
        try:
            if suffix in _PYTHON:
                yield change.path, python.undo(change.before or b"", change.after, sinks, foreign)
            else:
                yield change.path, javascript.undo(change, sinks)
        except RecursionError:
            yield change.path, Plain(change.after, trouble="it is nested too deeply")


def _adds(before: bytes, after: bytes) -> bool:
    """Whether the new file holds any line that the old one does not hold in its place."""
    codes = opcodes(before.split(b"\n"), after.split(b"\n"))
    return any(tag in ("insert", "replace") for tag, *_ in codes)
