"""What one job decided, in a file for another that can write; read as if an enemy had written it.

`{"decided": {...}, "seal": HEX}`. Whoever acts on it looks at every pull request anew and decides again: of
the file it takes the gates' answers alone, and those only for the very commits that it sees itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.bundle.sealed import (
    Form,
    amiss,
    canonical,
    check_seal,
    digest,
    parse,
    read_bytes,
    write_sealed,
)
from agent.errors import BundleError
from agent.followup.values import AuthorAgain, Gate, Living, Proven, Request, Revise, Step
from agent.forge.text.marker import Followed, Marker
from agent.gates.runner import GATE_NAMES
from agent.report.text import encodable
from agent.text import shortened
from agent.verdict import Status

FORMAT: Literal[1] = 1
LARGEST = 8 << 20
"""Bytes of the file."""
MOST_PULLS = 2_000
LONGEST = 2_000
"""Characters of a gate's detail."""

_STEPS = frozenset(step.__name__ for step in get_args(Step))
_FORM = Form(
    key="decided",
    largest=LARGEST,
    missing="does not hold a sealed decision",
    again="take the file as `suture follow --decide` wrote it, or run that again",
    less="follow fewer at once: --pr",
)
_COMMIT = r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z"
_DIGEST = r"\A[0-9a-f]{64}\z"
_SLUG = r"\A[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9_.-]{1,100}\z"

_Commit = Annotated[str, Field(pattern=_COMMIT)]
_Digest = Annotated[str, Field(pattern=_DIGEST)]
_Text = Annotated[str, Field(max_length=LONGEST)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Ran(_Strict):
    """One gate of the renewed evidence."""

    name: str
    status: Status
    detail: _Text

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.name not in GATE_NAMES:
            raise ValueError("it names a gate that there is not")
        return self


class Evidence(_Strict):
    """What the gates said of the merge of the decided base and head."""

    proven: Literal[Proven.HOLDS, Proven.BROKEN, Proven.UNKNOWN]
    gates: Annotated[tuple[Ran, ...], Field(max_length=len(GATE_NAMES))]
    detail: _Text


class Decision(_Strict):
    """What was decided for one pull request at one head of its branch.

    `step` and `row` are for people. `about` is a digest of what its marker says, besides what is remembered.
    `work` is one of what is to be written (empty where nothing is).
    """

    number: Annotated[int, Field(ge=1, le=10**9)]
    head_sha: _Commit
    step: str
    row: Annotated[str, Field(pattern=r"\A[a-z-]{1,30}\z")]
    about: _Digest
    work: _Digest | Literal[""] = ""
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.step not in _STEPS:
            raise ValueError("it names a step that there is not")
        if (self.step in (Revise.__name__, AuthorAgain.__name__)) != bool(self.work):
            raise ValueError("what is to be written and its step are two things")
        return self


class Decided(_Strict):
    """Everything that one job decided for `base` of `repository` at `base_sha`.

    `go` tells that whoever asked for it may ask, and for what; otherwise nothing was looked at, and
    `base_sha` is empty. `only` is the one pull request that it is about (0: all of ours).
    """

    version: Literal[1] = FORMAT
    repository: Annotated[str, Field(pattern=_SLUG, max_length=200)]
    base: Annotated[str, Field(max_length=300)] = ""
    base_sha: _Commit | Literal[""] = ""
    go: bool = True
    only: Annotated[int, Field(ge=0, le=10**9)] = 0
    pulls: Annotated[tuple[Decision, ...], Field(max_length=MOST_PULLS)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({pull.number for pull in self.pulls}) != len(self.pulls):
            raise ValueError("a pull request is there twice")
        if self.go != bool(self.base and self.base_sha) or (self.pulls and not self.go):
            raise ValueError("what was looked at and whether anything was do not agree")
        return self

    @property
    def revise(self) -> bool:
        """Whether there is anything to be written."""
        return any(pull.work for pull in self.pulls)

    def misfit(self, repository: str, base: str) -> str:
        """Why it is nothing for a branch of a repository; empty where it is."""
        if (self.repository, self.base) == (repository, base):
            return ""
        return f"it was decided for {self.base!r} of {self.repository}, not for {base!r} of {repository}"

    def of(self, number: int, head_sha: str) -> Decision | None:
        """What was decided for a pull request, if its branch is still where it was."""
        found = (pull for pull in self.pulls if (pull.number, pull.head_sha) == (number, head_sha))
        return next(found, None)


def about(marker: Marker) -> str:
    """A digest of what a marker says, besides what is remembered of the pull request since."""
    return digest(marker.model_copy(update={"followed": Followed()}).model_dump(mode="json"))


def work_again(repair: Sequence[str]) -> str:
    """A digest of a fix that is to be written anew, for these checks."""
    return digest(["again", *repair])


def work_revise(requests: Sequence[Request]) -> str:
    """A digest of a fix that is to be written as asked: of every word, and of where it was said."""
    said = [[r.where.value, r.id, r.login, encodable(r.text), r.path, r.line, r.thread] for r in requests]
    return digest(["revise", *said])


def work_of(step: Step | None) -> str:
    """A digest of what a step has written; empty for one that has nothing written by an author."""
    match step:
        case AuthorAgain():
            return work_again(step.repair)
        case Revise():
            return work_revise(step.requests)
        case _:
            return ""


def evidence_of(living: Living) -> Evidence | None:
    """What the gates said, within the bounds of the file; None where they were not asked."""
    if living.proven is Proven.NOT_ASKED:
        return None
    gates = tuple(Ran(name=g.name, status=Status(g.status), detail=_cut(g.detail)) for g in living.gates)
    return Evidence(proven=living.proven, gates=gates, detail=_cut(living.detail))


def living_of(evidence: Evidence, base: str, head: str, *, neutral: bool) -> Living:
    """The same as evidence of these two commits; `neutral` leaves out what might tell of the weakness."""
    gates = tuple(Gate(g.name, g.status.value, "" if neutral else g.detail) for g in evidence.gates)
    detail = evidence.detail.partition(":")[0] if neutral else evidence.detail
    return Living(evidence.proven, base, head, gates, detail)


def write_decided(file: Path, decided: Decided) -> None:
    """Write it whole or not at all. Raises BundleError where it is too large, or cannot be written."""
    write_sealed(file, _FORM, decided.model_dump(mode="json"))


def read_decided(file: Path) -> Decided:
    """What a file says was decided. Raises BundleError for everything that `write_decided` does not write."""
    found = parse(file, _FORM, read_bytes(file, _FORM))
    check_seal(file, found)
    try:
        decided = Decided.model_validate_json(canonical(found.value))
    except ValidationError as error:
        raise BundleError(
            f"{file} does not hold what was decided: {amiss(error)}", hint=_FORM.again
        ) from None
    if decided.model_dump(mode="json") != found.value:
        raise BundleError(f"{file} leaves out what was decided, or spells it otherwise", hint=_FORM.again)
    return decided


def _cut(text: str) -> str:
    return shortened(encodable(text), LONGEST)
