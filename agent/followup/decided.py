"""What one job decided, in a file for another that can write; read as if an enemy had written it.

`{"decided": {...}, "seal": HEX}`. Whoever acts on it looks at every pull request anew and decides again: of
the file it takes the gates' answers alone, and those only for the very commits that it sees itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.bundle.files import opened, too_large
from agent.errors import BundleError
from agent.followup.values import AuthorAgain, Gate, Living, Proven, Request, Revise, Step
from agent.forge.text.marker import Followed, Marker
from agent.gates.runner import GATE_NAMES
from agent.report.record import write_atomic
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
_AGAIN = "take the file as `suture follow --decide` wrote it, or run that again"
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
    `work` is one of what is to be written (empty where nothing is), and `model` tells that only a model can.
    """

    number: Annotated[int, Field(ge=1, le=10**9)]
    head_sha: _Commit
    step: str
    row: Annotated[str, Field(pattern=r"\A[a-z-]{1,30}\z")]
    about: _Digest
    work: _Digest | Literal[""] = ""
    model: bool = False
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
    return _digest(marker.model_copy(update={"followed": Followed()}).model_dump(mode="json"))


def work_again(repair: Sequence[str]) -> str:
    """A digest of a fix that is to be written anew, for these checks."""
    return _digest(["again", *repair])


def work_revise(requests: Sequence[Request]) -> str:
    """A digest of a fix that is to be written as asked: of every word, and of where it was said."""
    said = [[r.where.value, r.id, r.login, encodable(r.text), r.path, r.line, r.thread] for r in requests]
    return _digest(["revise", *said])


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
    """Write it whole or not at all. Raises BundleError where it cannot be written."""
    given = decided.model_dump(mode="json")
    text = _canonical({"decided": given, "seal": _digest(given)}) + "\n"
    if len(text) > LARGEST:
        raise BundleError("there is more to decide than one file may hold", hint="follow fewer at once: --pr")
    try:
        write_atomic(file, text)
    except OSError as error:
        what = f"{file} cannot be written: {error.strerror}"
        raise BundleError(what, hint="name a file in a folder that exists and may be written") from error


def read_decided(file: Path) -> Decided:
    """What a file says was decided. Raises BundleError for everything that `write_decided` does not write."""
    read = _parsed(file, _bytes(file))
    if not isinstance(read, dict) or read.keys() != {"decided", "seal"}:
        raise BundleError(f"{file} does not hold what was decided", hint=_AGAIN)
    try:
        if read["seal"] != _digest(read["decided"]):
            raise BundleError(f"{file} was changed after it was sealed", hint=_AGAIN)
        decided = Decided.model_validate_json(_canonical(read["decided"]))
    except RecursionError:
        raise BundleError(f"{file} is nested too deeply", hint=_AGAIN) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f".{part}" for part in first["loc"][:12])
        what = f"{file} does not hold what was decided: at {where or 'its top'}, {first['msg']}"
        raise BundleError(what, hint=_AGAIN) from None
    if decided.model_dump(mode="json") != read["decided"]:
        raise BundleError(f"{file} leaves out what was decided, or spells it otherwise", hint=_AGAIN)
    return decided


def _bytes(file: Path) -> bytes:
    """What is in a regular file; nothing is waited for, followed, or read beyond the limit."""
    with opened(file, LARGEST) as stream:
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise too_large(file, LARGEST)
    return raw


def _parsed(file: Path, raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise BundleError(f"{file} is nested too deeply", hint=_AGAIN) from None
    except ValueError as error:
        # Of bytes that are no text, of JSON that is none, and of the two below.
        raise BundleError(f"{file} is no JSON of ours: {error}", hint=_AGAIN) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _digest(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode("ascii")).hexdigest()


def _canonical(value: object) -> str:
    """The one spelling of a value: sorted keys, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _cut(text: str) -> str:
    return shortened(encodable(text), LONGEST)
