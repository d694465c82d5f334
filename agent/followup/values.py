"""What is observed about one pull request, and the one step that comes of it. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from agent.forge.text.marker import Marker, Reason
from agent.forge.values import Act, Checks, Pull, Repo, Thread
from agent.forge.writes import Where


class Presence(StrEnum):
    """Whether the findings of a pull request are on today's base branch."""

    PRESENT = "present"
    GONE = "gone"
    UNKNOWN = "unknown"
    """The scan failed, or did not cover them: nothing may be concluded."""


@dataclass(frozen=True, slots=True)
class Base:
    """The base branch today. `detail` says what was scanned, and the commit that fixed it or why nothing is
    known."""

    sha: str
    presence: Presence
    detail: str = ""


class Touch(StrEnum):
    """What is on our branch besides what we recorded."""

    NONE = "none"
    """The recorded head, or on top of it commits of our own and clean merges of the base."""
    PEOPLE = "people"
    GONE = "gone"
    """There is no such branch any more."""


class Merge(StrEnum):
    """What merging the branch into today's base would be."""

    CURRENT = "current"
    """The branch holds the base's newest commit."""
    CLEAN = "clean"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Branch:
    """Our branch today. `conflicts` are paths, `adopted` a head of our own that is not recorded yet."""

    head: str
    touch: Touch
    merge: Merge
    conflicts: tuple[str, ...] = ()
    adopted: str = ""


class Proven(StrEnum):
    """What the gates say of today's merge of base and branch."""

    NOT_ASKED = "not asked"
    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """They could not be run."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of the renewed evidence, in the report's words."""

    name: str
    status: str
    detail: str


@dataclass(frozen=True, slots=True)
class Living:
    """Evidence as of today: the gates again, on the merge of `base` and `head`. What was not run again is
    there as `not_run` with the reason."""

    proven: Proven
    base: str = ""
    head: str = ""
    gates: tuple[Gate, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to turn to. `name` is a login, or a team's slug; `why` cites the CODEOWNERS line or says what
    else makes them the one."""

    name: str
    why: str
    team: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who can be turned to, already without those who left, are busy, or took themselves off.

    `first` are assignees and reviewers as they stand, `next` others on the same CODEOWNERS line and recent
    authors of the lines, `security` the security contact. `passed` says who was passed over and why.
    """

    first: tuple[Asked, ...] = ()
    next: tuple[Asked, ...] = ()
    security: tuple[Asked, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything known about one pull request of ours at one moment."""

    repo: Repo
    pull: Pull
    marker: Marker
    acts: tuple[Act, ...]
    threads: tuple[Thread, ...]
    base: Base
    branch: Branch
    checks: Checks = Checks()
    base_checks: Checks = Checks()
    ladder: Ladder = Ladder()
    writers: frozenset[str] = frozenset()
    """Those who acted here and may write, in lower case."""
    living: Living = Living(Proven.NOT_ASKED)
    edited: bool = False
    """Whether commits of people were merged with it."""
    retry: bool = False
    """Whether its box for another try is ticked on the dashboard."""
    author: bool = True
    """Whether there is a model that could write it again."""
    by_rule: bool = False
    """Whether its rule could, without being told anything."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person with write access asked for in words: untrusted text, to be quoted. `thread` is 0
    outside of one; `path` and `line` are where it was said."""

    where: Where
    id: int
    login: str
    text: str
    path: str = ""
    line: int = 0
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Handled:
    """A comment that a step deals with, and the reaction that acknowledges it (empty: none)."""

    where: Where
    id: int
    reaction: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """`reason` is for people; `row` names the row of the table that applies (see docs/follow-up.md)."""

    reason: str
    row: str
    handled: tuple[Handled, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Wait(_Step):
    """Nothing to do before `until` (None: until somebody acts). `ended` says that it never will be again."""

    until: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Remind(_Step):
    """The ladder's first rung."""

    who: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Reassign(_Step):
    """Turn to others: the ladder's second rung, or a command."""

    who: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Escalate(_Step):
    """The ladder's last rungs. With nobody in `who` only the dashboard tells of it from now on."""

    who: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Revise(_Step):
    """Write the fix again as people asked, as one more commit."""

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class MergeBase(_Step):
    """Merge the base in, as one more commit."""


@dataclass(frozen=True, slots=True)
class AuthorAgain(_Step):
    """Write the fix anew on today's base, as one more commit. `repair` names checks that it has to mend."""

    repair: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask(_Step):
    """Say something once that only people can settle; `question` names it for good."""

    question: str


@dataclass(frozen=True, slots=True)
class Answer(_Step):
    """Answer a command. `snooze` puts everything off until that day, `nearest` is the known command.
    `declined`: what was tried in answer is not done, and `reason` says why."""

    command: str
    snooze: date | None = None
    nearest: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class MarkReady(_Step):
    """Every required gate passed: take the draft away and ask the owners."""


@dataclass(frozen=True, slots=True)
class Close(_Step):
    """Close it: the finding is gone, or somebody said so. `refused` is why people did not want it."""

    refused: Reason = ""
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Freeze(_Step):
    """Write nothing: the stop label, a merge queue, an archived repository, no write access."""


@dataclass(frozen=True, slots=True)
class Verified(_Step):
    """It was merged and the finding is gone from the base: say so and delete our branch."""


@dataclass(frozen=True, slots=True)
class Record(_Step):
    """Remember how it ended, in the pull request itself: refused by a person, or merged and still there."""

    ended: str
    refused: Reason = ""
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Adopt(_Step):
    """Record a head that is ours: an earlier run was ended between its push and this."""


Step = (
    Wait | Remind | Reassign | Escalate | Revise | MergeBase | AuthorAgain | Ask | Answer | MarkReady
    | Close | Freeze | Verified | Record | Adopt
)  # fmt: skip
SPEAKING = (Remind, Reassign, Escalate, Ask, MarkReady)
"""Steps that a person is told of: the evidence is renewed before one is taken."""
