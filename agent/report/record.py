"""The JSON reports of `fix` and `verify`. Their form: `report.schema.json` and `verify.schema.json` here."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from pathlib import Path

from agent.contract import Contract
from agent.domain import Patch, Proof, Skip, Usage
from agent.report.hiding import hider, told
from agent.report.text import encodable
from agent.report.words import why
from agent.verdict import Check, Evidence, Outcome, Verdict

VERSION = 1

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything a finished run has to say. `timing` holds seconds: `total`, `scan`, and other stages;
    `requests` are those that were made of the forge."""

    target: str
    base_sha: str
    outcomes: tuple[Outcome, ...]
    skipped: tuple[Skip, ...]
    notes: tuple[str, ...]
    sandbox: str
    model: str
    timing: Mapping[str, float]
    requests: int = 0
    checked: Usage = Usage()
    """What it cost to find out whether the models can be relied on."""

    @property
    def usage(self) -> Usage:
        """The sum over cases, and the check of the models: findings of one case repeat its usage."""
        cases = {outcome.case: outcome.usage for outcome in reversed(self.outcomes)}
        return reduce(add, (cases[case] for case in sorted(cases)), self.checked)


def report(run: RunRecord) -> dict[str, Json]:
    """The report of `suture fix`: one outcome per finding, in the order of path and line."""
    hide = hider(run)
    return {
        "version": VERSION,
        "target": run.target,
        "base_sha": run.base_sha,
        "outcomes": [_outcome(outcome, hide) for outcome in sorted(run.outcomes, key=_place)],
        "skipped": [{"what": what, "reason": reason} for what, reason in _skips(told(run.skipped, hide))],
        "notes": [hide(note) for note in run.notes],
        "sandbox": run.sandbox,
        "model": run.model,
        "timing": {stage: _seconds(run.timing[stage]) for stage in sorted(run.timing)},
        "usage": _usage(run.usage),
        "requests": run.requests,
    }


def verify_report(
    *, target: str, base_sha: str, verdict: Verdict, patch: Patch, diff: str, proof: Proof | None
) -> dict[str, Json]:
    """The report of `suture verify`: the gates' answers on one patch, bound to its digest."""
    hide = hider(verdict, diff, proof)
    said = told(verdict, hide)
    return {
        "version": VERSION,
        "target": target,
        "base_sha": base_sha,
        "verdict": verdict.kind.value,
        "why": list(why(said)),
        "require": list(verdict.require),
        "checks": _checks(said),
        "evidence": _evidence(verdict.evidence),
        "proof": _proof(told(proof, hide)),
        "patch": patch.digest,
        "diff": hide(diff),
    }


def _place(outcome: Outcome) -> tuple[str, int, int, str, str]:
    finding = outcome.finding
    where = finding.location
    return where.path, where.start, where.end, finding.rule.id, finding.fingerprint


def _skips(skipped: Sequence[Skip]) -> list[tuple[str, str]]:
    return sorted((skip.what, skip.reason) for skip in skipped)


def _outcome(found: Outcome, hide: Callable[[str], str]) -> Json:
    finding, outcome = found.finding, told(found, hide)
    return {
        "fingerprint": finding.fingerprint,
        "case": outcome.case,
        "rule": finding.rule.id,
        "pattern": finding.pattern,
        "path": finding.location.path,
        "line": finding.location.start,
        "cwe": list(finding.rule.cwe),
        "severity": finding.rule.severity.value,
        "outcome": outcome.kind.value,
        "delivery": outcome.delivered.delivery.value,
        "reason": outcome.reason,
        "source": None if outcome.source is None else outcome.source.value,
        "checks": [] if outcome.verdict is None else _checks(outcome.verdict),
        "evidence": None if outcome.verdict is None else _evidence(outcome.verdict.evidence),
        "proof": _proof(outcome.proof),
        "contract": _contract(outcome.contract),
        "model": outcome.model,
        "attempts": outcome.attempts,
        "usage": _usage(outcome.usage),
        "diff": outcome.diff,
        "branch": outcome.delivered.branch,
        "page": outcome.delivered.page,
        "url": outcome.delivered.url,
        "notes": list(outcome.delivered.notes),
    }


def _checks(verdict: Verdict) -> list[Json]:
    return [_check(check) for check in verdict.checks]


def _check(check: Check) -> Json:
    return {
        "gate": check.gate,
        "status": check.status.value,
        "detail": check.detail,
        "seconds": _seconds(check.seconds),
        "flags": [{"kind": f.kind.value, "where": f.where, "text": f.text} for f in check.flags],
        "outputs": [{"title": output.title, "text": output.text} for output in check.outputs],
    }


def _evidence(evidence: Evidence | None) -> Json:
    return None if evidence is None else {**asdict(evidence)}


def _proof(proof: Proof | None) -> Json:
    if proof is None:
        return None
    return {"path": proof.path, "style": proof.style.value, "content": proof.content}


def _contract(contract: Contract | None) -> Json:
    return None if contract is None else {**asdict(contract), "quotes": list(contract.quotes)}


def _usage(usage: Usage) -> Json:
    return {
        "calls": usage.calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "seconds": _seconds(usage.seconds),
        "cached": usage.cached,
        "cost": round(usage.cost, 6),
        "longest": usage.longest,
    }


def _seconds(value: float) -> float:
    return round(float(value), 3)


def dumps(value: Mapping[str, Json]) -> str:
    """JSON text that is equal for equal values, plain ASCII (so inert on a terminal), ending in a line feed.

    Bytes of file names that are no text are written as `\\xff`. Raises ValueError for NaN and infinities.
    """
    return json.dumps(_encodable(dict(value)), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _encodable(value: Json) -> Json:
    match value:
        case str():
            return encodable(value)
        case list():
            return [_encodable(item) for item in value]
        case dict():
            return {encodable(key): _encodable(item) for key, item in value.items()}
        case _:
            return value


def write_atomic(path: Path, text: str) -> None:
    """Write a file whole or not at all; a symlink at `path` is replaced, not followed. Raises OSError."""
    temporary = path.parent / f".{path.name[:100]}.{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        # Gone already when all went well; after an interrupt no half-written file stays behind.
        temporary.unlink(missing_ok=True)
