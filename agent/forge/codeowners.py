"""CODEOWNERS as GitHub reads it: where the file lies, its rules, and which of them decides a path. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from agent.forge.patterns import PatternIndex, compile_pattern, flaw

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may lie. The first that exists is the one, even when it is too large to be loaded."""
MAX_BYTES = 3 * 1024 * 1024

_BOM = "\ufeff"
_SPACE = " \t\r\f\v"
# A backslash takes the next character along, so that `\ ` does not end the pattern.
_LINE = re.compile(rf"[{_SPACE}]*+(?P<pattern>(?:\\.|[^\\{_SPACE}])++\\?+|\\)?+(?P<rest>.*)", re.DOTALL)
_WORD = re.compile(rf"[^{_SPACE}]++")


class OwnerKind(Enum):
    """How an owner is written, and how to recognise it."""

    USER = re.compile(r"@[A-Za-z0-9_-]+")
    TEAM = re.compile(r"@[A-Za-z0-9_-]+/[A-Za-z0-9._-]+")
    EMAIL = re.compile(r"[A-Za-z0-9!$%&'*+/=?^_{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner as written (`@user`, `@org/team`, an e-mail) and its column in the line, from 1."""

    text: str
    kind: OwnerKind
    column: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A valid line: its number from 1, the pattern as written, and the owners. No owners: nobody's."""

    line: int
    pattern: str
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that counts for nothing, and why. Line 0 is the whole file."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Codeowners:
    """A parsed file (`file` is its path, where known): valid rules and skipped lines, both in order."""

    rules: tuple[Rule, ...]
    skipped: tuple[Skipped, ...] = ()
    file: str = ""
    _index: PatternIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = PatternIndex(compile_pattern(rule.pattern) for rule in self.rules)
        object.__setattr__(self, "_index", index)

    def share(self, path: str) -> Rule | None:
        """The one rule that decides a path (relative to the top, with `/`): the last that matches."""
        number = self._index.last(path)
        return None if number is None else self.rules[number]

    def without(self, lines: Collection[int], owners: Mapping[int, Collection[Owner]]) -> Codeowners:
        """The same file without these lines, and without these owners of the lines that stay."""
        if not lines and not owners:
            return self
        rules = (
            replace(rule, owners=tuple(each for each in rule.owners if each not in owners[rule.line]))
            if rule.line in owners
            else rule
            for rule in self.rules
            if rule.line not in lines
        )
        return replace(self, rules=tuple(rules))


def find(read: Callable[[str], bytes | None]) -> tuple[str, bytes] | None:
    """The path and bytes of the file that counts; `read` gives a file's bytes, None where there is none."""
    for place in PLACES:
        content = read(place)
        if content is not None:
            return place, content
    return None


def load(read: Callable[[str], bytes | None]) -> Codeowners | None:
    """Find and parse in one step."""
    found = find(read)
    return None if found is None else parse(found[1], found[0])


def parse(text: bytes | str, file: str = "") -> Codeowners:
    """Every line on its own: an invalid one is skipped, and the others stay as they are."""
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogateescape")
    if len(text) >= MAX_BYTES:
        return Codeowners((), (Skipped(0, "the file is 3 MB or larger, so it is not loaded"),), file)
    rules: list[Rule] = []
    skipped: list[Skipped] = []
    # Bytes that are not UTF-8 stay what they are, as in the paths that git lists.
    lines = text.decode("utf-8", "surrogateescape").removeprefix(_BOM).split("\n")
    for number, line in enumerate(lines, 1):
        match _rule(number, line):
            case Rule() as rule:
                rules.append(rule)
            case str() as reason:
                skipped.append(Skipped(number, reason))
            case None:
                pass
    return Codeowners(tuple(rules), tuple(skipped), file)


def owner(text: str, column: int = 1) -> Owner | None:
    """An owner as it is written, or None for what can be none."""
    kinds = (kind for kind in OwnerKind if kind.value.fullmatch(text))
    return next((Owner(text, kind, column) for kind in kinds), None)


def _rule(number: int, line: str) -> Rule | str | None:
    """A line's rule, why it is skipped, or None for a blank line or a comment."""
    found = _LINE.fullmatch(line)
    assert found is not None
    pattern = found["pattern"]
    if pattern is None or pattern.startswith("#"):
        return None
    if reason := flaw(pattern):
        return reason
    owners: list[Owner] = []
    for word in _WORD.finditer(line, found.start("rest")):
        if word[0].startswith("#"):
            break
        each = owner(word[0], word.start() + 1)
        if each is None:
            return f"`{word[0]}` is neither `@user` nor `@org/team` nor an e-mail address"
        owners.append(each)
    return Rule(number, pattern, tuple(owners))
