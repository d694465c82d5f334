"""What the last status comment said, in a line of its own that is not shown, so that the next tells the news.

A comment can be edited by anybody with write access: reading one never raises, and who made it is checked
elsewhere.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.followup.values import Living, Observed, Presence, Proven

LONGEST = 6000
GATES = 30

_MARK = re.compile(r"<!-- suture:status v1 (\{.*\}) -->")
_WORDS = r"[a-z0-9]+(?:[ _-][a-z0-9]+)*"
_Words = Annotated[str, Field(max_length=40, pattern=rf"\A{_WORDS}\z")]
_Sha = Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})?\z")]


class Before(BaseModel):
    """The evidence of a status comment: on which base and head, and each gate with its result."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    base: _Sha = ""
    head: _Sha = ""
    presence: Literal["present", "gone", "unknown"] = "unknown"
    gates: Annotated[tuple[tuple[_Words, _Words], ...], Field(max_length=GATES)] = ()


def fresh(observed: Observed) -> Living | None:
    """The renewed evidence, if it is of today's base and head; None when there is none such."""
    living = observed.living
    asked = living.proven in (Proven.HOLDS, Proven.BROKEN)
    today = living.base == observed.base.sha and living.head == observed.branch.head
    return living if asked and today else None


def evidence(observed: Observed) -> Before:
    """What a status comment of today says. Neutral wording does not tell whether anything is there."""
    living = fresh(observed)
    gates = [(gate.name, gate.status) for gate in living.gates] if living else []
    plain = tuple(gate for gate in gates if all(map(_plain, gate)))
    presence = observed.base.presence if observed.marker.rule else Presence.UNKNOWN
    return Before(
        base=_sha(observed.base.sha),
        head=_sha(observed.branch.head),
        presence=presence.value,
        gates=plain[:GATES],
    )


def line(before: Before) -> str:
    """One line, an HTML comment: its values hold nothing that could end it."""
    return f"<!-- suture:status v1 {before.model_dump_json(exclude_defaults=True)} -->"


def before_of(text: str) -> Before | None:
    """What a comment said; None when it is no status comment, or its line is not quite one."""
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    marks = [line for line in lines if line.startswith("<!-- suture:status")]
    match = _MARK.fullmatch(marks[0]) if len(marks) == 1 else None
    if match is None or len(match[1]) > LONGEST:
        return None
    try:
        return Before.model_validate_json(match[1])
    except ValidationError:
        return None


def _plain(word: str) -> bool:
    return len(word) <= 40 and re.fullmatch(_WORDS, word) is not None


def _sha(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text) else ""
