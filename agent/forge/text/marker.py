"""The marker in a pull request's body, by which a later run knows its own work, and the region that is ours.

A body is untrusted input: who may be believed is decided elsewhere, by who made the pull request and where
its branch is. Reading one never raises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.report.text import encodable
from agent.text import shortened

VERSION = 1
OURS = "<!-- suture:"
"""How every mark of ours begins: one is in the body of each pull request of ours, and in each comment."""
BEGIN = "<!-- suture:begin -->"
END = "<!-- suture:end -->"
LONGEST = 16_000
"""Of a marker that is read: more than one can hold whose every field is as long as it may be."""
MOST_DEALT = 60
"""Comments that are remembered one by one."""

_MARK = re.compile(r"<!-- suture:v([0-9]{1,4}) (\{.*\}) -->")
_Sha = Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z")]
_Fingerprint = Annotated[str, Field(pattern=r"\A[0-9a-f]{16}\z")]
_LOGIN = r"[A-Za-z0-9._-]{1,100}(?:\[bot\])?"
_Login = Annotated[str, Field(pattern=rf"\A{_LOGIN}\z")]
_DEALT = r"(?:comment|review|thread)-[0-9]{1,20}"
_Dealt = Annotated[str, Field(pattern=rf"\A{_DEALT}\z")]
_MOST_COUNT = 99
_MOST_DAYS = 9999
_MOST_ASKED = 20
_MOST_NUMBER = 10**20 - 1
_ASKED = r"[a-z0-9:-]{1,80}"
_Cwe = Annotated[str, Field(pattern=r"\ACWE-[0-9]{1,6}\z")]


Reason = Literal["", "false-positive", "wont-fix", "accepted-risk", "fixed-elsewhere", "none"]
"""Why people did not want a fix; `none`: they did not say."""


class Followed(BaseModel):
    """What follow-up remembers of a pull request.

    `rung` is the last rung of the ladder that was used (0: none), and `told` when somebody was last spoken
    to; `messages`, `revisions`, `repairs` and `again` count what was done. `dealt` are the comments, reviews
    and thread comments that were dealt with last, each by place and number (`thread-123`), and `comment`,
    `review` and `thread` the numbers up to which all of them were. `asked` are questions that were put once.
    `reason`, `until` and `by` are why and by whom it was refused. `ended` is how it ended, with the days
    to the first review and to the end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rung: Annotated[int, Field(ge=0, le=9)] = 0
    told: datetime | None = None
    messages: Annotated[int, Field(ge=0, le=_MOST_COUNT)] = 0
    revisions: Annotated[int, Field(ge=0, le=_MOST_COUNT)] = 0
    repairs: Annotated[int, Field(ge=0, le=_MOST_COUNT)] = 0
    again: Annotated[int, Field(ge=0, le=_MOST_COUNT)] = 0
    comment: Annotated[int, Field(ge=0, le=_MOST_NUMBER)] = 0
    review: Annotated[int, Field(ge=0, le=_MOST_NUMBER)] = 0
    thread: Annotated[int, Field(ge=0, le=_MOST_NUMBER)] = 0
    dealt: Annotated[tuple[_Dealt, ...], Field(max_length=MOST_DEALT)] = ()
    snooze: date | None = None
    asked: Annotated[
        tuple[Annotated[str, Field(pattern=rf"\A{_ASKED}\z")], ...], Field(max_length=_MOST_ASKED)
    ] = ()
    base: Annotated[_Sha | Literal[""], Field(exclude=True)] = ""
    """Read by nothing, and not written: markers of earlier versions hold it."""
    reason: Reason = ""
    until: date | None = None
    by: _Login | Literal[""] = ""
    ended: Literal["", "verified", "still-there", "gone", "closed", "refused"] = ""
    edited: bool = False
    """Whether it was merged with commits of people in it."""
    review_days: Annotated[float, Field(ge=0, le=_MOST_DAYS)] | None = None
    end_days: Annotated[float, Field(ge=0, le=_MOST_DAYS)] | None = None


class Marker(BaseModel):
    """What a body says of its pull request, for machines.

    `patch` is the digest of the changes, `head` the last commit where it is known; `assignees`, `users` and
    `teams` are who is to be asked once it is ready, for a run that was ended before that. `rule` and `cwe`
    are empty where the wording is neutral, `model` where none wrote it. `ready` tells that every required
    gate passed. `followed` is what became of it since.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    fingerprints: Annotated[tuple[_Fingerprint, ...], Field(min_length=1, max_length=5)]
    branch: Annotated[str, Field(pattern=r"\Asuture/[0-9a-f]{16}(-[0-9]{1,3})?\z")]
    base_sha: _Sha
    patch: Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]
    kind: Literal["fixed", "evidence_gap"]
    ready: bool
    source: Literal["rule_fix", "recipe", "model", "human"]
    head: _Sha | Literal[""] = ""
    assignees: Annotated[tuple[_Login, ...], Field(max_length=10)] = ()
    users: Annotated[tuple[_Login, ...], Field(max_length=15)] = ()
    teams: Annotated[tuple[_Login, ...], Field(max_length=15)] = ()
    rule: Annotated[str, Field(max_length=200)] = ""
    cwe: Annotated[tuple[_Cwe, ...], Field(max_length=20)] = ()
    model: Annotated[str, Field(max_length=100)] = ""
    followed: Followed = Followed()


_COUNTS = ("messages", "revisions", "repairs", "again")


def rule_name(rule_id: str) -> str:
    """A rule's id as a marker can hold it."""
    return shortened(encodable(rule_id), 200)


