"""What a command of ours left behind, for the outputs and the summary: counts, digests, rows of a table."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.bundle.store import read_bundle
from agent.bundle.values import Bundle
from agent.cli.action.inputs import Order
from agent.errors import SutureError
from agent.fleet.files import read_plan
from agent.followup.decided import read_decided
from agent.report.words import NEEDS_MODEL
from agent.verdict import OutcomeKind, VerdictKind

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LARGEST = 64 << 20


class _Read(BaseModel):
    """A part of a report of ours; what the summary does not tell is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class CheckRow(_Read):
    """One gate's answer."""

    gate: str
    status: str
    detail: str = ""


class Row(_Read):
    """One finding and how it ended."""

    rule: str
    path: str
    line: int = 0
    outcome: OutcomeKind
    reason: str = ""
    url: str = ""
    delivery: str = ""
    checks: tuple[CheckRow, ...] = ()

    @property
    def wants_model(self) -> bool:
        """Whether nothing was tried because there was no model to ask."""
        return self.outcome is OutcomeKind.NO_FIX and self.reason.startswith(NEEDS_MODEL)


class Judged(_Read):
    """The verdict on one patch."""

    verdict: VerdictKind
    checks: tuple[CheckRow, ...] = ()
    base_sha: str = ""


class _Report(_Read):
    target: str = ""
    base_sha: str = ""
    sandbox: str = ""
    model: str = ""
    notes: tuple[str, ...] = ()
    outcomes: tuple[Row, ...]


class _Step(_Read):
    step: str
    reason: str = ""
    stopped: str = ""
    writes: tuple[str, ...] = ()


class PullRow(_Read):
    """One pull request, and what was done with it."""

    number: int
    url: str = ""
    reason: str = ""
    steps: tuple[_Step, ...] = ()


class _Listing(_Read):
    repository: str = ""
    base_sha: str = ""
    pulls: Annotated[tuple[PullRow, ...], Field(max_length=10_000)]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the outputs and the summary tell. Empty texts: the command left no such thing.

    `markdown` is a summary that the command has written itself, harmless already.
    """

    command: str
    rows: tuple[Row, ...] = ()
    pulls: tuple[PullRow, ...] = ()
    judged: Judged | None = None
    about: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    stage: str = ""
    report: str = ""
    bundle: str = ""
    sha256: str = ""
    go: bool | None = None
    revise: bool | None = None
    base: str = ""
    shards: int | None = None
    markdown: str = ""

    def count(self, kind: OutcomeKind) -> int:
        """Findings that ended so."""
        return sum(row.outcome is kind for row in self.rows)

    @property
    def opened(self) -> int:
        """Pull requests that were opened or updated; findings of one case share theirs."""
        return len({row.url for row in self.rows if row.url and row.delivery in ("opened", "updated")})

    def outputs(self) -> dict[str, str]:
        """The action's outputs by name: counts, booleans, hex digits, and paths that the workflow chose."""
        return {
            "fixed": str(self.count(OutcomeKind.FIXED)),
            "gaps": str(self.count(OutcomeKind.EVIDENCE_GAP)),
            "rejected": str(self.count(OutcomeKind.REJECTED)),
            "opened": str(self.opened),
            "report": self.report,
            "bundle": self.bundle,
            "sha256": self.sha256,
            "go": _flag(self.go),
            "revise": _flag(self.revise),
            "base": self.base if _COMMIT.fullmatch(self.base) else "",
            "shards": "" if self.shards is None else json.dumps(list(range(self.shards))),
        }


