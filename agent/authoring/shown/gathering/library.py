"""The sources of a commit in one language, read in one pass and kept for the next case."""

from __future__ import annotations

import functools
import re
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.authoring.answers.blocks import Outline
from agent.authoring.shown.outline import language, outline
from agent.ports import Entry, Snapshot

MOST_FILES = 3000
MOST_TESTS = 1000
MOST_TOTAL = 12_000_000
_MOST_BYTES = 200_000
_MOST_SHELVES = 4
_HEAD = 600
_LONGEST_NAME = 60

_SCRIPT = frozenset({"javascript", "typescript", "tsx"})
_TEST = re.compile(
    r"(^|/)(tests?|__tests__|__mocks__|specs?|e2e|testing|fixtures)/"
    r"|(^|/)(test_|conftest\.py$|tests?\.\w+$)|[._-](test|tests|spec)\.\w+$"
)
_FOREIGN = re.compile(
    r"(^|/)(node_modules|bower_components|vendor|vendored|_vendor|third_party|site-packages|\.?venv"
    r"|dist|build|generated|__generated__|migrations)/"
    r"|\.min\.[cm]?js$|\.bundle\.js$|_pb2(_grpc)?\.pyi?$|\.d\.[cm]?ts$"
)
_GENERATED = re.compile(r"@generated\b|\bDO NOT EDIT\b|\b(?:auto-?|code )generated\b", re.IGNORECASE)
_DEFINED = {
    "python": re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE),
    "script": re.compile(
        r"\bfunction\b[* \t]*(\w+)|\b(?:const|let|var)[ \t]+(\w+)[ \t]*="
        r"|^[ \t]+(?:(?:static|async|public|private|protected)[ \t]+)*(\w+)\(|\bexports\.(\w+)[ \t]*=",
        re.MULTILINE,
    ),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One file with its text (line ends are `\\n`) and the names that it seems to define."""

    path: str
    content: str
    defined: frozenset[str]


@dataclass(frozen=True, slots=True)
class Library:
    """Files of one language family, by path: `sources` are the repository's own, `tests` its tests."""

    sources: tuple[Text, ...]
    tests: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What was read of one snapshot; `near` is empty when that was everything."""

    family: str
    near: str
    books: Library


# What was read goes when its snapshot does.
_shelves: weakref.WeakKeyDictionary[Snapshot, list[_Shelf]] = weakref.WeakKeyDictionary()
_reading = threading.Lock()


def library(snapshot: Snapshot, path: str) -> Library:
    """The files in the language of `path`: all of them, or in a huge repository those nearest to it.

    Read once for each snapshot, whichever thread asks first. Vendored, generated and very
    large files are left out.
    """
    family = family_of(path)
    if not family:
        return Library((), ())
    # In a huge repository files of the same top folders share what is read; elsewhere all do.
    places = ("", "/".join(path.split("/")[:-1][:2]) or ".")
    with _reading:
        shelves = _shelves.setdefault(snapshot, [])
        for shelf in shelves:
            if shelf.family == family and shelf.near in places:
                return shelf.books
        shelf = _fill(snapshot, family, places[1])
        shelves.insert(0, shelf)
        del shelves[_MOST_SHELVES:]
        return shelf.books


def family_of(path: str) -> str:
    """`python`, `script` (JavaScript and TypeScript, which call each other), or empty."""
    spoken = language(path)
    return "script" if spoken in _SCRIPT else spoken


def is_test(path: str) -> bool:
    """Whether a path looks like a test or like what serves tests only."""
    return _TEST.search(path.lower()) is not None


def nearness(path: str, other: str) -> tuple[int, int, str]:
    """A sort key: files that share the most folders with `path` first, then those that lie less deep."""
    mine, its = path.split("/")[:-1], other.split("/")[:-1]
    shared = 0
    while shared < min(len(mine), len(its)) and mine[shared] == its[shared]:
        shared += 1
    return -shared, len(its), other


def stem_of(path: str) -> str:
    """The name that others import a file by."""
    place = PurePosixPath(path)
    return place.parent.name if place.stem in ("__init__", "index") and place.parent.name else place.stem


@functools.lru_cache(maxsize=256)
def shape_of(path: str, content: str) -> Outline | None:
    """The outline of a file, kept: several cases look at the same neighbours."""
    return outline(path, content.removeprefix("\ufeff"))


def _fill(snapshot: Snapshot, family: str, near: str) -> _Shelf:
    wanted = [
        entry
        for entry in snapshot.entries().values()
        if entry.mode.startswith("100")
        and 0 < entry.size <= _MOST_BYTES
        and family_of(entry.path) == family
        and not _FOREIGN.search(entry.path)
    ]
    wanted.sort(key=lambda entry: nearness(f"{near}/_", entry.path))
    tests = [entry for entry in wanted if is_test(entry.path)]
    sources = [entry for entry in wanted if not is_test(entry.path)]
    tried = _fitting(tests, MOST_TESTS, MOST_TOTAL // 4)
    paths = [*_fitting(sources, MOST_FILES - MOST_TESTS, MOST_TOTAL * 3 // 4), *tried]
    read = [
        Text(path, content, _defined(family, content))
        for path, content in sorted(_texts(snapshot, paths).items())
        if not _GENERATED.search(content[:_HEAD])
    ]
    books = Library(
        tuple(text for text in read if not is_test(text.path)),
        tuple(text for text in read if is_test(text.path)),
    )
    return _Shelf(family, "" if len(paths) == len(wanted) else near, books)


def _fitting(entries: Iterable[Entry], most: int, room: int) -> list[str]:
    paths: list[str] = []
    for entry in entries:
        room -= entry.size
        if room < 0 or len(paths) >= most:
            break
        paths.append(entry.path)
    return paths


def _texts(snapshot: Snapshot, paths: list[str]) -> dict[str, str]:
    return {
        path: content.decode("utf-8", "replace").replace("\r\n", "\n")
        for path, content in snapshot.read_many(paths)
    }


def _defined(family: str, content: str) -> frozenset[str]:
    found = _DEFINED[family].finditer(content)
    return frozenset(
        name for match in found for name in match.groups() if name and len(name) <= _LONGEST_NAME
    )
