"""Who works on cases, and which values none of them is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from agent.authoring.asking.team import Team
from agent.authoring.asking.watched import Probation, Watched
from agent.authoring.asking.writer import Writer
from agent.cli.models import Models
from agent.credentials import SHORTEST, secret_variables
from agent.forge.leaks import secrets_of
from agent.settings import Settings


def own_secrets(settings: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Values of this process that nobody may be shown: secret settings, and variables whose names say so."""
    values = (value.strip() for value in (*secrets_of(settings).values(), *secret_variables(environ)))
    return tuple(dict.fromkeys(value for value in values if len(value) >= SHORTEST))


def dismissed(named: Models, relied: Models) -> tuple[str, ...]:
    """The names of those among `named` that their check left out because they obey planted text."""
    other = {_who(writer) for writer in _everybody(relied)} | {(who.place, who.name) for who in relied.silent}
    gone = (writer.model.name for writer in _everybody(named) if _who(writer) not in other)
    return tuple(dict.fromkeys(gone))


def team_of(asked: Models, settings: Settings, environ: Mapping[str, str], gone: Sequence[str] = ()) -> Team:
    """The models of a run as its cases ask them; `gone` are the names of those that obeyed planted text."""
    reasons = [f"{', '.join(gone)} obeyed planted text"] if gone else []
    reasons += [f"{who.name} gave the canary no answer: {who.reason}" for who in asked.silent]
    refused = f"no model is relied on: {'; '.join(reasons)}" if reasons else ""
    return Team(asked.writers, asked.reviewer, own_secrets(settings, environ), refused)


def watched_team(asked: Models, settings: Settings, environ: Mapping[str, str]) -> Team:
    """The same where nobody was asked yet whether it obeys planted text: each is, before its first answer."""
    known: dict[tuple[str, str], Probation] = {}
    for number, writer in enumerate(_everybody(asked)):
        spare = 0 < number < len(asked.writers)
        known.setdefault(_who(writer), Probation(writer.model, spare=spare))

    def watched(writer: Writer) -> Writer:
        return writer.behind(partial(Watched, probation=known[_who(writer)]))

    reviewer = watched(asked.reviewer) if asked.reviewer else None
    return Team(tuple(map(watched, asked.writers)), reviewer, own_secrets(settings, environ))


def _everybody(models: Models) -> tuple[Writer, ...]:
    return (*models.writers, *([models.reviewer] if models.reviewer else []))


def _who(writer: Writer) -> tuple[str, str]:
    return writer.place, writer.model.name
