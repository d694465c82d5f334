"""What a proof has to know besides the code: how it is imported and reached, and how tests are made here."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.authoring.context import Context
from agent.authoring.outline import Kind, language, outline
from agent.authoring.related import example_shown, is_setup, mentions, setup_shown
from agent.authoring.shown import Shown
from agent.domain import Case, ProofPlan
from agent.ports import Snapshot

SETUP_ROOM = 8000
TEST_ROOM = 4500
_MOST_FILES = 400
_MOST_BYTES = 200_000
_MOST_LINES = 6
_LONGEST_LINE = 160
# The search takes a time that grows with the square of the line.
_LONGEST_SEARCHED = 1000
_ROUTED = re.compile(r"\burl_prefix\b|\bregister_blueprint\(|\binclude_router\(|\.(use|mount)\(\s*[\"'`]/")
_PATHS = re.compile(r"[\"'`](/[\w./:-]{2,})")
_FAMILY = {"javascript": "script", "typescript": "script", "tsx": "script"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`module` says how the code under test is imported; `elsewhere` are lines, each with its place."""

    module: str
    elsewhere: tuple[str, ...]
    setup: tuple[Shown, ...]
    tests: tuple[Shown, ...]


def surroundings(case: Case, source: str, seen: Context, plan: ProofPlan, snapshot: Snapshot) -> Surroundings:
    """What the commit shows for a proof of `case`, whose file holds `source`."""
    texts = {path: text for path in plan.examples if (text := _text(snapshot, path))}
    words = _words(case, source, seen)
    setup: list[Shown] = []
    room = SETUP_ROOM
    for path in filter(is_setup, texts):
        if room > 0:
            setup.append(setup_shown(path, texts[path], room))
            room -= len(setup[-1].text)
    tests = [path for path in texts if not is_setup(path)]
    best = max(tests, key=lambda path: mentions(texts[path], words), default="")
    return Surroundings(
        _module(case.path, plan.path, snapshot),
        tuple(_elsewhere(case.path, seen.functions, plan, snapshot)),
        tuple(setup),
        (example_shown(best, texts[best], words, TEST_ROOM),) if best else (),
    )


def _words(case: Case, source: str, seen: Context) -> list[str]:
    """What a related test would name: the functions, the module, the addresses that they answer."""
    shape = outline(case.path, source.removeprefix("\ufeff"))
    lines = source.split("\n")
    bodies: list[str] = []
    for finding in case.findings:
        first, last = finding.location.start, finding.location.end
        holding = [b for b in shape.blocks if b.kind is not Kind.CLASS and b.holds(first)] if shape else []
        if holding:
            closest = min(holding, key=lambda block: block.end - block.start)
            first, last = closest.start, closest.end
        bodies.append("\n".join(lines[first - 1 : last]))
    addresses = [address for body in bodies for address in _PATHS.findall(body)]
    return list(dict.fromkeys([*seen.functions, _stem(case.path), *addresses]))


def _stem(path: str) -> str:
    """The name that others import the file by."""
    place = PurePosixPath(path)
    return place.parent.name if place.stem in ("__init__", "index") and place.parent.name else place.stem


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


def _elsewhere(path: str, names: Sequence[str], plan: ProofPlan, snapshot: Snapshot) -> Iterator[str]:
    """Lines that call or import the functions, then those that put addresses together, the nearest first."""
    stem = _stem(path)
    imported = rf"\b(import|from|require)\b.*\b{re.escape(stem)}\b"
    called = re.compile(rf"\b({'|'.join(map(re.escape, names))})\s*[(,)]|{imported}")
    calls: list[str] = []
    routes: list[str] = []
    for other in _near(path, plan, snapshot):
        text = _text(snapshot, other)
        named = bool(names) and re.search(rf"\b{re.escape(stem)}\b", text) is not None
        for number, line in enumerate(text.split("\n"), 1):
            shown = f"{other}:{number}: {line.strip()[:_LONGEST_LINE]}"
            if _ROUTED.search(line):
                routes.append(shown)
            elif named and called.search(line[:_LONGEST_SEARCHED]):
                calls.append(shown)
    yield from calls[:_MOST_LINES]
    yield from routes[:_MOST_LINES]


def _near(path: str, plan: ProofPlan, snapshot: Snapshot) -> list[str]:
    """Other sources in the same language, no tests, those that share the most folders first."""
    spoken = _family(path)
    parts = path.split("/")[:-1]

    def distance(other: str) -> tuple[int, int, str]:
        theirs = other.split("/")[:-1]
        shared = sum(1 for mine, its in zip(parts, theirs, strict=False) if mine == its)
        return -shared, len(theirs), other

    others = [
        entry.path
        for entry in snapshot.entries().values()
        if entry.path != path
        and entry.mode.startswith("100")
        and entry.size <= _MOST_BYTES
        and _family(entry.path) == spoken
        and entry.path not in plan.examples
        and not re.search(
            r"(^|/)(tests?|__tests__|spec|node_modules|vendor)/|(^|/)test_|\.(test|spec)\.", entry.path
        )
    ]
    return sorted(others, key=distance)[:_MOST_FILES]


def _family(path: str) -> str:
    spoken = language(path)
    return _FAMILY.get(spoken, spoken)


def _text(snapshot: Snapshot, path: str) -> str:
    return (snapshot.read(path) or b"").decode("utf-8", "replace").replace("\r\n", "\n")
