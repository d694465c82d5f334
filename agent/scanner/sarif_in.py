"""Findings of other scanners from a SARIF 2.1.0 file, which is untrusted: nothing in it is shown or followed
unless the commit bears it out. What is left out is listed with its reason. Pure but for the snapshot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.domain import Finding, Location, Skip
from agent.errors import UsageError
from agent.ports import Snapshot
from agent.scanner.foreign import message_from, short, tool_name
from agent.scanner.imported import Imported, Reported, settled
from agent.scanner.places import Named, Places, Refused, Spot
from agent.scanner.sarif_rules import RuleBook
from agent.scanner.shapes import Table, at, items, number, table, tables, text

MAX_BYTES = 50 * 1024 * 1024
MAX_RESULTS = 25_000
MOST_STEPS = 20

_HINT = "have the scanner write SARIF 2.1.0 (for CodeQL: `--format=sarif-latest`)"
_FAILURES = ("", "fail", "open", "review")
_KNOWN = {
    "absent": "no longer there, by its own scan (baselineState: absent)",
    "unchanged": "known from the baseline of its scan (baselineState: unchanged)",
}
_CHANGED = "the file has changed since that scan: what it quotes does not stand there"
_NO_CODE = ("", "requires login")


@dataclass(frozen=True, slots=True)
class _Run:
    """One run while it is read."""

    log: Table
    book: RuleBook
    places: Places

    @property
    def tool(self) -> str:
        return tool_name(self.book.tool)


def read_sarif(raw: bytes, snapshot: Snapshot) -> Imported:
    """The findings of every run that stand in the commit, and all others with the reason.

    Raises UsageError when this is no SARIF 2.1.0 file, or one of more than 50 MB. Of more than 25,000
    results the first ones are read.
    """
    places = Places(snapshot)
    runs = [_Run(log, RuleBook(log), places) for log in tables(_log(raw).get("runs"))]
    notes = [note for run in runs for note in _notes(run, snapshot.base_sha)]
    results = [(run, result) for run in runs for result in tables(run.log.get("results"))]
    read = [_read(run, result) for run, result in results[:MAX_RESULTS]]
    over = len(results) - MAX_RESULTS
    rest = (
        [Skip("the SARIF file", f"{over} more results: at most {MAX_RESULTS} are read")] if over > 0 else []
    )
    return settled(read, rest, notes)


def _log(raw: bytes) -> Table:
    if len(raw) > MAX_BYTES:
        limit = f"{MAX_BYTES // (1024 * 1024)} MB"
        raise UsageError(f"the SARIF file has more than {limit}", hint="split it by tool or by folder")
    try:
        log = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the SARIF file is no JSON: {str(error)[:200]}", hint=_HINT) from error
    if not isinstance(log, dict) or not isinstance(log.get("runs"), list):
        raise UsageError("this is no SARIF: it holds no `runs`", hint=_HINT)
    if log.get("version") != "2.1.0":
        raise UsageError(f"SARIF of version {short(str(log.get('version')))} is not read", hint=_HINT)
    return log


def _notes(run: _Run, base_sha: str) -> Iterator[str]:
    for source in tables(run.log.get("versionControlProvenance")):
        revision = text(source.get("revisionId"))
        if revision and revision != base_sha:
            yield (
                f"{run.tool} scanned commit {short(revision[:12])}, and this is {base_sha[:12]}: "
                "its findings are taken where their lines still stand"
            )
    if any(call.get("executionSuccessful") is False for call in tables(run.log.get("invocations"))):
        yield f"{run.tool} says that its scan did not succeed: it may have missed findings"


def _read(run: _Run, result: Table) -> Reported | Skip:
    rule = run.book.rule(result)
    physical = table(at(tables(result.get("locations")), 0).get("physicalLocation"))
    region = table(physical.get("region"))
    uri, base = _artifact(run, table(physical.get("artifactLocation")))
    line = f":{region['startLine']}" if number(region.get("startLine")) else ""
    what = short(rule.id if rule else f"a result of {run.tool}", f"at {uri}{line}" if uri else "")
    if rule is None:
        return Skip(what, "it names no rule")
    spot = _spot(run.places, uri, base, region)
    if isinstance(spot, Refused):
        return Skip(what, _closed(result) or short(spot.reason))
    message = message_from(_message(run, result), rule, spot.snippet)
    finding = Finding(rule, spot.location, message, spot.snippet, trace=_trace(run, result))
    columns = number(region.get("startColumn")) or 0, number(region.get("endColumn")) or 0
    return Reported(finding, what, columns, _closed(result))


def _spot(places: Places, uri: str, base: str, region: Table) -> Spot | Refused:
    """The lines that a result is about, if they are still what its scan saw."""
    if not uri:
        return Refused("it names no place")
    named = places.named(uri, base)
    if isinstance(named, Refused):
        return named
    start, end = number(region.get("startLine")), number(region.get("endLine"))
    spot = places.spot(named.path, start, end, number(region.get("endColumn")))
    if isinstance(spot, Refused):
        return spot
    quoted = text(table(region.get("snippet")).get("text")).strip("\r\n")
    if quoted.strip() in _NO_CODE:
        bare = f"only the bare name of {named.path} is known in the commit, and no code is quoted"
        return spot if named.sure else Refused(bare)
    return spot if places.stands(spot, quoted) else Refused(_CHANGED)


def _closed(result: Table) -> str:
    """Why a result is nothing to work on, by its own file; empty when it is open."""
    kind = text(result.get("kind"))
    if kind not in _FAILURES:
        return f"not a failure (kind: {short(kind)})"
    told = tables(result.get("suppressions"))
    if told and all(text(one.get("status")) in ("", "accepted") for one in told):
        why = next(filter(None, (text(one.get("justification")) for one in told)), "")
        where = "in the source" if text(told[0].get("kind")) == "inSource" else "outside the source"
        return f"suppressed {where}" + (f": {short(why)}" if why else "")
    return _KNOWN.get(text(result.get("baselineState")), "")


def _artifact(run: _Run, location: Table) -> tuple[str, str]:
    """An artifact's address, and what it is relative to."""
    listed = table(at(tables(run.log.get("artifacts")), location.get("index")).get("location"))
    location = location if text(location.get("uri")) else listed
    bases = table(run.log.get("originalUriBaseIds"))
    name, base = text(location.get("uriBaseId")), ""
    # A chain may lead in a circle.
    for _ in range(10):
        told = table(bases.get(name))
        uri = text(told.get("uri"))
        base = f"{uri.rstrip('/')}/{base}" if uri else base
        name = text(told.get("uriBaseId"))
        if not name or re.match(r"/|[A-Za-z][A-Za-z0-9+.-]*:", base):
            break
    return text(location.get("uri")), base


