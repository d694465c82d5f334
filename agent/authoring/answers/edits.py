"""SEARCH/REPLACE blocks: read from an answer, and applied exactly once or not at all. Pure."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from agent.authoring.answers.edit_paths import path_above
from agent.authoring.answers.misses import miss
from agent.authoring.prompting.quoting import visible
from agent.domain import Change, Edit
from agent.paths import unsafe

_BOM = "\ufeff"
OPEN, _MIDDLE, _CLOSE = "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE"


@dataclass(frozen=True, slots=True)
class EditFailure:
    """Why an answer cannot be applied, in words that its author can act on."""

    message: str


def parse_edits(answer: str, path: str = "", files: Container[str] = ()) -> tuple[Edit, ...] | EditFailure:
    """The blocks of an answer in order; at least one.

    A block without a path is for the file of the block before it, the first one for `path` if there is one.
    `files` are the paths that exist, by which a line that is a path is known.
    """
    lines = answer.replace("\r\n", "\n").split("\n")
    edits: list[Edit] = []
    at = 0
    while at < len(lines):
        if lines[at].rstrip() != OPEN:
            if lines[at].rstrip() == _CLOSE and OPEN in answer:
                return EditFailure(f"A `{_CLOSE}` line stands outside a block (after block {len(edits)}).")
            at += 1
            continue
        number = len(edits) + 1
        end = _next(lines, at + 1, _CLOSE)
        inner = lines[at + 1 : end]
        if end == len(lines) or any(line.rstrip() == OPEN for line in inner):
            return EditFailure(f"Block {number} is not closed by a line `{_CLOSE}`.")
        if sum(line.rstrip() == _MIDDLE for line in inner) != 1:
            return EditFailure(f"Block {number} needs exactly one line `{_MIDDLE}` between old and new text.")
        path = path_above(lines, at, files) or path
        if not path:
            return EditFailure(
                f"The line above block {number} must be the path of the file, alone on its line."
            )
        middle = _next(inner, 0, _MIDDLE)
        edits.append(Edit(path, _joined(inner[:middle]), _joined(inner[middle + 1 :])))
        at = end + 1
    return tuple(edits) or EditFailure(f"The answer holds no block that begins with a line `{OPEN}`.")


def _next(lines: Sequence[str], start: int, marker: str) -> int:
    return next((i for i in range(start, len(lines)) if lines[i].rstrip() == marker), len(lines))


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def apply_edits(
    edits: Sequence[Edit], read: Callable[[str], bytes | None]
) -> tuple[Change, ...] | EditFailure:
    """One change for each file, made from edits that each match the file as it is exactly once.

    `read` gives a file's bytes, or None when there is none; an empty search then makes a new file.
    All searches are against the original, so their order does not matter; overlaps are refused.
    """
    changes: list[Change] = []
    for path in dict.fromkeys(edit.path for edit in edits):
        if why := unsafe(path):
            return EditFailure(f"The path `{visible(path)}` {why}. Paths are relative to the repository.")
        numbered = [(n, edit) for n, edit in enumerate(edits, 1) if edit.path == path]
        before = read(path)
        after = _created(path, numbered) if before is None else _edited(path, before, numbered)
        if isinstance(after, EditFailure):
            return after
        if after != before:
            changes.append(Change(path, before, after))
    return tuple(changes) or EditFailure(
        "The edits change nothing: every replacement equals what it replaces."
    )


def _created(path: str, numbered: Sequence[tuple[int, Edit]]) -> bytes | EditFailure:
    number, edit = numbered[0]
    if len(numbered) > 1:
        return EditFailure(f"Blocks {number} and {numbered[1][0]} both make the new file `{path}`; use one.")
    if edit.search:
        return EditFailure(f"Block {number}: there is no file `{path}` that could be edited.")
    return edit.replace.encode()


def _edited(path: str, before: bytes, numbered: Sequence[tuple[int, Edit]]) -> bytes | EditFailure:
    try:
        text = before.decode()
    except UnicodeDecodeError:
        return EditFailure(f"The file `{path}` is not UTF-8 text and cannot be edited.")
    raw = _lines(text.removeprefix(_BOM))
    shown = [visible(_bare(line)) for line in raw]
    regions: list[tuple[int, int, list[str]]] = []
    for number, edit in numbered:
        if not edit.search:
            return EditFailure(f"Block {number} has an empty SEARCH, but `{path}` exists already.")
        search = edit.search.removesuffix("\n").split("\n")
        places = _places(shown, search)
        if len(places) != 1:
            return EditFailure(miss(number, path, shown, search, places))
        replace = edit.replace.removesuffix("\n").split("\n") if edit.replace else []
        regions.append((places[0], places[0] + len(search), replace))
    regions.sort(key=lambda region: region[0])
    if any(left[1] > right[0] for left, right in itertools.pairwise(regions)):
        return EditFailure(f"Two blocks for `{path}` replace the same lines; join them into one.")
    return (_mark(text) + _spliced(raw, shown, regions)).encode()


def rewritten(text: str, lines: Sequence[str]) -> str:
    """`lines` in the place of all of `text`, with its byte order mark and the line ends it has."""
    raw = _lines(text.removeprefix(_BOM))
    return _mark(text) + _spliced(raw, [_bare(line) for line in raw], [(0, len(raw), list(lines))])


def _mark(text: str) -> str:
    return _BOM if text.startswith(_BOM) else ""


def _lines(text: str) -> list[str]:
    """Lines with their ends; only `\\n` ends one, so that form feeds and the like stay where they are."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _bare(line: str) -> str:
    return line.removesuffix("\r\n") if line.endswith("\r\n") else line.removesuffix("\n")


def _places(shown: Sequence[str], search: Sequence[str]) -> list[int]:
    """Where whole lines match as the model was shown them: exactly, from the first character to the last."""
    width = len(search)
    starts = [i for i in range(len(shown) - width + 1) if shown[i] == search[0]]
    return [i for i in starts if list(shown[i : i + width]) == list(search)]


def _spliced(raw: list[str], shown: list[str], regions: Sequence[tuple[int, int, list[str]]]) -> str:
    """The new text: lines that an edit repeats keep their bytes, new ones end as most of the file's do."""
    ended = [line.endswith("\r\n") for line in raw if line.endswith("\n")]
    end = "\r\n" if sum(ended) * 2 > len(ended) else "\n"
    result: list[str] = []
    at = 0
    for start, stop, replace in regions:
        result += raw[at:start]
        matcher = difflib.SequenceMatcher(None, shown[start:stop], replace, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            kept = raw[start + i1 : start + i2] if tag == "equal" else [line + end for line in replace[j1:j2]]
            result += kept
        at = stop
    result += raw[at:]
    return _closed(result, raw, end)


def _closed(result: list[str], raw: Sequence[str], end: str) -> str:
    """The last line ends as the last line of the original did; every other line ends."""
    whole = [line if line.endswith("\n") else line + end for line in result]
    if whole and raw and not raw[-1].endswith("\n"):
        whole[-1] = _bare(result[-1])
    return "".join(whole)
