"""What a review says, line by line, and whether the lines it quotes were shown to it. Pure."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from agent.authoring.answers.notes import Audit, audit_verdict
from agent.authoring.prompting.quoting import visible

_LONGEST_REASON = 600
_LONGEST_QUOTE = 1000
_MOST_OBJECTIONS = 5
_MOST_ATTACKS = 3
_LONGEST_ATTACK = 1000
_SHORTEST_QUOTE = 8
# A bracket alone is in every file.
_FEWEST_LETTERS = 2
_LABEL = re.compile(
    r"[#*_\-\s]*(OBJECTION|BECAUSE|SANITIZER|ATTACK|VERDICT)[*_]*[ \t]*:[*_]*[ \t]*(.*)", re.IGNORECASE
)
# Wherever it stands, this makes an approval depend on what nobody has seen.
_DEPENDS = re.compile(r"\b(provided that|assuming|as long as|on condition)\b", re.IGNORECASE)
_NONE = frozenset({"", "none", "n/a", "-"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A review as it was written. `approved` is None when it has no verdict, or one that cannot be read."""

    approved: bool | None
    why: str
    objections: tuple[tuple[str, str], ...]
    """The quoted line and the reason of each."""
    sanitizer: str
    attacks: tuple[str, ...]


def read_review(answer: str) -> Reading:
    """The parts of a review. A verdict counts only when it is the one there is, on the last line."""
    said = _labelled(answer)
    objections: list[tuple[str, str]] = []
    for at, (name, text) in enumerate(said):
        quote = _quote(text)
        if name == "OBJECTION" and quote.lower() not in _NONE:
            after = said[at + 1] if at + 1 < len(said) else ("", "")
            objections.append((quote, after[1] if after[0] == "BECAUSE" else ""))
    sanitizers = [_quote(text) for name, text in said if name == "SANITIZER"]
    audit = _verdict(answer)
    return Reading(
        approved=None if audit is None else audit.approved,
        why="" if audit is None else audit.reason,
        objections=tuple(
            (quote, visible(why)[:_LONGEST_REASON]) for quote, why in objections[:_MOST_OBJECTIONS]
        ),
        sanitizer=next((line for line in sanitizers if line.lower() not in _NONE), ""),
        attacks=_attacks([text for name, text in said if name == "ATTACK"]),
    )


def _labelled(answer: str) -> list[tuple[str, str]]:
    """Labels with what follows each, be it only on the next line that says anything."""
    said: list[tuple[str, str]] = []
    for line in answer.replace("\r\n", "\n").split("\n"):
        label = _LABEL.fullmatch(line)
        if label:
            said.append((label[1].upper(), label[2].strip()))
        elif said and not said[-1][1] and not line.startswith("```"):
            said[-1] = (said[-1][0], line.strip())
    return said


def shown_lines(diff: str, texts: Sequence[str]) -> frozenset[str]:
    """What can be quoted, without white space: the lines in a diff's hunks, and those of `texts`."""
    lines: set[str] = set()
    header = True
    for line in diff.split("\n"):
        # A line of a hunk begins with a mark, so that no content can begin a new file or hunk.
        if line.startswith(("diff --git ", "@@ ")):
            header = line.startswith("diff")
        elif not header:
            lines |= {_bare(line), _bare(line[1:])}
    return frozenset(lines | {_bare(line) for text in texts for line in text.split("\n")}) - {""}


def is_quoted(quote: str, lines: frozenset[str]) -> bool:
    """Whether the quote is one of the lines, or a part of one that is long enough to mean it."""
    bare = _bare(quote)
    if sum(map(str.isalnum, bare)) < _FEWEST_LETTERS:
        return False
    return bare in lines or (len(bare) >= _SHORTEST_QUOTE and any(bare in line for line in lines))


def _bare(line: str) -> str:
    return "".join(visible(line).split())


def _verdict(answer: str) -> Audit | None:
    """Text that a review repeats may hold verdicts: only one that ends the answer is the reviewer's own."""
    last = next((line for line in reversed(answer.split("\n")) if line.strip()), "")
    audit = audit_verdict(answer) if audit_verdict(last) is not None else None
    if audit is not None and audit.approved and _DEPENDS.search(audit.reason):
        return None
    return audit


def _quote(text: str) -> str:
    """The quoted line without a pair of backticks around all of it."""
    inner = text.strip("`").strip() if text.startswith("`") and text.endswith("`") else text
    return inner.removesuffix("**").strip()[:_LONGEST_QUOTE]


def _attacks(written: Sequence[str]) -> tuple[str, ...]:
    texts = [_literal(text) for text in written if text.lower() not in _NONE]
    usable = [text for text in texts if text and len(text) <= _LONGEST_ATTACK and _encodable(text)]
    return tuple(dict.fromkeys(usable))[:_MOST_ATTACKS]


def _literal(text: str) -> str:
    """A text in quotes as JSON reads it, else as Python does, else what stands between the quotes."""
    for read in (json.loads, _python_literal):
        try:
            value = read(text)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, str):
            return value
    marks = text[:1], text[-1:]
    return text[1:-1] if len(text) > 1 and marks in (('"', '"'), ("'", "'"), ("`", "`")) else text


def _python_literal(text: str) -> object:
    with warnings.catch_warnings():
        # An escape that Python does not know stays as it is written, which is what is meant.
        warnings.simplefilter("ignore")
        return ast.literal_eval(text)


def _encodable(text: str) -> bool:
    """Half of a surrogate pair cannot be written to a file."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
