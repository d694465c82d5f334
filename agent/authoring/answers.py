"""What an answer says besides code: its notes, that there will be no fix, the verdict of an audit. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.authoring.quoting import visible

_LONGEST_NOTE = 600
_MOST_ASSUMPTIONS = 8
_HEADING = re.compile(
    r"[#*\s]*(Reasoning|Summary|Assumptions|Fix|Attacks|Remaining flaws|VERDICT)\s*[*]*:[*]*(.*)"
)
_DECLINED = re.compile(r"^[#*_`\t ]*(NO FIX|FALSE POSITIVE):[*_`]*[ \t]*(\S.*)$", re.MULTILINE)
_VERDICT = re.compile(
    r"^[#*_`\s]*VERDICT[*_`]*:[*_`\s]*(APPROVE|VETO)\b[*_`]*[ \t]*[-\u2013\u2014:.,]?[ \t]*(.*)$",
    re.MULTILINE | re.IGNORECASE,
)
# An approval that depends on something, or an echo of the form of the verdict, approves nothing.
_HEDGED = re.compile(r"[\s(]*(only (if|when)|if|unless|provided)\b|.*\bVETO\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*[-*] +(\S.*)")


@dataclass(frozen=True, slots=True)
class Notes:
    """What an author says of its fix."""

    summary: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """The model gives no fix; `safe` when it holds the finding for a false positive."""

    safe: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A verdict with its reason, and the assumptions the auditor found."""

    approved: bool
    reason: str
    assumptions: tuple[str, ...]


def notes(answer: str) -> Notes:
    """Summary and assumptions of an answer; empty where it has none."""
    return Notes(" ".join(_section(answer, "Summary"))[:_LONGEST_NOTE], _bullets(answer))


def declined(answer: str) -> Declined | None:
    """The answer's word that it holds no fix; None when it has none, or has code as well."""
    found = _DECLINED.search(answer)
    if found is None or "<<<<<<< SEARCH" in answer or "```" in answer:
        return None
    return Declined(
        found[1] == "FALSE POSITIVE", visible(found[2].strip().removesuffix("**"))[:_LONGEST_NOTE]
    )


def quotes_code(reason: str, source: str) -> bool:
    """Whether the reason quotes, in backticks, at least eight characters that are in the file."""
    code = "".join(source.split())
    quoted = ("".join(piece.split()) for piece in re.findall(r"`([^`]+)`", reason))
    return any(len(piece) >= 8 and piece in code for piece in quoted)


def audit_verdict(answer: str) -> Audit | None:
    """The verdict of an audit; None unless there is exactly one, and none for an approval that hedges."""
    found = _VERDICT.findall(answer)
    if len(found) != 1:
        return None
    word, why = found[0][0].upper(), found[0][1]
    if word == "APPROVE" and _HEDGED.match(why):
        return None
    reason = visible(why.strip())[:_LONGEST_NOTE] or "no reason given"
    flaws = " ".join(_section(answer, "Remaining flaws"))
    if word == "VETO" and flaws and not flaws.lower().startswith("none"):
        reason = f"{reason} {flaws}"[: 2 * _LONGEST_NOTE]
    return Audit(word == "APPROVE", reason, _bullets(answer))


def _section(answer: str, name: str) -> list[str]:
    """The non-empty lines under a heading, up to the next heading, fence or edit."""
    lines: list[str] = []
    inside = False
    for line in visible(answer).split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading or line.startswith(("```", "<<<<<<<")):
            inside = heading is not None and heading[1] == name
            line = heading[2] if heading else ""
        if inside and line.strip():
            lines.append(line.strip())
    return lines


def _bullets(answer: str) -> tuple[str, ...]:
    found = (_BULLET.fullmatch(line) for line in _section(answer, "Assumptions"))
    return tuple(bullet[1][:_LONGEST_NOTE] for bullet in found if bullet)[:_MOST_ASSUMPTIONS]
