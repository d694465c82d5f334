"""What contract and proof have to know besides the code: how it is reached, and how tests are made here."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from agent.authoring.shown.context import Context
from agent.authoring.shown.dossier import dossier
from agent.authoring.shown.gathering.touching import words
from agent.authoring.shown.parts import Shown
from agent.authoring.shown.related import example_shown, is_setup, mentions, setup_shown
from agent.domain import Case, ProofPlan
from agent.ports import Snapshot

SETUP_ROOM = 4500
TEST_ROOM = 3000
KNOWN_ROOM = 3500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`module` says how the code under test is imported; the lines are such as `path:line: code`."""

    module: str = ""
    elsewhere: tuple[str, ...] = ()
    setup: tuple[Shown, ...] = ()
    tests: tuple[Shown, ...] = ()
    trace: tuple[str, ...] = ()
    definitions: tuple[Shown, ...] = ()
    helpers: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    conventions: tuple[Shown, ...] = ()


def known(
    case: Case, source: str, seen: Context, snapshot: Snapshot, conventions: bool = True
) -> Surroundings:
    """What the commit tells for a contract of `case`, whose file holds `source`."""
    found = dossier(case, source, seen, snapshot, room=KNOWN_ROOM, conventions=conventions)
    return Surroundings(
        elsewhere=found.callers,
        tests=found.tests,
        trace=found.trace,
        definitions=found.definitions,
        helpers=found.helpers,
        frameworks=found.frameworks,
        conventions=found.conventions,
    )


def surroundings(
    case: Case, source: str, seen: Context, plan: ProofPlan, snapshot: Snapshot, conventions: bool = True
) -> Surroundings:
    """What the commit tells for contract and proof of `case`, whose file holds `source`."""
    texts = {path: text for path in plan.examples if (text := _text(snapshot, path))}
    named = words(case, source, seen)
    setup: list[Shown] = []
    room = SETUP_ROOM
    for path in filter(is_setup, texts):
        if room > 0:
            setup.append(setup_shown(path, texts[path], room))
            room -= len(setup[-1].text)
    tests = [path for path in texts if not is_setup(path)]
    best = max(tests, key=lambda path: mentions(texts[path], named), default="")
    return replace(
        known(case, source, seen, snapshot, conventions),
        module=_module(case.path, plan.path, snapshot),
        setup=tuple(setup),
        tests=(example_shown(best, texts[best], named, TEST_ROOM),) if best else (),
    )


def _module(path: str, test: str, snapshot: Snapshot) -> str:
    if path.endswith(".py"):
        parts = list(PurePosixPath(path).with_suffix("").parts)
        start = len(parts) - 1
        while start and "/".join([*parts[:start], "__init__.py"]) in snapshot.entries():
            start -= 1
        return ".".join(parts[start:]).removesuffix(".__init__")
    way = posixpath.relpath(path, posixpath.dirname(test) or ".")
    way = way if way.startswith(".") else f"./{way}"
    kind = "ES modules: import" if _is_esm(test, snapshot) else "CommonJS: require"
    return f"{way} from the test file ({kind})"


def _is_esm(test: str, snapshot: Snapshot) -> bool:
    """Whether node reads the test file as an ES module, as its name or the nearest package.json says."""
    if test.endswith((".mjs", ".cjs")):
        return test.endswith(".mjs")
    if not test.endswith((".js", ".jsx")):
        return True
    for folder in PurePosixPath(test).parents:
        content = snapshot.read(str(folder / "package.json"))
        if content is not None:
            try:
                package = json.loads(content)
            except (ValueError, RecursionError):
                return False
            return isinstance(package, dict) and package.get("type") == "module"
    return False


def _text(snapshot: Snapshot, path: str) -> str:
    return (snapshot.read(path) or b"").decode("utf-8", "replace").replace("\r\n", "\n")
