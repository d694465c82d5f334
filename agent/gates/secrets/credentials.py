"""Credentials that a patch adds: where they stand and of which kind they are, never what they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.credentials.detectors import known_formats, named_values, random_strings
from agent.credentials.naming import Literal, Place, fault
from agent.domain import Change
from agent.gates.hidden import PROSE
from agent.gates.imports.js import LANGUAGES
from agent.gates.imports.tree import is_test
from agent.gates.secrets.js_literals import js_literals
from agent.gates.secrets.lines import lines_of, text_of
from agent.gates.secrets.python_literals import python_literals


@dataclass(frozen=True, slots=True)
class Credential:
    """One new credential: `kind` says what it is, in words."""

    path: str
    line: int
    kind: str


_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:\\r|\\n|[\s\"'`+(,)\\]|(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]*)*([A-Za-z0-9+/=]{16,})"
)
_LOGIN = re.compile(
    r"(?<![\w.:/@-])(?!(?:mailto|acct|sips?|xmpp|ssh|git|npm|https?):)[\w.-]{2,}:([^\s:@/{}<>$%\"']{4,})@[\w-]+(?:\.[\w-]+)+"
)
_LONGEST = 4000


def new_credentials(changes: Sequence[Change]) -> tuple[Credential, ...]:
    """Every credential-like string that none of the changed files held before, in the order of the files."""
    known = "\n".join(text_of(change.before) for change in changes)
    found: list[Credential] = []
    for change in changes:
        if change.after is not None:
            found += dict.fromkeys(
                [*_by_line(change, known), *_key_blocks(change, known), *_by_name(change, changes)]
            )
    first: dict[tuple[str, int], Credential] = {}
    for credential in found:
        first.setdefault((credential.path, credential.line), credential)
    return tuple(sorted(first.values(), key=lambda c: (c.path, c.line)))


def _by_line(change: Change, known: str) -> Iterator[Credential]:
    path = change.path
    tree = _has_tree(path)
    for line in lines_of(change).added:
        text = line.text[:_LONGEST]
        found = [*known_formats(path, text)]
        if not is_test(path) and not path.endswith(PROSE):
            found += random_strings(path, text)
            found += [("Login in an address", match[1]) for match in _LOGIN.finditer(text)]
            found += [] if tree else named_values(path, text)
        for kind, value in found:
            if not _holds(known, value):
                yield Credential(path, line.number, kind)
                break


def _holds(text: str, value: str) -> bool:
    """Whether a text has a value; a short one must stand there by itself."""
    if len(value) >= 12:
        return value in text
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


def _key_blocks(change: Change, known: str) -> Iterator[Credential]:
    text = text_of(change.after)
    for match in _KEY_BLOCK.finditer(text):
        if match[1] not in known:
            yield Credential(change.path, text.count("\n", 0, match.start()) + 1, "a private key")


def _by_name(change: Change, changes: Sequence[Change]) -> Iterator[Credential]:
    """Literals under a telling name. A fallback is new even if its value stood there openly before."""
    if is_test(change.path) or not _has_tree(change.path):
        return
    known: set[str] = set()
    before: set[tuple[str, Place]] = set()
    for other in changes:
        literals, constants = _literals(other.path, other.before)
        known |= constants
        before |= {(literal.value, literal.place) for literal in literals}
    for literal in _literals(change.path, change.after)[0]:
        kind = fault(literal)
        seen = (literal.value, literal.place) in before
        if kind and not seen and (literal.place is Place.FALLBACK or literal.value not in known):
            yield Credential(change.path, literal.line, kind)


def _literals(path: str, content: bytes | None) -> tuple[tuple[Literal, ...], frozenset[str]]:
    if content is None or not _has_tree(path):
        return (), frozenset()
    if path.endswith((".py", ".pyi")):
        return python_literals(content) or ((), frozenset())
    return js_literals(path, content)


def _has_tree(path: str) -> bool:
    return path.endswith((".py", ".pyi")) or PurePosixPath(path).suffix.lower() in LANGUAGES
