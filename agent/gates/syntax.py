"""Gate `syntax`: does every changed file still parse, and does every new import lead anywhere?"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from agent.domain import Change, Source
from agent.gates import imports_js, imports_python
from agent.gates.imports_names import newly_undefined
from agent.gates.imports_parse import ParseError, parse_python
from agent.gates.imports_tree import PatchedTree
from agent.gates.trial import Answer, Trial, failed, not_run, passed

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Parsed:
    """The file parses, or has no error that it did not have before."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The patch broke the file."""

    error: ParseError


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Nothing can be said of the file, and why."""

    reason: str


Parse = Parsed | Broken | Unchecked
_Parser = Callable[[bytes], ParseError | None]


def syntax(trial: Trial) -> Answer:
    """Parse what the patch changes, resolve what it newly imports, and look for names it forgot to import."""
    changes = [change for change in trial.patch.changes if change.after is not None]
    checked = {change.path: parses(change) for change in changes}
    problems = [f"{path}: {found.error}" for path, found in checked.items() if isinstance(found, Broken)]
    sound = [change for change in changes if isinstance(checked[change.path], Parsed)]
    imports = list(_new_imports(trial, sound))
    problems += [f"{path} {problem}" for path, problem in imports if problem]
    for change in sound:
        if _suffix(change) in (".py", ".pyi"):
            names = newly_undefined(change)
            problems += [
                f"{change.path} uses `{name}` (line {at}) without importing it" for name, at in names
            ]
    if problems:
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        return failed("; ".join(problems[:SHOWN]) + more)
    unchecked = [f"{path}: {found.reason}" for path, found in checked.items() if isinstance(found, Unchecked)]
    if changes and len(unchecked) == len(changes):
        return not_run("; ".join(unchecked[:SHOWN]))
    said = [f"{len(sound)} changed {'file parses' if len(sound) == 1 else 'files parse'}"]
    if imports:
        said.append(f"{len(imports)} new {'import resolves' if len(imports) == 1 else 'imports resolve'}")
    if unchecked:
        said.append("not checked: " + ", ".join(unchecked[:SHOWN]))
    return passed("; ".join(said))


def parses(change: Change) -> Parse:
    """Whether a changed file parses in its own language; an error of base is not held against it."""
    suffix = _suffix(change)
    if change.mode not in ("100644", "100755"):
        return Unchecked("not a regular file")
    if suffix in imports_js.LANGUAGES:
        error = imports_js.new_error(change)
        return Broken(error) if error else Parsed()
    parser = _PARSERS.get(suffix)
    if parser is None:
        return Unchecked(f"no parser for {suffix or 'files without a suffix'}")
    after = parser(change.after or b"")
    if after is None:
        return Parsed()
    before = parser(change.before) if change.before is not None else None
    if before is not None and before.message == after.message:
        return Unchecked(f"does not parse at base either ({before})")
    return Broken(after)


def _suffix(change: Change) -> str:
    return PurePosixPath(change.path).suffix.lower()


def _new_imports(trial: Trial, changes: list[Change]) -> Iterator[tuple[str, str | None]]:
    """Path and problem of every new import. Only a person may declare a dependency in the same patch."""
    base = PatchedTree(trial.snapshot)
    tree = PatchedTree(trial.snapshot, trial.patch.changes)
    declared = tree if trial.patch.source is Source.HUMAN else base
    python = imports_python.PythonImports(base, tree, declared)
    javascript = imports_js.JsImports(base, tree, declared)
    for change in changes:
        if _suffix(change) in (".py", ".pyi"):
            for wanted in imports_python.new_imports(change):
                yield change.path, python.problem(change.path, wanted)
        elif _suffix(change) in imports_js.LANGUAGES:
            for name in imports_js.new_imports(change):
                yield change.path, javascript.problem(change.path, name)


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
