"""What flows through Suture: frozen values, standard library only.

Each stage adds one type and changes none:
`Finding` (scan) -> `Case` (triage) -> `Draft` (author); then `Verdict` and `Outcome` (see `agent.verdict`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

MAX_FINDINGS_PER_CASE = 5


class Severity(StrEnum):
    """How bad, as the rule says. Ordered: `rank` is 0 for the worst."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Level(StrEnum):
    """A rule's confidence, likelihood or impact. `rank` is 0 for the highest."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class FixSafety(StrEnum):
    """What a rule's own `fix:` may claim: applied as it is, applied but read with care, or no fix."""

    SAFE = "safe"
    NEEDS_REVIEW = "needs-review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Location:
    """A range of whole lines. `path` is relative to the tree, with `/`; lines count from 1, both ends in."""

    path: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path}:{self.start}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the rule says of itself, parsed from semgrep metadata."""

    id: str
    severity: Severity
    confidence: Level = Level.MEDIUM
    likelihood: Level = Level.MEDIUM
    impact: Level = Level.MEDIUM
    cwe: tuple[str, ...] = ()
    """Bare identifiers: `CWE-89`."""
    owasp: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    guidance: str = ""
    """A paragraph for whoever writes the fix."""
    fewshot: str = ""
    """Key of the worked example shown to the model; empty means: choose by CWE."""
    fix_safety: FixSafety = FixSafety.NONE
    fix_imports: tuple[str, ...] = ()
    """Import statements the rule's `fix:` needs, in the language of the file."""
    fix_tested: bool = False
    """The rule says that a test runs the code of its sample before and after its `fix:`."""
    new_files: tuple[str, ...] = ()
    """Shell patterns of files that a model's fix may create."""
    tool: str = ""
    """The scanner that reported it (`CodeQL`), when that is not our own: it cannot be run again here."""


@dataclass(frozen=True, slots=True)
class RuleFix:
    """The rule's own replacement for `[start, end)`, byte offsets into the file."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One match of one rule; `snippet` is the matched whole lines, `ordinal` counts equal twins from 0."""

    rule: Rule
    location: Location
    message: str
    snippet: str
    fix: RuleFix | None = None
    trace: tuple[Location, ...] = ()
    ordinal: int = 0

    @property
    def pattern(self) -> str:
        """Rule and normalised code, without the path: equal for siblings in other files."""
        return _digest(self.rule.id, " ".join(self.snippet.split()))

    @property
    def fingerprint(self) -> str:
        """16 hex digits that survive edits elsewhere in the file: no line numbers go in."""
        return _digest(self.location.path, self.pattern, str(self.ordinal))[:16]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was left out, and why. A path, a rule or a finding's location is its `what`."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan. `skipped` holds files that could not be read or parsed; they are not clean."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What one pull request is about: 1 to 5 findings of one rule in one file."""

    findings: tuple[Finding, ...]

    @property
    def fingerprint(self) -> str:
        return self.findings[0].fingerprint

    @property
    def rule(self) -> Rule:
        return self.findings[0].rule

    @property
    def path(self) -> str:
        return self.findings[0].location.path


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after, as bytes; None where it does not exist. `mode` is git's, in octal."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: str = "100644"
    before_mode: str = "100644"


class Source(StrEnum):
    """Who wrote a patch."""

    RULE_FIX = "rule_fix"
    RECIPE = "recipe"
    """A repair that follows from the code alone; like a model's it is excused from nothing."""
    MODEL = "model"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes against one commit. `digest` names the content, for evidence that is bound to it."""

    base_sha: str
    changes: tuple[Change, ...]
    source: Source

    @property
    def digest(self) -> str:
        state = hashlib.sha256(self.base_sha.encode())
        for change in sorted(self.changes, key=lambda c: c.path):
            after = b"deleted" if change.after is None else hashlib.sha256(change.after).digest()
            state.update(f"\0{change.path}\0{change.mode}\0".encode("utf-8", "surrogateescape") + after)
        return state.hexdigest()

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(change.path for change in self.changes)


@dataclass(frozen=True, slots=True)
class Edit:
    """How a model speaks: replace `search`, which must occur exactly once in `path`, by `replace`."""

    path: str
    search: str
    replace: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What model calls cost. Tokens as the endpoint counted them; `seconds` of waiting for it.

    `cached` answers came from the completion cache and cost nothing; `cost` is money by the operator's
    prices, in their currency; `longest` is the longest prompt, in tokens.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cached: int = 0
    cost: float = 0.0
    longest: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.seconds + other.seconds,
            self.cached + other.cached,
            self.cost + other.cost,
            max(self.longest, other.longest),
        )

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Draft:
    """A patch with what its author says of it."""

    patch: Patch
    summary: str
    assumptions: tuple[str, ...] = ()


class TestStyle(StrEnum):
    """The framework that a proof is written for."""

    __test__ = False

    PYTEST = "pytest"
    UNITTEST = "unittest"
    NODE = "node:test"
    JEST = "jest"
    MOCHA = "mocha"


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """Where a proof goes (`path`, a file that does not exist) and for which framework.

    `examples` are existing test files and their set-up that it can learn from, the most telling first.
    """

    path: str
    style: TestStyle
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """One new test file, written from the findings before any fix exists.

    Its tests are told by name: `test_attack...` (in JavaScript a title that begins with `attack`) fails as
    long as the weakness is there; `test_control...` is honest use, and passes with and without it.
    """

    path: str
    content: str
    style: TestStyle


@dataclass(frozen=True, slots=True)
class NoProof:
    """Why there is no proof."""

    reason: str
