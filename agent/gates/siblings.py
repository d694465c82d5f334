"""Other places with the same flaw: the same rule in the file, the same sink in its module and package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.diff import opcodes
from agent.domain import Finding
from agent.gates.foreign import only_foreign, own
from agent.gates.imports.js import LANGUAGES, parse_js
from agent.gates.imports.parse import parse_python
from agent.gates.imports.treesitter import walk
from agent.gates.in_front.answer import PASSING
from agent.gates.in_front.flow import names
from agent.gates.pysource import written
from agent.gates.trial import Trial
from agent.verdict import Flag, FlagKind

MOST = 10
_MOST_FILES = 100
_LARGEST = 300_000
_JS_FIXED = ("string", "number", "regex", "array", "object", "arrow_function", "function_expression")


@dataclass(frozen=True, slots=True)
class _Call:
    """One call: what is called, its lines, and whether its first argument holds a variable."""

    name: str
    start: int
    open: bool

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


def siblings(trial: Trial) -> tuple[Flag, ...]:
    """At most ten places that a reviewer should look at next to what the patch fixes.

    Next to another scanner's findings none are looked for: what else it reports is not known here.
    """
    if only_foreign(trial):
        return ()
    trial = own(trial)
    found: dict[str, Flag] = {}
    for flag in (*_same_rule(trial), *_same_sink(trial)):
        found.setdefault(flag.where, flag)
    return tuple(found.values())[:MOST]


def _targets(trial: Trial) -> tuple[Finding, ...]:
    return trial.findings or trial.rescan().gone


def _same_rule(trial: Trial) -> Iterator[Flag]:
    wanted = set(trial.findings)
    places = {(f.rule.id, f.location.path) for f in _targets(trial)}
    for before, after in trial.rescan().left:
        if before not in wanted and (after.rule.id, after.location.path) in places:
            text = f"{after.rule.id} matches here, too, and the patch leaves it"
            yield Flag(FlagKind.SIBLING, str(after.location), text)


def _same_sink(trial: Trial) -> Iterator[Flag]:
    """Calls of the findings' sinks that the patch did not write, in their files first."""
    targets = _targets(trial)
    sinks = dict.fromkeys((f.location.path, name) for f in targets if (name := _sink(trial, f)))
    changed = {change.path: change.after for change in trial.patch.changes}
    own = {(str(f.location.path), after.location.start) for f, after in trial.rescan().left if f in targets}
    for path, name in sinks:
        touched = _written(trial, path)
        for other in (path, *_package(trial, path)):
            source = changed[other] if other in changed else trial.snapshot.read(other)
            if source is None or name.rpartition(".")[2].encode() not in source:
                continue
            for call in _calls(other, source):
                told = other == path and (call.start in touched or (path, call.start) in own)
                if call.open and not told and _alike(call, name):
                    yield Flag(
                        FlagKind.SIBLING, f"{other}:{call.start}", f"`{call.name}` is called here, too"
                    )


def _alike(call: _Call, name: str) -> bool:
    """The same function; of methods the same name, whatever it is called on."""
    last = name.rpartition(".")[2]
    return call.name == name or (
        call.last == last and "." in name and "." in call.name and last not in PASSING
    )


def _sink(trial: Trial, finding: Finding) -> str:
    """What the finding's code calls: the outermost call that is given something."""
    source = trial.snapshot.read(finding.location.path)
    lines = range(finding.location.start, finding.location.end + 1)
    calls = [c for c in _calls(finding.location.path, source or b"") if c.start in lines]
    named = [c.name for c in calls if c.last not in PASSING]
    return next((c.name for c in calls if c.open and c.name in named), next(iter(named), ""))


def _written(trial: Trial, path: str) -> frozenset[int]:
    """The lines of the result that the patch wrote."""
    change = next((c for c in trial.patch.changes if c.path == path), None)
    if change is None:
        return frozenset()
    codes = opcodes((change.before or b"").split(b"\n"), (change.after or b"").split(b"\n"))
    return frozenset(n + 1 for tag, _, _, j1, j2 in codes if tag != "equal" for n in range(j1, j2))


def _package(trial: Trial, path: str) -> list[str]:
    """The other files of the same folder and language."""
    here = PurePosixPath(path)
    same = [
        entry.path
        for entry in trial.snapshot.entries().values()
        if entry.size <= _LARGEST
        and PurePosixPath(entry.path).parent == here.parent
        and PurePosixPath(entry.path).suffix == here.suffix
        and entry.path != path
    ]
    return sorted(same)[:_MOST_FILES]


def _calls(path: str, source: bytes) -> list[_Call]:
    """Every call with arguments, outer ones before those in them."""
    suffix = PurePosixPath(path).suffix.lower()
    if len(source) > _LARGEST:
        return []
    if suffix in (".py", ".pyi"):
        tree = parse_python(source)
        return [] if not isinstance(tree, ast.Module) else list(_python_calls(tree))
    return list(_js_calls(path, source)) if suffix in LANGUAGES else []


def _python_calls(tree: ast.Module) -> Iterator[_Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (node.args or node.keywords):
            name = written(node.func)
            if re.fullmatch(r"[\w.]+", name):
                given = [*node.args[:1], *(keyword.value for keyword in node.keywords[: not node.args])]
                yield _Call(name, node.lineno, any(names(value) for value in given))


def _js_calls(path: str, source: bytes) -> Iterator[_Call]:
    for node in walk(parse_js(path, source)):
        if node.type != "call_expression":
            continue
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        items = given.named_children if given is not None else []
        name = (function.text or b"").decode(errors="replace") if function is not None else ""
        if items and re.fullmatch(r"[\w$.]+", name):
            yield _Call(name, node.start_point[0] + 1, items[0].type not in _JS_FIXED)
