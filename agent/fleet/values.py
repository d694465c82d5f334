"""What a fleet run keeps in files: repositories, what was seen of them, plans and results. Bounded.

Jobs that may write read these files, and jobs that ran a repository's code may have had a hand in them:
whatever is not exactly as it should be is refused.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from agent.domain import Severity
from agent.verdict import OutcomeKind

MOST_SHARDS = 256
"""What GitHub takes of one matrix."""
MOST_PLANNED = 20_000
MOST_KNOWN = 200_000
MOST_WAVES = 50
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}(?:_[A-Za-z0-9-]{1,99})?/[A-Za-z0-9._-]{1,100}")


def valid_slug(text: str) -> str:
    """The text itself where it is `owner/name` as GitHub has them. Raises ValueError otherwise."""
    if not _SLUG.fullmatch(text) or text.endswith(("/.", "/..", "/.git")):
        raise ValueError("no OWNER/NAME")
    return text


def file_name(slug: str) -> str:
    """The name of a repository's files: no owner has two underscores in a row, so no two share one."""
    owner, _, name = slug.partition("/")
    return f"{owner}__{name}"


Slug = Annotated[str, AfterValidator(valid_slug), Field(max_length=210)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Seconds = Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=100)]
Line = Annotated[str, Field(max_length=400)]
Sha256 = Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{64})?\z")]


class Stored(BaseModel):
    """A frozen value that is kept as JSON: unknown keys and wrong types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Repository(Stored):
    """A repository as the forge lists it. `size_kb` is 0 where nothing was ever pushed."""

    slug: Slug
    private: bool = True
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    size_kb: Count = 0
    pushed_at: AwareDatetime | None = None
    topics: Annotated[tuple[Word, ...], Field(max_length=200)] = ()
    properties: Annotated[tuple[tuple[Word, Line], ...], Field(max_length=1000)] = ()
    default_branch: Annotated[str, Field(max_length=255)] = ""


class Open(Stored):
    """Findings that are open, by severity."""

    critical: Count = 0
    high: Count = 0
    medium: Count = 0
    low: Count = 0

    def of(self, severity: Severity) -> int:
        """How many are of one severity."""
        match severity:
            case Severity.CRITICAL:
                return self.critical
            case Severity.HIGH:
                return self.high
            case Severity.MEDIUM:
                return self.medium
            case Severity.LOW:
                return self.low


class Seen(Stored):
    """The last look at a repository. `pushed_at` is its head's then, `suture` our version.

    `pulls` are pull requests of ours that were opened or brought up to date, `waiting` fixes that limits held
    back; `seconds` are the longest stage's. `error` is the kind of failure,
    `failures` how many there were in a row.
    """

    when: AwareDatetime
    wave: Count
    suture: Word
    pushed_at: AwareDatetime | None = None
    open: Open = Open()
    pulls: Count = 0
    waiting: Count = 0
    seconds: Seconds = 0.0
    tokens: Count = 0
    requests: Count = 0
    outcomes: dict[OutcomeKind, Count] = {}
    error: Word = ""
    failures: Count = 0


class Wave(Stored):
    """A wave that was recorded: how many repositories were planned, looked at, failed or not reached."""

    number: Count
    started: AwareDatetime
    ended: AwareDatetime
    planned: Count = 0
    looked: Count = 0
    failed: Count = 0
    not_reached: Count = 0
    left: Count = 0
    tokens: Count = 0
    requests: Count = 0


class Record(Stored):
    """What is remembered between waves: the last waves, and the last look at each repository by its name."""

    version: Literal[1] = 1
    waves: Annotated[tuple[Wave, ...], Field(max_length=MOST_WAVES)] = ()
    seen: Annotated[dict[Slug, Seen], Field(max_length=MOST_KNOWN)] = {}


class Shard(Stored):
    """One job's repositories in the order of work, and what all of them together may cost."""

    number: Annotated[int, Field(ge=0, lt=MOST_SHARDS)]
    repositories: Annotated[tuple[Repository, ...], Field(min_length=1, max_length=MOST_PLANNED)]
    seconds: Seconds
    tokens: Count
    requests: Count


class Reason(Stored):
    """Why repositories are in no shard, and how many."""

    why: Word
    count: Count


class Plan(Stored):
    """One wave. `left` are due repositories that did not fit, `requests` those that planning has cost,
    `patterns` the SHA-256 of the verified fixes beside it that siblings may take over."""

    version: Literal[1] = 1
    wave: Annotated[int, Field(ge=1, le=10**9)]
    started: AwareDatetime
    suture: Word
    home: Slug | Literal[""] = ""
    shards: Annotated[tuple[Shard, ...], Field(max_length=MOST_SHARDS)] = ()
    left: Count = 0
    why: Annotated[tuple[Reason, ...], Field(max_length=50)] = ()
    requests: Count = 0
    patterns: Sha256 = ""

    @property
    def repositories(self) -> tuple[Repository, ...]:
        """Every repository of the wave, shard by shard."""
        return tuple(one for shard in self.shards for one in shard.repositories)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [one.slug.casefold() for one in self.repositories]
        if len(names) > MOST_PLANNED or len(set(names)) != len(names):
            raise ValueError("too many repositories, or one of them twice")
        if [shard.number for shard in self.shards] != list(range(len(self.shards))):
            raise ValueError("shards are not numbered from 0")
        return self


Stage = Literal["fix", "verify", "publish"]
STAGES: tuple[Stage, ...] = ("fix", "verify", "publish")
Status = Literal["done", "nothing", "failed", "not_reached"]


class Result(Stored):
    """What one stage did with one repository. `nothing`: it ended well, and the next stage has nothing to do.

    `kind` names a failure (`timeout`, `crashed`, `error`, ...), `detail` tells it; `sha256` is of the
    verified bundle, which alone may be published.
    """

    slug: Slug
    status: Status
    kind: Word = ""
    detail: Line = ""
    seconds: Seconds = 0.0
    tokens: Count = 0
    requests: Count = 0
    sha256: Sha256 = ""


class Results(Stored):
    """What one stage did with one shard."""

    version: Literal[1] = 1
    wave: Count
    shard: Annotated[int, Field(ge=0, lt=MOST_SHARDS)]
    stage: Stage
    results: Annotated[tuple[Result, ...], Field(max_length=MOST_PLANNED)] = ()
