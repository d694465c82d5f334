"""Other files that a model's patch may change: callers that must, and new files that the rule allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from agent.domain import Change, Source
from agent.gates.imports.js import LANGUAGES
from agent.gates.js_callers import JsFile
from agent.gates.python_callers import PythonFile
from agent.gates.trial import Trial
from agent.paths import canonical


@dataclass(frozen=True, slots=True)
class _Parsed:
    """One file on both sides of a change."""

    before: PythonFile | JsFile
    after: PythonFile | JsFile


def unrelated(trial: Trial, change: Change) -> str:
    """Why a change outside of the finding's own files is none of the patch's business; empty when it is."""
    far = "is neither the finding's file nor on its trace"
    if trial.patch.source is Source.RULE_FIX:
        return "a rule's own fix changes the finding's file alone"
    if change.before is None:
        return "" if _new_file_allowed(trial, change.path) else f"{far}, and the rule allows no such new file"
    if change.after is None:
        return far
    caller = _parsed(change)
    if caller is None:
        return far
    try:
        return _beyond_calls(trial, caller, far)
    except RecursionError:
        return f"{far}, and code there is nested too deeply to be compared"


def _beyond_calls(trial: Trial, caller: _Parsed, far: str) -> str:
    """Why a changed file is no mere caller of what the patch changes; empty when it is one."""
    changed = _changed_signatures(trial)
    if not changed:
        return f"{far}, and no function there changes its parameters"
    used = [names for path, names in changed.items() if caller.before.calls(path, names)]
    if not used:
        return f"{far}, and it calls no function whose parameters change"
    if caller.before.rest(changed) != caller.after.rest(changed):
        names = ", ".join(sorted(name for names in used for name in names))
        return f"{far}; as a caller it may change its calls of {names} and nothing else"
    return ""


def _new_file_allowed(trial: Trial, path: str) -> bool:
    """Whether the rule of every finding allows it; without findings nothing does."""
    wanted = canonical(path)
    return bool(trial.findings) and all(
        any(fnmatchcase(wanted, canonical(pattern)) for pattern in found.rule.new_files)
        for found in trial.findings
    )


def _changed_signatures(trial: Trial) -> Mapping[str, frozenset[str]]:
    """Functions of the findings' files with other parameters than before, by file."""
    own = {found.location.path for found in trial.findings}
    changed: dict[str, frozenset[str]] = {}
    for change in trial.patch.changes:
        if change.path in own and change.before is not None and change.after is not None:
            names = frozenset(_renewed(change))
            changed |= {change.path: names} if names else {}
    return changed


def _renewed(change: Change) -> Iterator[str]:
    parsed = _parsed(change)
    if parsed is None:
        return
    before, after = parsed.before.signatures(), parsed.after.signatures()
    yield from (name for name in before.keys() & after.keys() if before[name] != after[name])


def _parsed(change: Change) -> _Parsed | None:
    before, after = change.before or b"", change.after or b""
    if change.path.endswith(".py"):
        one, other = PythonFile.parse(change.path, before), PythonFile.parse(change.path, after)
        return _Parsed(one, other) if one is not None and other is not None else None
    if PurePosixPath(change.path).suffix.lower() in LANGUAGES and not re.search(
        r"\.d\.[mc]?ts$", change.path
    ):
        return _Parsed(JsFile.parse(change.path, before), JsFile.parse(change.path, after))
    return None
