"""Conversations with a model, with everything that was said kept in order."""

from __future__ import annotations

from collections.abc import Sequence

from agent.authoring.prompting import prompts
from agent.domain import Usage
from agent.ports import CUT_OFF, Message, Model, NoReply


class Session:
    """All conversations about one case: what was said and what it cost."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.transcript: list[Message] = []
        self.usage = Usage()


class Conversation:
    """One conversation; user and assistant take turns, as many endpoints demand."""

    def __init__(self, session: Session, opening: Sequence[Message]) -> None:
        self._session = session
        self._said = list(opening)
        session.transcript += opening

    def ask(self, text: str) -> str | NoReply:
        """Say `text` and give the answer. One that was cut off is asked for once more, shorter."""
        answer = self._ask(text)
        if isinstance(answer, NoReply) and answer.reason == CUT_OFF:
            return self._ask(f"{text}\n{prompts.shorter()}")
        return answer

    def move(self, session: Session) -> None:
        """Go on in another session, with its model; all that was said and spent so far is put down there."""
        session.transcript += self._session.transcript
        session.usage += self._session.usage
        self._session = session

    def _ask(self, text: str) -> str | NoReply:
        asked = Message("user", text)
        self._session.transcript.append(asked)
        answer = self._session.model.complete((*self._said, asked))
        self._session.usage += answer.usage
        if isinstance(answer, NoReply):
            return answer
        heard = Message("assistant", answer.text)
        self._session.transcript.append(heard)
        self._said += [asked, heard]
        return answer.text
