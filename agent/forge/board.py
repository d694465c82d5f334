"""The dashboard: what it shows, and what it remembers between runs in its own issue.

People with write access can edit the issue and tick its boxes: its text is untrusted input, and reading it
never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.forge.text.marker import Reason
from agent.settings.schema import Disclosure

MOST = 500
"""Fingerprints that are remembered for each kind of box."""
MARK = "<!-- suture:board v1 "
"""How the line begins by which the issue is found."""
LONGEST = 40_000

Box = Literal["retry", "ignore"]

_Fingerprint = Annotated[str, Field(pattern=r"\A[0-9a-f]{16}\z")]
_Fingerprints = Annotated[tuple[_Fingerprint, ...], Field(max_length=MOST)]
_STATE = re.compile(rf"{MARK}(\{{.*\}}) -->")
_BOX = re.compile(r" {0,6}[-*] \[([ xX])\] ((?:<!-- suture:(?:retry|ignore) [0-9a-f]{16} --> ?){1,5})")
_NAMED = re.compile(r"suture:(retry|ignore) ([0-9a-f]{16})")


class State(BaseModel):
    """What the issue remembers: fingerprints that people want left alone, those that they want tried again
    and that were not yet, and the digest of what was rendered."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    version: Literal[1] = 1
    ignored: _Fingerprints = ()
    retry: _Fingerprints = ()
    digest: Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{64})?\z")] = ""

    def merged(self, ticks: Ticks) -> State:
        """The state as people left the boxes. A box that was not shown says nothing; asking for a try takes
        a finding out of those to be ignored, unless that is ticked anew as well."""
        ignored = _kept(self.ignored, ticks.ignore, ticks.no_ignore)
        retry = _kept(self.retry, ticks.retry, ticks.no_retry)
        asked, told = set(retry) - set(self.retry), set(ignored) - set(self.ignored)
        ignored = tuple(f for f in ignored if f in told or f not in asked)
        retry = tuple(f for f in retry if f not in ignored)
        return self.model_copy(update={"ignored": ignored, "retry": retry})

    def tried(self, fingerprints: Iterable[str]) -> State:
        """The state once these were tried again: their boxes are empty from now on."""
        gone = frozenset(fingerprints)
        return self.model_copy(update={"retry": tuple(f for f in self.retry if f not in gone)})


@dataclass(frozen=True, slots=True)
class Ticks:
    """The boxes of an issue as they stand: ticked ones, and those that are there and empty."""

    retry: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    no_retry: frozenset[str] = frozenset()
    no_ignore: frozenset[str] = frozenset()


def render_state(state: State) -> str:
    """One line, an HTML comment: nothing in it but digits, letters and our own words."""
    return f"{MARK}{state.model_dump_json(exclude_defaults=True)} -->"


def parse(body: str) -> State | None:
    """What the issue remembers; None when it has no such line, more than one, or not quite one."""
    marks = [line for line in _lines(body) if line.startswith("<!-- suture:board")]
    match = _STATE.fullmatch(marks[0]) if len(marks) == 1 else None
    if match is None or len(match[1]) > LONGEST:
        return None
    try:
        return State.model_validate_json(match[1])
    except ValidationError:
        return None


def box(kind: Box, fingerprints: tuple[str, ...], ticked: bool) -> str:
    """The beginning of a line with a box for the findings of one row, at most five."""
    named = " ".join(f"<!-- suture:{kind} {fingerprint} -->" for fingerprint in fingerprints[:5])
    return f"- [{'x' if ticked else ' '}] {named}"


def ticked(body: str) -> Ticks:
    """The boxes of an issue, read from lines as we render them. One finding ticked anywhere is ticked."""
    seen: dict[tuple[str, str], bool] = {}
    for line in _lines(body):
        if match := _BOX.match(line):
            for kind, fingerprint in _NAMED.findall(match[2]):
                seen[kind, fingerprint] = seen.get((kind, fingerprint), False) or match[1] in "xX"
    boxes = [[frozenset(f for (k, f), on in seen.items() if k == kind and on is want)
              for kind in ("retry", "ignore")] for want in (True, False)]  # fmt: skip
    return Ticks(boxes[0][0], boxes[0][1], boxes[1][0], boxes[1][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """`fingerprints` are those of its findings. `told` is how much may be said of them in public: a neutral
    row names no rule, CWE, path, weakness or title, one that may only be reported is not there at all."""

    fingerprints: tuple[str, ...] = ()
    told: Disclosure = "neutral"


@dataclass(frozen=True, slots=True)
class OpenRow(_Row):
    """An open pull request. `title` is the people's, `owners` are `@user` or `@org/team`. `next_step` must
    tell nothing of the code; `reason` may, and is left out of neutral rows. `tried`: whoever ticked its box
    for another try has had one, or an answer."""

    number: int
    url: str
    title: str
    owners: tuple[str, ...]
    age_days: int
    next_step: str
    reason: str = ""
    tried: bool = True


@dataclass(frozen=True, slots=True)
class WaitingRow(_Row):
    """A finding or pull request that waits, and why. `what` may be a rule and a path, `url` is empty where
    there is no pull request. Neutral rows show neither `what` nor `reason`."""

    what: str
    reason: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow(_Row):
    """A pull request that people did not want: by whom (a login, or empty), why, and until when."""

    url: str
    by: str
    reason: Reason
    until: date | None = None


@dataclass(frozen=True, slots=True)
class VerifiedRow(_Row):
    """A merged pull request whose finding is gone from the base, `days` after it was opened."""

    url: str
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Returned(_Row):
    """A finding that came back, or that was merged and is still there: `what` it is, its new pull request
    if there is one, and the earlier ones."""

    what: str
    earlier: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Demoted(_Row):
    """A rule whose fixes people refuse: `refused` of `ended` that came to an end."""

    rule: str
    level: Literal["comment", "off"]
    refused: int
    ended: int


@dataclass(frozen=True, slots=True)
class RuleRow(_Row):
    """What became of one rule's pull requests. Days are medians, None where nothing is known."""

    rule: str
    opened: int
    merged: int
    edited: int
    refused: int
    review_days: float | None = None
    merge_days: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Days from opening to verified, over `fixed` pull requests, and what became of each rule's."""

    fixed: int = 0
    mean_days: float | None = None
    median_days: float | None = None
    rules: tuple[RuleRow, ...] = ()


Row = OpenRow | WaitingRow | RefusedRow | VerifiedRow | Returned | Demoted | RuleRow


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the dashboard of one repository shows. In a `private` one every row is shown whole.

    `server_url` is where its pull requests are; links to anywhere else are not made. `base` and `base_sha`
    are the branch and the commit that all of this was seen on.
    """

    slug: str
    private: bool
    base: str
    base_sha: str
    server_url: str = "https://github.com"
    open: tuple[OpenRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    verified: tuple[VerifiedRow, ...] = ()
    returned: tuple[Returned, ...] = ()
    demoted: tuple[Demoted, ...] = ()
    score: Score = Score()


def remembered(body: str) -> State:
    """What an issue remembers, as people left its boxes; the text of none is empty."""
    return (parse(body) or State()).merged(ticked(body))


def _kept(old: tuple[str, ...], on: frozenset[str], off: frozenset[str]) -> tuple[str, ...]:
    """The old ones that were not taken out, then the new ones, at most so many as are remembered."""
    kept = [fingerprint for fingerprint in old if fingerprint not in off]
    return tuple(dict.fromkeys([*kept, *sorted(on)]))[-MOST:]


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]
