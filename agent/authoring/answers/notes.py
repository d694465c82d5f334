"""What an answer says besides code: its notes, that there will be no fix, the verdict of an audit. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.authoring.prompting.quoting import visible

_LONGEST_NOTE = 600
_MOST_NOTES = 8
_HEADINGS = "Reasoning|Summary|Assumptions|Fix|Options|Owner|Remaining flaws|Conventions|VERDICT"
_HEADING = re.compile(rf"[#*\s]*({_HEADINGS})\s*[*]*:[*]*(.*)")
_DECLINED = re.compile(r"^[#*_`\t ]*(NO FIX|FALSE POSITIVE):[*_`]*[ \t]*(\S.*)$", re.MULTILINE)
_VERDICT = re.compile(
    r"^[#*_`\s]*VERDICT[*_`]*:[*_`\s]*(APPROVE|VETO)\b[*_`]*[ \t]*[-\u2013\u2014:.,]?[ \t]*(.*)$",
    re.MULTILINE | re.IGNORECASE,
)
# An approval that depends on something, or an echo of the form of the verdict, approves nothing.
_HEDGED = re.compile(r"[\s(]*(only (if|when)|if|unless|provided)\b|.*\bVETO\b", re.IGNORECASE)
# A veto in the words of the question has nothing to act on.
_ECHO = re.compile(r"\W*(and )?the one flaw\b.*\bdecides it\b", re.IGNORECASE)
_NOTHING = re.compile(r"\W*(none|yes)\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*[-*] +(\S.*)")


@dataclass(frozen=True, slots=True)
class Notes:
    """What an author says of its fix."""

    summary: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """The model gives no fix: `safe` when it holds the finding for a false positive, else what is missing.

    `options` are the ways to decide what the code's owners have to decide, `owner` who is likely to do so.
    """

    safe: bool
    reason: str
    options: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """A verdict with its reason, and the assumptions the auditor found."""

    approved: bool
    reason: str
    assumptions: tuple[str, ...]


def notes(answer: str) -> Notes:
    """Summary and assumptions of an answer; empty where it has none."""
    return Notes(_said(answer, "Summary"), _bullets(answer, "Assumptions"))


def declined(answer: str) -> Declined | None:
    """The answer's word that it holds no fix; None when it has none, or has code as well."""
    found = _DECLINED.search(answer)
    if found is None or "<<<<<<< SEARCH" in answer or "```" in answer:
        return None
    reason = visible(found[2].strip().removesuffix("**"))[:_LONGEST_NOTE]
    if found[1] == "FALSE POSITIVE":
        return Declined(True, reason)
    return Declined(False, reason, _bullets(answer, "Options"), _said(answer, "Owner"))


def quoted_code(reason: str, source: str) -> str:
    """What the reason quotes of the file, in backticks and eight characters at least; empty for nothing."""
    code = "".join(source.split())
    quoted = (piece.strip() for piece in re.findall(r"`([^`]+)`", reason))
    return next((p for p in quoted if len(bare := "".join(p.split())) >= 8 and bare in code), "")


def audit_verdict(answer: str) -> Audit | None:
    """The verdict of an audit; None unless there is one, an approval without ifs or a veto in own words."""
    found = _VERDICT.findall(answer)
    if len(found) != 1:
        return None
    word, why = found[0][0].upper(), found[0][1]
    if (_HEDGED if word == "APPROVE" else _ECHO).match(why):
        return None
    # A verdict may stand in backticks as a whole.
    why = why.strip().removesuffix("`") if why.count("`") % 2 else why.strip()
    reason = visible(why)[:_LONGEST_NOTE] or "no reason given"
    if word == "VETO":
        told = (_said(answer, "Remaining flaws"), _said(answer, "Conventions"))
        reason = " ".join((reason, *(text for text in told if text and not _NOTHING.match(text))))
    return Audit(word == "APPROVE", reason, _bullets(answer, "Assumptions"))


def _said(answer: str, name: str) -> str:
    return " ".join(_section(answer, name))[:_LONGEST_NOTE]


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


def _bullets(answer: str, name: str) -> tuple[str, ...]:
    found = (_BULLET.fullmatch(line) for line in _section(answer, name))
    return tuple(bullet[1][:_LONGEST_NOTE] for bullet in found if bullet)[:_MOST_NOTES]
