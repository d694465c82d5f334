"""The team as one case may ask it: within the policy, its budget and its time, and never shown a secret."""

from __future__ import annotations

import time
from dataclasses import dataclass

from agent.authoring.asking.ceiling import Ceiling
from agent.authoring.asking.deadline import Until
from agent.authoring.asking.guarded import guarded
from agent.authoring.asking.permitted import refusal
from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.credentials import Vault
from agent.domain import Case
from agent.ports import Snapshot
from agent.settings import Settings
from agent.text import utf8

_OVER = "the time for this case is over (limits.case_seconds)"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who may be asked about a case, every call guarded, and what they may be shown.

    `refused` says why nobody may be asked; empty where somebody may, or where there is nobody at all.
    """

    writers: tuple[Writer, ...]
    reviewer: Writer | None
    shown: Snapshot
    vault: Vault
    refused: str = ""
    review_refused: str = ""
    """The same of the review."""


def crew_for(case: Case, team: Team, settings: Settings, shown: Snapshot, end: float) -> Crew:
    """The crew of a case; nobody is asked after `end`, by the monotonic clock.

    `shown` is the commit as models may see it: the same for all cases of a run, as searches of it are kept.
    """
    vault = Vault(team.secrets)
    if team.writers or team.reviewer:
        _learn(vault, case, shown)
    ceiling = Ceiling(settings.limits.case_tokens, settings.limits.case_cost)
    reasons: list[str] = []

    def safe(writer: Writer) -> Writer | None:
        """The writer behind every guard, or none where the policy keeps this case from it."""
        reason = refusal(settings.policy, writer.place, writer.model.name, case)
        if reason:
            reasons.append(reason)
            return None
        return writer.behind(lambda m: guarded(ceiling.over(Until(m, end, time.monotonic, _OVER)), vault))

    writers = tuple(found for writer in team.writers if (found := safe(writer)))
    refused = "" if writers else next(iter(reasons), team.refused)
    reasons.clear()
    reviewer = safe(team.reviewer) if team.reviewer else None
    review_refused = "" if reviewer else next(iter(reasons), team.refused)
    return Crew(writers, reviewer, shown, vault, refused, review_refused)


def _learn(vault: Vault, case: Case, shown: Snapshot) -> None:
    """Let the vault see the case's files whole: of what is cut off in a prompt, half a value may be left."""
    steps = (step.path for finding in case.findings for step in finding.trace)
    for path in dict.fromkeys((case.path, *steps)):
        text = utf8(shown.read(path))
        if text is not None:
            vault.learn(text)
