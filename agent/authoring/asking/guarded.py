"""A model that is never sent a credential, and never asked where the policy forbids it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.credentials import Vault
from agent.ports import Message, Model, NoReply, Reply

_FENCE = re.compile(r"<data-([0-9a-f]{16}) ([^\n]*)>\n(.*?)\n</data-\1>", re.DOTALL)


def guarded(model: Model, vault: Vault, refusal: str = "") -> Model:
    """`model` behind `vault`: every message is hidden before it is sent, and a `refusal` sends none at all.

    Values that the repository tells are hidden where the repository is quoted, so that none of them can be
    a word of ours; what the vault was given as secret is hidden everywhere. Answers keep their placeholders:
    whoever takes code from one says `vault.reveal` to it, and nobody else.
    """
    return _Guarded(model, vault, refusal)


class _Guarded:
    def __init__(self, model: Model, vault: Vault, refusal: str) -> None:
        self._model = model
        self._vault = vault
        self._refusal = refusal

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        if self._refusal:
            return NoReply(self._refusal)
        return self._model.complete([replace(message, content=self._hidden(message)) for message in messages])

    def _hidden(self, message: Message) -> str:
        if message.role == "system":
            return self._vault.hide_ours(message.content)
        if message.role == "assistant":
            return self._vault.hide(message.content)
        return "".join(self._parts(message.content))

    def _parts(self, text: str) -> Iterator[str]:
        at = 0
        for fence in _FENCE.finditer(text):
            yield self._vault.hide_ours(text[at : fence.start()], quoting=True)
            yield self._again(fence)
            at = fence.end()
        yield self._vault.hide_ours(text[at:], quoting=True)

    def _again(self, fence: re.Match[str]) -> str:
        """The fence of what is shown now: the digest of what it held would let a weak password be guessed."""
        shown, label = self._vault.hide(fence[3]), self._vault.hide_ours(fence[2], quoting=True)
        if (shown, label) == (fence[3], fence[2]):
            return fence[0]
        digest = hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"<data-{digest} {label}>\n{shown}\n</data-{digest}>"
