"""The table: the first row that applies gives the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from agent.followup.calendar import aware, calendar
from agent.followup.decide.ends import (
    adopt,
    branch_gone,
    closed,
    finding_gone,
    frozen,
    merged,
    reopened,
    snoozed,
)
from agent.followup.decide.facts import Facts
from agent.followup.decide.ladder import ladder, waiting
from agent.followup.decide.ordered import command
from agent.followup.decide.repair import behind, broken, checks, conflict, draft
from agent.followup.decide.review import review
from agent.followup.values import Answer, Observed, Step
from agent.settings.schema import DeliverySettings, FollowSettings

Row = Callable[[Facts], Step | None]

ROWS: tuple[Row, ...] = (
    frozen,
    merged,
    closed,
    adopt,
    branch_gone,
    command,
    reopened,
    finding_gone,
    snoozed,
    conflict,
    review,
    checks,
    behind,
    draft,
    broken,
    ladder,
)
"""In the order of the documentation. Where none applies, it waits."""


def decide(observed: Observed, follow: FollowSettings, delivery: DeliverySettings, now: datetime) -> Step:
    """The one step that follows from what is observed. Raises ConfigError for a calendar that is none."""
    facts = Facts(observed, follow, delivery, calendar(follow), aware(now))
    step = _first(facts, ROWS)
    if isinstance(step, Answer) and step.command == "explain" and observed.marker.rule:
        # Neutral wording gives no reasons, which speak of the code.
        otherwise = _first(facts, ROWS[ROWS.index(command) + 1 :])
        return replace(step, reason=f"{step.reason} {otherwise.reason}")
    return step


def _first(facts: Facts, rows: tuple[Row, ...]) -> Step:
    return next((step for row in rows if (step := row(facts)) is not None), None) or waiting(facts)
