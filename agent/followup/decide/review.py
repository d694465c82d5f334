"""The row of reviews: what people with write access ask for in words."""

from __future__ import annotations

from agent.followup.decide.facts import Facts
from agent.followup.decide.heard import as_request, requests
from agent.followup.values import Revise, Step

ROW = "review"
MOST = 10
"""Requests of one round: an author is shown no more."""


def review(facts: Facts) -> Step | None:
    """Requests are worked on as one more commit, or given back to people with the reason."""
    asked = requests(facts)
    if not asked:
        return None
    barred = facts.barred(facts.memory.revisions, facts.follow.revisions, "revised")
    # What the author is not shown waits for the next round; what only people can do is told at once.
    asked = asked if barred else asked[:MOST]
    names = _names(tuple(dict.fromkeys(word.login for word in asked)))
    handled = tuple(word.handled("eyes" if place < MOST else "") for place, word in enumerate(asked))
    if not barred:
        told = f"{names} asked for changes."
        return Revise(told, ROW, tuple(map(as_request, asked)), handled=handled)
    told = f"{names} asked for changes that cannot be made by us: {barred}."
    last = asked[-1]
    return facts.ask(ROW, told, f"{ROW}:{last.where.value}-{last.id}", handled, reply=True)


def _names(logins: tuple[str, ...]) -> str:
    return logins[0] if len(logins) == 1 else f"{', '.join(logins[:-1])} and {logins[-1]}"
