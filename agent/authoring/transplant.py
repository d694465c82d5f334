"""A verified fix of the same code somewhere else, put in place here. Pure.

Siblings are findings of one rule whose matched lines are equal but for white space. What was written and
proven for one of them is tried for the others before a model is asked; the gates judge each anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchedFile, PatchSet

from agent.authoring.answers.imports import add_imports
from agent.domain import Case, Change, Draft, Finding, Patch, Source
from agent.text import utf8

_AS_ELSEWHERE = "The same code was fixed in the same way elsewhere, and verified there."


@dataclass(frozen=True, slots=True)
class Pattern:
    """What took the place of a finding's lines.

    `pattern` is `Finding.pattern`; `before` and `after` are whole lines without the last newline, `imports`
    statements that the file needs besides. `private` tells that not everybody sees where it comes from.
    """

    pattern: str
    rule: str
    before: str
    after: str
    imports: tuple[str, ...]
    summary: str
    private: bool = True


@dataclass(frozen=True, slots=True)
class NoPattern:
    """Why a fix cannot be put anywhere else."""

    reason: str


def pattern_of(
    finding: Finding, diff: str, summary: str, *, proof: str = "", private: bool
) -> Pattern | NoPattern:
    """What a fix of one finding is, apart from where it stands: it may change its lines and imports.

    `proof` is the path of a new test that goes with it, and stays behind.
    """
    try:
        files = [file for file in PatchSet(diff) if not (file.is_added_file and file.path == proof)]
    except UnidiffParseError as error:
        return NoPattern(f"not a unified diff: {str(error)[:200]}")
    changed = [file.path for file in files if file.is_modified_file]
    if changed != [finding.location.path] or len(files) != 1:
        return NoPattern("it does not change the finding's file alone")
    before = finding.snippet.split("\n")
    if len(before) != finding.location.end - finding.location.start + 1:
        return NoPattern("its lines are not whole")
    kept, imports = _rewritten(files[0], finding, before)
    if imports is None:
        return NoPattern("it changes more than the finding's lines and imports")
    if kept == before:
        return NoPattern("it changes none of the finding's lines")
    after = "\n".join(kept)
    return Pattern(finding.pattern, finding.rule.id, finding.snippet, after, imports, summary, private)


def _rewritten(
    file: PatchedFile, finding: Finding, before: Sequence[str]
) -> tuple[list[str], tuple[str, ...] | None]:
    """The finding's lines after the fix, and the imports added elsewhere; None where more changed."""
    start, end = finding.location.start, finding.location.end
    slots: list[list[str]] = [[] for _ in range(len(before) + 1)]
    gone: set[int] = set()
    imports: list[str] = []
    margin = _margin(before[0])
    for at, added, text in _edits(file):
        if added and start <= at <= end + 1 and (text.startswith(margin) or not text.strip()):
            slots[at - start].append(text)
        elif not added and start <= at <= end:
            gone.add(at - start)
        elif added and _imports(text):
            imports.append(text)
        elif added or text.strip():
            return [], None
    lines: list[str] = []
    for number, line in enumerate(before):
        lines += slots[number]
        if number not in gone:
            lines.append(line)
    return lines + slots[-1], tuple(imports)


def _edits(file: PatchedFile) -> Iterator[tuple[int, bool, str]]:
    """Each added or removed line: the base line it is or stands before, whether it is added, its text."""
    for hunk in file:
        at = hunk.source_start
        for line in hunk:
            text = line.value.rstrip("\r\n")
            if line.is_added:
                yield at, True, text
                continue
            if line.is_removed:
                yield at, False, text
            at += 1


def _imports(line: str) -> bool:
    """Whether a line is an import statement of the languages whose imports we can place."""
    if line.startswith(("import ", "from ")):
        python = _python_imports(line)
        return line.startswith("import ") if python is None else python
    return line.startswith(("const ", "let ", "var ")) and "require(" in line


def _python_imports(line: str) -> bool | None:
    """Whether these are imports and nothing else; None for what is no Python."""
    try:
        return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(line).body)
    except (SyntaxError, ValueError):
        return None


def _placeable(line: str, path: str) -> bool:
    """Whether a line, which somebody else wrote, is an import in the language of a file."""
    one = _imports(line) and not set("\r\n") & set(line)
    return one and (_python_imports(line) is True or not path.endswith((".py", ".pyi")))


def transplant(
    case: Case, base_sha: str, source: bytes, mode: str, patterns: Mapping[str, Pattern]
) -> Draft | None:
    """The case fixed as its siblings were; None when one of its findings has none, its lines differ, or a
    sibling's imports are none here."""
    text = utf8(source)
    known = [(finding, patterns.get(finding.pattern)) for finding in case.findings]
    if text is None or any(found is None or found.rule != finding.rule.id for finding, found in known):
        return None
    ordered = sorted(known, key=lambda pair: pair[0].location.start)
    if any(a.location.end >= b.location.start for (a, _), (b, _) in pairwise(ordered)):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    for finding, found in reversed(ordered):
        assert found is not None
        region = slice(finding.location.start - 1, finding.location.end)
        if " ".join("\n".join(lines[region]).split()) != " ".join(found.before.split()):
            return None
        lines[region] = _indented(found, lines[region])
    imports = [line for _, found in ordered if found for line in found.imports]
    if not all(_placeable(line, case.path) for line in imports):
        return None
    whole = add_imports(case.path, newline.join(lines), imports)
    after = whole.encode()
    if after == source:
        return None
    patch = Patch(base_sha, (Change(case.path, source, after, mode, mode),), Source.MODEL)
    told = " ".join(dict.fromkeys(found.summary for _, found in ordered if found))
    return Draft(patch, f"{told} {_AS_ELSEWHERE}".strip())


def _indented(found: Pattern, here: Sequence[str]) -> list[str]:
    """The new lines, as far in as the old ones are here."""
    theirs, ours = _margin(found.before.split("\n")[0]), _margin(here[0])
    return [
        ours + line.removeprefix(theirs) if line.strip() and line.startswith(theirs) else line
        for line in found.after.split("\n")
        if found.after
    ]


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
