"""How far a rule's fixes may go by themselves, by people's answers to earlier ones. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

from agent.forge.delivery.ledger import Entry
from agent.forge.scoreboard import Rules, closed_for, rule_of
from agent.forge.text.marker import rule_name
from agent.settings import AutonomySettings

MOST = 10
"""Pull requests that are named in an explanation."""

Level = Literal["pull", "comment", "off"]


@dataclass(frozen=True, slots=True)
class Autonomy:
    """What a rule's fixes become: pull requests, comments on the dashboard, or nothing; and why, for the
    operator. `refused` of `ended` are those that count."""

    level: Level
    why: str
    refused: int = 0
    ended: int = 0


def autonomy(
    rule: str, entries: Sequence[Entry], rules: Rules, settings: AutonomySettings, now: datetime
) -> Autonomy:
    """The level of a rule today. What people configured comes first, and of that the most freedom.

    Demotion takes `settings.refusals` refusals in the window and a `settings.share` of all that ended there;
    twice as many refusals turn the rule off. Closed for an accepted risk, or because it was fixed elsewhere,
    is no refusal. Refusals that leave the window are forgotten, and the rule comes back.
    """
    for level, patterns in _configured(settings):
        found = next((pattern for pattern in patterns if fnmatchcase(rule, pattern)), None)
        if found is not None:
            return Autonomy(level, f"autonomy.{level} names it ({found})")
    since = now - timedelta(days=settings.window_days)
    name = rule_name(rule)
    ended = [
        entry
        for entry in entries
        if entry.pull.ended is not None and entry.pull.ended > since and rule_of(entry, rules) == name
    ]
    against = [entry for entry in ended if closed_for(entry) in ("false-positive", "wont-fix", "none")]
    level = _level(len(against), len(ended), settings)
    return Autonomy(level, _why(level, rule, against, len(ended), settings), len(against), len(ended))


def _configured(settings: AutonomySettings) -> tuple[tuple[Level, tuple[str, ...]], ...]:
    return ("pull", settings.pull), ("comment", settings.comment), ("off", settings.off)


def _level(refused: int, ended: int, settings: AutonomySettings) -> Level:
    if refused < settings.refusals or refused < round(settings.share * ended, 9):
        return "pull"
    return "off" if refused >= 2 * settings.refusals else "comment"


def _why(level: Level, rule: str, refused: Sequence[Entry], ended: int, settings: AutonomySettings) -> str:
    numbers = [f"#{entry.pull.number}" for entry in refused]
    named = ", ".join(numbers[:MOST]) + (f" and {len(numbers) - MOST} more" if len(numbers) > MOST else "")
    of = f"{len(refused)} of {ended} that ended in the last {settings.window_days} days were refused"
    said = f"{of} ({named})" if named else of
    return said if level == "pull" else f"{said}; autonomy.pull = [{rule!r}] overrules this"
