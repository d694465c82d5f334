"""Findings from GitHub's code scanning alerts, which are untrusted. Pure but for the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from agent.domain import Finding, Rule, Severity, Skip
from agent.ports import Snapshot
from agent.scanner.foreign import Described, by_score, message_from, rule_from, short, trail
from agent.scanner.imported import Imported, Reported, settled
from agent.scanner.places import Places, Refused
from agent.scanner.shapes import Table, number, table, text, texts

_SEVERITIES = {severity.value: severity for severity in Severity}


def read_alerts(alerts: Iterable[Table], snapshot: Snapshot) -> Imported:
    """The findings of open alerts that stand in the commit, and all others with the reason.

    `alerts` are objects as `GET /repos/{owner}/{repo}/code-scanning/alerts` lists them. They quote no code,
    so that lines which moved since their scan cannot be told: a note says which alerts that concerns.
    """
    places = Places(snapshot)
    listed = [table(alert) for alert in alerts]
    read = [_read(alert, places) for alert in listed]
    return settled(read, (), _notes(listed, read, snapshot.base_sha))


def _read(alert: Table, places: Places) -> Reported | Skip:
    instance = table(alert.get("most_recent_instance"))
    location = table(instance.get("location"))
    rule = _rule(alert)
    path, start = text(location.get("path")), number(location.get("start_line"))
    what = short(f"alert {number(alert.get('number')) or '?'}", f"({rule.id if rule else 'no rule'})")
    if rule is None:
        return Skip(what, "it names no rule")
    if path not in places.paths:
        return Skip(what, short(f"`{path}` is no file of the commit" if path else "it names no place"))
    end, column = number(location.get("end_line")), number(location.get("end_column"))
    spot = places.spot(path, start, end, column)
    if isinstance(spot, Refused):
        return Skip(what, short(spot.reason))
    message = message_from(text(table(instance.get("message")).get("text")), rule, spot.snippet)
    columns = number(location.get("start_column")) or 0, column or 0
    return Reported(Finding(rule, spot.location, message, spot.snippet), what, columns, _closed(alert))


def _rule(alert: Table) -> Rule | None:
    told = table(alert.get("rule"))
    name = text(told.get("id")) or text(told.get("name"))
    if not name:
        return None
    level = text(told.get("severity"))
    severity = _SEVERITIES.get(text(told.get("security_severity_level"))) or by_score(None, level)
    descriptions = ("help", "full_description", "description")
    return rule_from(
        Described(
            tool=text(table(alert.get("tool")).get("name")),
            id=name,
            severity=severity,
            tags=texts(told.get("tags")),
            help=next(filter(None, (text(told.get(key)) for key in descriptions)), ""),
            link=text(told.get("help_uri")),
        )
    )


def _closed(alert: Table) -> str:
    """Why an alert is nothing to work on; empty when it is open."""
    state = text(alert.get("state"))
    if state != "open":
        why = text(alert.get("dismissed_reason"))
        return short(f"the alert is {state or 'of no known state'}", f"({why})" if why else "")
    seen = text(table(alert.get("most_recent_instance")).get("state"))
    return "" if seen in ("", "open") else short(f"its last scan says: {seen}")


def _notes(listed: Sequence[Table], read: Sequence[Reported | Skip], base_sha: str) -> Iterator[str]:
    elsewhere = [
        one.what
        for alert, one in zip(listed, read, strict=True)
        if isinstance(one, Reported)
        and not one.closed
        and text(table(alert.get("most_recent_instance")).get("commit_sha")) != base_sha
    ]
    if elsewhere:
        yield (
            f"another commit than {base_sha[:12]} was scanned for {trail(elsewhere)}: "
            "their lines may have moved since"
        )
