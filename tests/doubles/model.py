"""A `Model` that answers from a script and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Sequence

from agent.authoring.prompting.proof_prompts import contractor
from agent.domain import Usage
from agent.ports import Message, NoReply, Reply


class ScriptedModel:
    """Gives the answers in order; being asked once too often is a failure of the test.

    With `contract`, that answers whoever asks for a contract and no proof, outside the script.
    """

    def __init__(
        self, answers: Sequence[str | Reply | NoReply], name: str = "scripted", contract: str = ""
    ) -> None:
        self._contract = contract
        self._left = list(answers)
        self._name = name
        self.requests: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def left(self) -> int:
        """Answers that nobody asked for yet."""
        return len(self._left)

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        if self._contract and messages[0].content == contractor():
            return Reply(self._contract, Usage(1, 10, 5, 0.0))
        assert self._left, f"asked once too often: {messages[-1].content}"
        self.requests.append(tuple(messages))
        answer = self._left.pop(0)
        return Reply(answer, Usage(1, 10, 5, 0.0)) if isinstance(answer, str) else answer