def model_name(name: str) -> str:
    """A model's name as a marker can hold it."""
    return shortened(encodable(name), 100)


def cwe_names(names: Sequence[str]) -> tuple[str, ...]:
    """Those names of CWEs that a marker can hold."""
    return tuple(name for name in names if re.fullmatch(r"CWE-[0-9]{1,6}", name))[:20]


def logins(names: Sequence[str], most: int) -> tuple[str, ...]:
    """Those names of users or teams that a marker can hold, at most so many."""
    return tuple(name for name in names if re.fullmatch(_LOGIN, name))[:most]


def render(marker: Marker) -> str:
    """One line, an HTML comment that nothing in it can end."""
    text = marker.model_dump_json(exclude_defaults=True)
    escaped = "".join(c if 32 <= ord(c) < 127 and c not in "<>&" else _escaped(c) for c in text)
    return f"<!-- suture:v{VERSION} {escaped.replace('--', '-' + _escaped('-'))} -->"


def parse(body: str) -> Marker | None:
    """The marker in our region of a body; None when there is none, more than one, or not quite one."""
    region = fenced(body)
    marks = [line for line in _lines(region or "") if line.startswith("<!-- suture:v")]
    match = _MARK.fullmatch(marks[0]) if len(marks) == 1 else None
    if match is None or match[1] != str(VERSION) or len(match[2]) > LONGEST:
        return None
    try:
        return Marker.model_validate_json(match[2])
    except ValidationError:
        return None


def fenced(body: str) -> str | None:
    """Our region of a body with both its ends; None when it has not exactly one."""
    place = _place(body)
    return None if place is None else body[place[0] : place[1]]


def replace_region(body: str, new: str) -> str:
    """The body with the region of `new` in place of its own; what people wrote around it stays.

    Where our region is gone or doubled, people took it out or over: the body comes back as it is.
    """
    place, region = _place(body), fenced(new)
    if place is None or region is None:
        return body
    return body[: place[0]] + region + body[place[1] :]


def remember(body: str, marker: Marker) -> str:
    """The body with this marker in place of the one in our region; every other byte stays.

    What it remembers is cut to what a marker can hold: one that cannot be read again would be lost to us.
    Where our region, or the marker in it, is gone or doubled, the body comes back as it is.
    """
    place = _place(body)
    region = body[place[0] : place[1]] if place else ""
    marks = list(re.finditer(r"^<!-- suture:v[^\r\n]*", region, re.MULTILINE))
    if place is None or len(marks) != 1:
        return body
    start = place[0]
    fits = marker.model_copy(update={"followed": _fitting(marker.followed)})
    return body[: start + marks[0].start()] + render(fits) + body[start + marks[0].end() :]


def _fitting(followed: Followed) -> Followed:
    """The same within the bounds of its fields, which a copy does not check."""
    counts = {name: min(getattr(followed, name), _MOST_COUNT) for name in _COUNTS}
    days = {
        name: None if (found := getattr(followed, name)) is None else min(found, _MOST_DAYS)
        for name in ("review_days", "end_days")
    }
    numbers = {name: min(getattr(followed, name), _MOST_NUMBER) for name in ("comment", "review", "thread")}
    return followed.model_copy(
        update={
            **counts,
            **days,
            **numbers,
            "dealt": tuple(d for d in followed.dealt if re.fullmatch(_DEALT, d, re.ASCII))[-MOST_DEALT:],
            "asked": tuple(a for a in followed.asked if re.fullmatch(_ASKED, a))[-_MOST_ASKED:],
            "by": followed.by if re.fullmatch(_LOGIN, followed.by) else "",
        }
    )


def _place(body: str) -> tuple[int, int] | None:
    """Where our region begins and ends. Each mark has a line to itself."""
    begins = [match.start() for match in re.finditer(rf"^{re.escape(BEGIN)}(?=\r?$)", body, re.MULTILINE)]
    ends = [match.end() for match in re.finditer(rf"^{re.escape(END)}(?=\r?$)", body, re.MULTILINE)]
    if len(begins) != 1 or len(ends) != 1 or begins[0] >= ends[0]:
        return None
    return begins[0], ends[0]


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]


def _escaped(char: str) -> str:
    """A character as JSON spells it, beyond the first 65,536 as two."""
    raw = char.encode("utf-16-be")
    return "".join(f"\\u{raw[i]:02x}{raw[i + 1]:02x}" for i in range(0, len(raw), 2))