def results(asked: Order, written: Collection[Path], said: str) -> Results:
    """What the command wrote into files that were `written` just now, or `said` on its standard output.

    A file that is none of ours tells nothing; it is the next job that refuses it.
    """
    found = Results(asked.command)
    if asked.report is not None and asked.report in written:
        found = replace(found, report=str(asked.report))
        fleet = asked.command == "fleet report"
        found = (_with_markdown if fleet else _with_report)(found, asked.report)
    if said:
        found = _with_listing(found, said)
    given = asked.inputs
    if asked.told is not None and asked.told in written:
        found = replace(found, sha256=_digest(asked.told))
    try:
        if asked.command == "fleet plan" and Path(given["out"]) in written:
            return _with_plan(found, Path(given["out"]))
        if given["decide"] and Path(given["decide"]) in written:
            return _with_decided(found, Path(given["decide"]))
        made = Path(given["out"] if asked.command == "verify" else given["bundle"])
        if asked.command in ("fix", "verify", "follow") and made in written:
            return _with_bundle(found, made)
    except SutureError as error:
        return replace(found, notes=(*found.notes, str(error)))
    return found


def _with_report(found: Results, file: Path) -> Results:
    if file.stat().st_size > _LARGEST:
        return found
    text = file.read_bytes()
    try:
        read = _Report.model_validate_json(text)
    except ValidationError:
        pass
    else:
        model = f"model {read.model}" if read.model else ""
        sandbox = f"sandbox: {read.sandbox}" if read.sandbox else ""
        # A checkout goes by its folder: the runner's path to it tells nobody anything.
        name = Path(read.target).name if read.target.startswith("/") else read.target
        about = tuple(filter(None, (name, model, sandbox)))
        return replace(found, rows=read.outcomes, about=about, notes=read.notes, base=read.base_sha)
    try:
        judged = Judged.model_validate_json(text)
    except ValidationError:
        return found
    return replace(found, judged=judged, base=judged.base_sha)


def _with_markdown(found: Results, report: Path) -> Results:
    file = report.with_suffix(".md")
    return replace(found, markdown=file.read_text("utf-8") if file.is_file() else "")


def _with_listing(found: Results, said: str) -> Results:
    try:
        read = _Listing.model_validate_json(said)
    except ValidationError:
        return found
    notes = (*found.notes, read.note) if read.note else found.notes
    return replace(found, pulls=read.pulls, about=(read.repository,), base=read.base_sha, notes=notes)


def _with_plan(found: Results, file: Path) -> Results:
    shards = len(read_plan(file).shards)
    return replace(found, shards=shards, go=shards > 0, sha256=_digest(file))


def _with_decided(found: Results, file: Path) -> Results:
    read = read_decided(file)
    return replace(found, go=read.go, revise=read.revise, base=read.base_sha, sha256=_digest(file))


def _with_bundle(found: Results, file: Path) -> Results:
    digest = _digest(file)
    read = read_bundle(file, sha256=digest)
    return replace(
        found,
        bundle=str(file),
        sha256=digest,
        # What was refused goes on, too, where somebody who asked is to be told.
        go=bool(read.fixes) or any(refused.pull for refused in read.refused),
        base=read.base_sha,
        stage=read.stage.value,
        refused=tuple((refused.fingerprint, refused.reason) for refused in read.refused),
        rows=found.rows or _rows(read),
        # The checkout's folder is called whatever the runner calls it.
        about=tuple(filter(None, (read.repository or next(iter(found.about), ""), *found.about[1:]))),
    )


def _rows(bundle: Bundle) -> tuple[Row, ...]:
    """A row for each finding that the bundle has a fix for."""
    return tuple(
        Row(
            rule=finding.rule.id,
            path=finding.location.path,
            line=finding.location.start,
            outcome=OutcomeKind(fix.verdict.kind.value),
            checks=tuple(
                CheckRow(gate=c.gate, status=c.status.value, detail=c.detail) for c in fix.verdict.checks
            ),
        )
        for fix in bundle.fixes
        for finding in fix.findings
    )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def failed_first(checks: Sequence[CheckRow]) -> tuple[CheckRow, ...]:
    """Gates that did not pass, those that failed before those that were left open."""
    rank = {"failed": 0, "inconclusive": 1, "not_run": 2}
    return tuple(sorted((c for c in checks if c.status in rank), key=lambda check: rank[check.status]))
