"""How a model is spoken to: at length, or briefly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.authoring.prompting import brief, briefing
from agent.authoring.shown.context import Context
from agent.authoring.shown.dossier import Dossier
from agent.contract import Contract
from agent.domain import Case, Draft
from agent.ports import Message


class Wording(Protocol):
    """What is said to an author and its auditor; `briefing` and `brief` are the two that there are."""

    def opening(self, case: Case, seen: Context, whole_function: bool) -> tuple[Message, ...]: ...

    def question(
        self,
        case: Case,
        seen: Context,
        whole_function: bool,
        around: Dossier = ...,
        contract: Contract | None = None,
    ) -> str: ...

    def complete(
        self, opening: Sequence[Message], question: str, paragraphs: Sequence[str], whole: bool
    ) -> str: ...

    def failed(self, stage: str, detail: str, whole_function: bool) -> str: ...

    def audit(
        self, case: Case, draft: Draft, around: Dossier, contract: Contract | None = None
    ) -> tuple[tuple[Message, ...], str]: ...

    def audit_again(self, unfounded: bool) -> str: ...

    def echoed(self, reason: str) -> bool:
        """Whether the reason of a verdict is but our own words said back."""
        ...


def wording(short: bool) -> Wording:
    """Short questions for short answers, or those that say all there is to say."""
    if short:
        return brief
    return briefing
