"""What one answer cost, by the operator's prices; and what is assumed where an endpoint does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.domain import Usage
from agent.ports import Message
from agent.settings import ModelSettings

_CHARACTERS_PER_TOKEN = 4
_PRICED = 1_000_000


def estimate(messages: Sequence[Message], text: str = "") -> int:
    """Tokens that `messages` and an answer have, roughly."""
    characters = sum(len(message.content) for message in messages) + len(text)
    return characters // _CHARACTERS_PER_TOKEN


def priced(usage: Usage, messages: Sequence[Message], text: str | None, settings: ModelSettings) -> Usage:
    """`usage` of one request with its cost and the length of its prompt; `text` is None without an answer.

    Where nothing was counted, prompt and answer are estimated, so that neither silence nor failure is free:
    the prompt once for each of `usage.calls`. Where the last try was counted, those before it are estimated
    and become prompt tokens. What the provider took from its own cache is paid here like all else.
    """
    prompt = estimate(messages)
    counted = usage.prompt_tokens or prompt
    if usage.tokens:
        usage += Usage(prompt_tokens=prompt * (usage.calls - 1))
        asked, written = usage.prompt_tokens, usage.completion_tokens
    else:
        asked, written = prompt * usage.calls, estimate((), text or "")
    cost = (asked * settings.price_in + written * settings.price_out) / _PRICED
    return replace(usage, cost=cost, longest=counted)
