"""What a repository asks of those who change it: its rules files, cut to what matters for code. Pure.

Whoever can write to the repository has written them. They are data, read from the commit and from regular
files only, and what a person would not see of them is not shown to a model either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from agent.authoring.prompting.quoting import visible
from agent.authoring.shown.markdown import Item, items
from agent.authoring.shown.parts import Shown
from agent.ports import Entry, Snapshot
from agent.text import shortened

ROOM = 1500
_NEAREST = ("AGENTS.md", "CLAUDE.md")
_ROOT = (".prompt-rules", ".github/copilot-instructions.md", ".cursorrules")
_FOLDER = ".cursor/rules"
_GUIDES = ("SECURITY.md", "CONTRIBUTING.md")
_GUIDE_FOLDERS = (".github", "", "docs")
_MOST_FILES = 8
_MOST_BYTES = 200_000
_MOST_READ = 40_000
_LONGEST_ITEM = 240
_LONGEST_HEADING = 60
_LEAST = 80
_WEIGHTS = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (
            r"secur|sanitiz|sanitis|escap|validat|inject|untrusted|credential|secrets?\b|password|permission",
            3,
        ),
        (r"\b(sql|quer(y|ies)|subprocess|shell|eval|html|yaml|pickle|deserial\w*|redirects?|crypto\w*)\b", 3),
        (r"\bstyle|\bnaming|snake_?case|camel_?case|type hint|typed|annotat|docstring|comments?\b|indent", 2),
        (r"\b(lint\w*|format\w*|ruff|black|flake8|eslint|prettier|mypy|line length|imports?|quotes?)\b", 2),
        (r"\b(error|exception|raise|logg(er|ing)|log)\w*\b", 2),
        (r"\b(librar(y|ies)|dependenc(y|ies)|packages?|helpers?|utilit(y|ies)|reuse)\b", 2),
        (r"\b(unit )?tests?\b|pytest|jest|mocha|fixtures?|coverage", 1),
        (r"\b(never|always|must|avoid|prefer|do not|don't)\b", 1),
    )
)
# A heading makes its items matter by these; under one on security, most speak of how to report.
_TOPICS = _WEIGHTS[2:6]
_REPORTING = re.compile(
    r"report\w* (a|any|the|security|vulnerab)|disclos|bounty|\bpgp\b|e-?mail|supported versions?|cve\b"
    r"|pull request|code of conduct|sponsor|donat|git clone|fork\b|contact|advisor(y|ies)|reproducer",
    re.IGNORECASE,
)


_SETUP = re.compile(
    r"set-?\s?up|virtual env|install|getting started|windows|release|submit|report", re.IGNORECASE
)
_FEWEST_WORDS = 4


def conventions(snapshot: Snapshot, path: str, room: int = ROOM) -> tuple[Shown, ...]:
    """The repository's own rules that bear on code, for a change of `path`, in at most `room` characters.

    Rules files for agents come first, the one nearest to `path` leading, then SECURITY and CONTRIBUTING.
    No file takes more than two thirds of what is left, and what stands in two files is shown once.
    """
    shown: list[Shown] = []
    told: set[str] = set()
    for name in _files(snapshot.entries(), path)[:_MOST_FILES]:
        content = (snapshot.read(name) or b"").decode("utf-8", "replace")
        fresh = [item for item in items(content[:_MOST_READ]) if item.text not in told]
        place = visible(name)
        left = room - sum(len(each.path) + len(each.text) + 2 for each in shown) - len(place) - 2
        text = _most_telling(fresh, left if left < 2 * _LEAST else left * 2 // 3) if left >= _LEAST else ""
        told |= {item.text for item in fresh}
        if text:
            shown.append(Shown(place, text, False))
    return tuple(shown)


def _files(entries: Mapping[str, Entry], path: str) -> list[str]:
    """The rules files that there are, whatever the case of their names, in the order of their weight."""
    real: dict[str, str] = {}
    for each in sorted(entries):
        if entries[each].mode.startswith("100") and entries[each].size <= _MOST_BYTES:
            real.setdefault(each.lower(), each)
    wanted = [str(folder / name) for folder in PurePosixPath(path).parents for name in _NEAREST]
    wanted += _ROOT
    wanted += [
        each for each in real.values() if each.startswith(f"{_FOLDER}/") and each.endswith((".md", ".mdc"))
    ]
    wanted += [f"{folder}/{name}".lstrip("/") for name in _GUIDES for folder in _GUIDE_FOLDERS]
    return list(dict.fromkeys(real[each.lower()] for each in wanted if each.lower() in real))


def _most_telling(found: Sequence[Item], room: int) -> str:
    """The items that bear on code the most, in the order of the file, under their headings."""
    chosen: list[int] = []
    for index in sorted(range(len(found)), key=lambda index: (-_weight(found[index]), index)):
        if not _weight(found[index]):
            break
        if len("\n".join(_lines([found[each] for each in sorted([*chosen, index])]))) <= room:
            chosen.append(index)
    return "\n".join(_lines([found[index] for index in sorted(chosen)]))


def _weight(item: Item) -> int:
    """By its own words, and half as much by those of its heading."""
    if _REPORTING.search(item.text) or _SETUP.search(item.heading) or item.text.endswith(":"):
        return 0
    if len(item.text.split()) < _FEWEST_WORDS:
        return 0
    own = sum(weight for pattern, weight in _WEIGHTS if pattern.search(item.text))
    return 2 * own + sum(weight for pattern, weight in _TOPICS if pattern.search(item.heading))


def _lines(chosen: Sequence[Item]) -> Iterator[str]:
    heading = ""
    for item in chosen:
        if item.heading != heading and item.heading:
            yield f"{shortened(item.heading, _LONGEST_HEADING)}:"
        heading = item.heading
        yield f"- {shortened(item.text, _LONGEST_ITEM)}"
