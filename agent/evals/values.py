"""What an evaluation is about: a case, and what came of it. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Expect(StrEnum):
    """What is right for a case: a fix, or to leave the code alone for one of two reasons."""

    FIXED = "fixed"
    FALSE_POSITIVE = "false_positive"
    NO_FIX = "no_fix"


@dataclass(frozen=True, slots=True)
class EvalCase:
    """One case, as its `case.toml` says. `path` is relative to the repository, `line` counts from 1.

    The code lies in `repo/`, or is `commit` of `repository`: a path from the case, or an https address.
    """

    folder: Path
    id: str
    language: str
    cwe: str
    rule: str
    path: str
    line: int
    expect: Expect
    note: str = ""
    repository: str = ""
    commit: str = ""

    @property
    def rules(self) -> Path | None:
        """The folder of the case's own rules, if it has any."""
        folder = self.folder / "rules"
        return folder if folder.is_dir() else None


class Counts(StrEnum):
    """What the end of a case counts as; docs/evals.md says it in sentences."""

    FIXED = "fixed"
    ACCEPTED = "accepted"
    FALSE_FIXED = "false_fixed"
    GAP_RIGHT = "gap_right"
    GAP_WRONG = "gap_wrong"
    GAP = "gap"
    RIGHT_FALSE_POSITIVE = "right_false_positive"
    RIGHT_NO_FIX = "right_no_fix"
    WRONG_FALSE_POSITIVE = "wrong_false_positive"
    ABSTAINED = "abstained"
    BROKEN = "broken"


class Hidden(StrEnum):
    """What the hidden tests said of an accepted patch; `none`: nothing was accepted, or there are none."""

    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Bad:
    """A case that cannot be measured: why, and the next step for whoever wrote it."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What a case cost. `asked` counts the questions to models, answered from a cache or not; `prompts` are
    their sizes in tokens; `unanswered` those that an endpoint gave no answer to, the first for `trouble`."""

    asked: int = 0
    calls: int = 0
    cached: int = 0
    unanswered: int = 0
    trouble: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    model_seconds: float = 0.0
    prompts: tuple[int, ...] = ()

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case. `outcome` is the pipeline's, empty where the case is broken; `source` says who
    wrote the patch; `next` is the next step for a broken one; `seconds` is wall time, tests included."""

    id: str
    language: str
    cwe: str
    rule: str
    path: str
    line: int
    expect: Expect
    counts: Counts
    reason: str
    next: str = ""
    outcome: str = ""
    source: str = ""
    hidden: Hidden = Hidden.NONE
    hidden_detail: str = ""
    attempts: int = 0
    diff: str = ""
    seconds: float = 0.0
    spent: Spent = Spent()
