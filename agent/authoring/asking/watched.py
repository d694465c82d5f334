"""A model that is asked for nothing before it showed that it obeys no planted text."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from agent.authoring.asking.canary import Probe, probe
from agent.domain import Usage
from agent.errors import ModelError
from agent.ports import Message, Model, NoReply, Reply


class Probation:
    """What is known of one model at one address, for all who ask it. Safe to share between threads."""

    def __init__(self, model: Model, *, spare: bool = False) -> None:
        """`model` is what the probe is sent to; a `spare` one that cannot be used at all ends no run."""
        self._model = model
        self._spare = spare
        self._lock = threading.Lock()
        self._seen: Probe | None = None

    def look(self) -> tuple[Probe | NoReply, Usage]:
        """What its probe showed, and what finding that out cost this time.

        It is probed once it is asked for; again, as long as there was no answer. Raises ModelError.
        """
        with self._lock:
            if self._seen is not None:
                return self._seen, Usage()
            found = self._probed()
            if isinstance(found, Probe):
                self._seen = found
            return found, found.usage

    def _probed(self) -> Probe | NoReply:
        try:
            return probe(self._model)
        except ModelError as error:
            if not self._spare:
                raise
            return NoReply(str(error))


class Watched:
    """A model behind its probation: one that obeyed planted text is never asked."""

    def __init__(self, model: Model, probation: Probation) -> None:
        self._model = model
        self._probation = probation

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask, or say why not. Raises ModelError when the endpoint cannot be used at all."""
        seen, spent = self._probation.look()
        if isinstance(seen, NoReply):
            return seen
        if seen.obeyed:
            return NoReply(f"{self.name} is not relied on: {seen.detail}", spent)
        answer = self._model.complete(messages)
        return replace(answer, usage=answer.usage + spent)
