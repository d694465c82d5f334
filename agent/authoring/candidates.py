"""Several first drafts of one case, written at once; the smallest that passes wins."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from agent.authoring.asking.conversation import Conversation, Session
from agent.diff import opcodes
from agent.domain import Change, Draft
from agent.ports import Message, Model, NoReply


def first_answers(
    drafters: Sequence[Model], opening: Sequence[Message], question: str
) -> list[tuple[Conversation, str | NoReply]]:
    """The same question put to each model, in conversations of their own; the answers in the models' order.

    Raises ModelError when an endpoint cannot be used at all.
    """

    def ask(model: Model) -> tuple[Conversation, str | NoReply]:
        conversation = Conversation(Session(model), opening)
        return conversation, conversation.ask(question)

    with ThreadPoolExecutor(len(drafters), thread_name_prefix="draft") as pool:
        return list(pool.map(ask, drafters))


def smallest_first(drafts: Sequence[tuple[Conversation, Draft]]) -> list[tuple[Conversation, Draft]]:
    """The drafts by the size of their change, equal patches once."""
    once: dict[str, tuple[Conversation, Draft]] = {}
    for conversation, draft in drafts:
        once.setdefault(draft.patch.digest, (conversation, draft))
    return sorted(once.values(), key=lambda one: size(one[1]))


def size(draft: Draft) -> tuple[int, int]:
    """How much a draft changes: lines that are added or removed, and the characters in them."""
    changed = [line for change in draft.patch.changes for line in _changed(change)]
    return len(changed), sum(map(len, changed))


def _changed(change: Change) -> list[bytes]:
    before, after = (change.before or b"").split(b"\n"), (change.after or b"").split(b"\n")
    return [
        line
        for tag, i1, i2, j1, j2 in opcodes(before, after)
        if tag != "equal"
        for line in (*before[i1:i2], *after[j1:j2])
    ]
