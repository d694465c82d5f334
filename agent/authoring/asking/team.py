"""Who works on the cases of a run, and what none of them is ever shown."""

from __future__ import annotations

from dataclasses import dataclass

from agent.authoring.asking.writer import Writer


@dataclass(frozen=True, slots=True)
class Team:
    """`writers` are asked in their order, the stronger after the others failed; `reviewer` judges blindly.

    `secrets` are values of this process that no model may see, whoever put them into the repository.
    `refused` says why those that the settings name are not asked, where none of them is left to write.
    """

    writers: tuple[Writer, ...] = ()
    reviewer: Writer | None = None
    secrets: tuple[str, ...] = ()
    refused: str = ""
