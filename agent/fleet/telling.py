"""A joined wave for machines and for people: JSON, and Markdown for a job's summary."""

from __future__ import annotations

from collections.abc import Iterator

from agent.fleet.reporting import Joined, Looked, Sibling
from agent.forge.text.defuse import cell, code_cell, link
from agent.report.record import Json
from agent.verdict import OutcomeKind

MOST_PULLS = 300
MOST_ERRORS = 100
MOST_SIBLINGS = 100
MOST_PLACES = 8
VERSION = 1


def as_json(joined: Joined) -> dict[str, Json]:
    """The joined report. Its form is told in docs/fleet.md."""
    plan = joined.plan
    return {
        "version": VERSION,
        "wave": plan.wave,
        "started": plan.started.isoformat(),
        "suture": plan.suture,
        "repositories": {
            "planned": len(joined.looked),
            "looked": len(joined.done),
            "failed": len(joined.of("failed")),
            "not_reached": len(joined.of("not_reached")),
            "left": plan.left,
        },
        "outcomes": {kind.value: count for kind, count in joined.outcomes.items()},
        "pulls": [
            {
                "repository": slug,
                "url": row.url,
                "rule": row.rule,
                "path": row.path,
                "outcome": row.outcome.value,
            }
            for slug, row in joined.pulls
        ],
        "cost": {"tokens": joined.tokens, "requests": joined.requests, "seconds": _seconds(joined)},
        "errors": [
            {
                "kind": kind,
                "repositories": [{"slug": one.repository.slug, "detail": one.detail} for one in group],
            }
            for kind, group in joined.errors.items()
        ],
        "not_reached": [
            {"slug": one.repository.slug, "stage": one.stage, "why": one.kind}
            for one in joined.of("not_reached")
        ],
        "siblings": [_sibling(one) for one in joined.siblings],
    }


def _seconds(joined: Joined) -> float:
    return round(sum(one.seconds for one in joined.looked), 3)


def _sibling(one: Sibling) -> Json:
    places: list[Json] = [
        {
            "repository": place.slug,
            "path": place.path,
            "line": place.line,
            "outcome": place.outcome.value,
            "url": place.url,
        }
        for place in one.places
    ]
    return {
        "pattern": one.pattern,
        "rule": one.rule,
        "severity": one.severity.value,
        "repositories": one.repositories,
        "places": places,
    }


def headline(joined: Joined) -> str:
    """The wave in a line."""
    plan, fixed = joined.plan, joined.outcomes.get(OutcomeKind.FIXED, 0)
    return (
        f"Wave {plan.wave}: {len(joined.done)} of {len(joined.looked)} repositories looked at, "
        f"{sum(joined.outcomes.values())} findings, {fixed} fixed, {len(joined.pulls)} pull requests, "
        f"{len(joined.of('failed'))} failed, {len(joined.of('not_reached'))} not reached, "
        f"{plan.left} left over; "
        f"{joined.tokens} tokens, {joined.requests} requests"
    )


def as_markdown(joined: Joined) -> str:
    """The wave for a job's summary, of bounded length. Nothing that a repository wrote acts in it."""
    parts = ["## Suture fleet", headline(joined) + "."]
    for title, lines in (
        ("Findings", list(_outcomes(joined))),
        ("Pull requests", list(_pulls(joined))),
        ("The same in several repositories", list(_siblings(joined))),
        ("Failed", list(_errors(joined))),
        ("Not reached, due in the next wave", list(_not_reached(joined))),
    ):
        if lines:
            parts += [f"### {title}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _outcomes(joined: Joined) -> Iterator[str]:
    if joined.outcomes:
        yield "| outcome | findings |\n| --- | ---: |"
    for kind, count in joined.outcomes.items():
        yield f"| {kind.value.replace('_', ' ')} | {count} |"


def _pulls(joined: Joined) -> Iterator[str]:
    if joined.pulls:
        yield "| repository | pull request | finding |\n| --- | --- | --- |"
    for slug, row in joined.pulls[:MOST_PULLS]:
        number = row.url.rstrip("/").rpartition("/")[2]
        shown = link(cell(number, most=20), row.url) if number.isdigit() else code_cell(row.url)
        yield f"| {code_cell(slug)} | {shown} | {code_cell(row.rule)} in {code_cell(row.path)} |"
    yield from _more(len(joined.pulls), MOST_PULLS)


def _siblings(joined: Joined) -> Iterator[str]:
    found = joined.siblings
    if found:
        yield "| severity | finding | repositories | places |\n| --- | --- | ---: | --- |"
    for one in found[:MOST_SIBLINGS]:
        told = [code_cell(f"{place.slug}: {place.path}:{place.line}") for place in one.places[:MOST_PLACES]]
        more = len(one.places) - MOST_PLACES
        places = ", ".join(told) + (f" and {more} more" if more > 0 else "")
        yield f"| {one.severity.value} | {code_cell(one.rule)} | {one.repositories} | {places} |"
    yield from _more(len(found), MOST_SIBLINGS)


def _errors(joined: Joined) -> Iterator[str]:
    failed = [(kind, one) for kind, group in joined.errors.items() for one in group]
    if failed:
        yield "| what | repository | why |\n| --- | --- | --- |"
    for kind, one in failed[:MOST_ERRORS]:
        yield f"| {cell(kind)} | {code_cell(one.repository.slug)} | {cell(one.detail)} |"
    yield from _more(len(failed), MOST_ERRORS)


def _not_reached(joined: Joined) -> Iterator[str]:
    missed = joined.of("not_reached")
    if missed:
        yield "| repository | why |\n| --- | --- |"
    for one in missed[:MOST_ERRORS]:
        yield f"| {code_cell(one.repository.slug)} | {cell(_why(one))} |"
    yield from _more(len(missed), MOST_ERRORS)


def _why(one: Looked) -> str:
    return f"{one.stage}: {one.kind}"


def _more(count: int, most: int) -> Iterator[str]:
    if count > most:
        yield f"\n{count - most} more are in the JSON report."
