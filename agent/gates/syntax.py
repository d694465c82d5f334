"""Gate `syntax`: does every changed file still parse, and does every new import lead anywhere?"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from agent.domain import Change, Source
from agent.gates.imports import go, java, js, treesitter
from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.js_names import newly_unbound
from agent.gates.imports.leads import PYTHON, Leads
from agent.gates.imports.names import newly_undefined
from agent.gates.imports.parse import ParseError, parse_python
from agent.gates.imports.tree import PatchedTree
from agent.gates.trial import Answer, Trial, failed, not_run, passed

SHOWN = 5
_NEWER = "it is broken, or needs a newer Python to parse (run Suture with the target's Python)"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The file parses, or has no error that it did not have before."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The patch broke the file."""

    error: ParseError


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Nothing can be said of the file, and why. `vital` when nothing may be said of the patch then."""

    reason: str
    vital: bool = False


Parse = Parsed | Broken | Unchecked
_Parser = Callable[[bytes], ParseError | None]


def syntax(trial: Trial) -> Answer:
    """Parse what the patch changes, resolve what it newly imports, and look for names it forgot to import."""
    changes = [change for change in trial.patch.changes if change.after is not None]
    checked = {change.path: parses(change) for change in changes}
    problems = [f"{path}: {found.error}" for path, found in checked.items() if isinstance(found, Broken)]
    sound = [change for change in changes if isinstance(checked[change.path], Parsed)]
    led = list(_led(trial, sound))
    problems += [f"{path} {found.problem}" for path, found in led if isinstance(found, Missing)]
    problems += [problem for change in sound for problem in _forgotten(trial, change)]
    if problems:
        problems = list(dict.fromkeys(problems))
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        return failed("; ".join(problems[:SHOWN]) + more)
    unchecked = {path: found for path, found in checked.items() if isinstance(found, Unchecked)}
    told = [f"{path}: {found.reason}" for path, found in unchecked.items()]
    if (changes and len(unchecked) == len(changes)) or any(found.vital for found in unchecked.values()):
        return not_run("; ".join(told[:SHOWN]))
    said = [f"{len(sound)} changed {'file parses' if len(sound) == 1 else 'files parse'}"]
    return passed("; ".join([*said, *_said([found for _, found in led]), *_not_checked(told)]))


def _said(led: Sequence[Resolution]) -> Iterator[str]:
    """What is known of new imports: that they resolve, or only that somebody declares them."""
    there = sum(isinstance(found, Exists) for found in led)
    if there:
        yield f"{there} new {'import resolves' if there == 1 else 'imports resolve'}"
    declared = dict.fromkeys(found.package for found in led if isinstance(found, Declared))
    for package in list(declared)[:SHOWN]:
        yield f"`{package}` names a declared dependency; what it exports was not checked"


def _not_checked(told: Sequence[str]) -> Iterator[str]:
    if told:
        yield "not checked: " + ", ".join(told[:SHOWN])


def parses(change: Change) -> Parse:
    """Whether a changed file parses in its own language; an error of base is not held against it."""
    suffix = _suffix(change)
    if change.mode not in ("100644", "100755"):
        return Unchecked("not a regular file")
    if suffix in _TREES:
        error = treesitter.new_error(_TREES[suffix], change)
        return Broken(error) if error else Parsed()
    parser = _PARSERS.get(suffix)
    if parser is None:
        return Unchecked(f"no parser for {suffix or 'files without a suffix'}")
    after = parser(change.after or b"")
    if after is None:
        return Parsed()
    before = parser(change.before) if change.before is not None else None
    if before is not None and before.message == after.message:
        reason = f"does not parse at base either ({before})"
        return Unchecked(f"{reason}: {_NEWER}", vital=True) if suffix in PYTHON else Unchecked(reason)
    return Broken(after)


def _suffix(change: Change) -> str:
    return PurePosixPath(change.path).suffix.lower()


def _led(trial: Trial, changes: Sequence[Change]) -> Iterator[tuple[str, Resolution]]:
    """Path and resolution of every new import. Only a person may declare a dependency in the same patch."""
    base = PatchedTree(trial.snapshot)
    tree = PatchedTree(trial.snapshot, trial.patch.changes)
    leads = Leads(base, tree, tree if trial.patch.source is Source.HUMAN else base)
    return ((change.path, found) for change in changes for found in leads.of(change))


def _forgotten(trial: Trial, change: Change) -> Iterator[str]:
    """Names that the file uses now and that nothing gives it."""
    names: Sequence[tuple[str, int]] = ()
    if _suffix(change) in PYTHON:
        names = newly_undefined(change)
    elif _suffix(change) in js.LANGUAGES:
        names = newly_unbound(change, PatchedTree(trial.snapshot, trial.patch.changes))
    for name, line in names:
        yield f"{change.path} uses `{name}` (line {line}) without importing it"


def _python(source: bytes) -> ParseError | None:
    tree = parse_python(source)
    return None if isinstance(tree, ast.Module) else tree


def _json(source: bytes) -> ParseError | None:
    try:
        json.loads(source)
    except json.JSONDecodeError as error:
        return ParseError(error.msg, error.lineno)
    except (UnicodeDecodeError, RecursionError) as error:
        return ParseError(str(error))
    return None


def _toml(source: bytes) -> ParseError | None:
    try:
        tomllib.loads(source.decode())
    except (ValueError, RecursionError) as error:
        return ParseError(str(error))
    return None


def _yaml(source: bytes) -> ParseError | None:
    """Composes nodes only: unknown tags are fine and aliases are not expanded."""
    try:
        for _ in yaml.compose_all(source, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return ParseError(error.problem or "not valid YAML", line)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return ParseError(str(error))
    return None


_PARSERS: dict[str, _Parser] = {
    ".py": _python,
    ".pyi": _python,
    ".json": _json,
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
}

_TREES = {**js.LANGUAGES, ".go": go.LANGUAGE, ".java": java.LANGUAGE}