def _message(run: _Run, result: Table) -> str:
    """A result's own words, or those that its rule keeps for it, with the arguments in their places."""
    message = table(result.get("message"))
    described = run.book.described(result)
    kept = table(table(described.get("messageStrings")).get(text(message.get("id"))))
    words = text(message.get("text")) or text(kept.get("text")) or text(message.get("markdown"))
    words = words or text(table(described.get("shortDescription")).get("text"))
    given = [text(argument) for argument in items(message.get("arguments"))]

    def argument(found: re.Match[str]) -> str:
        return given[int(found[1])] if int(found[1]) < len(given) else found[0]

    return re.sub(r"\{(\d{1,2})\}", argument, words)


def _trace(run: _Run, result: Table) -> tuple[Location, ...]:
    """The first flow's places in the commit, in their order; of a long one its beginning and its end."""
    flow = at(tables(at(tables(result.get("codeFlows")), 0).get("threadFlows")), 0)
    steps = tables(flow.get("locations"))
    if len(steps) > MOST_STEPS:
        steps = [*steps[: MOST_STEPS // 2], *steps[-MOST_STEPS // 2 :]]
    return tuple(_distinct([place for step in steps if (place := _step(run, step)) is not None]))


def _step(run: _Run, step: Table) -> Location | None:
    physical = table(table(step.get("location")).get("physicalLocation"))
    region = table(physical.get("region"))
    uri, base = _artifact(run, table(physical.get("artifactLocation")))
    named = run.places.named(uri, base)
    if not isinstance(named, Named) or not named.sure:
        return None
    spot = run.places.spot(named.path, number(region.get("startLine")), number(region.get("endLine")))
    return None if isinstance(spot, Refused) else spot.location


def _distinct(places: Sequence[Location]) -> Iterator[Location]:
    """Without steps that stay on the same lines."""
    for at_step, place in enumerate(places):
        if at_step == 0 or place != places[at_step - 1]:
            yield place
