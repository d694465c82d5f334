"""What text on an issue or pull request does to others: people who are mentioned, numbers that are named."""

from __future__ import annotations

import re

from .state import State

HIDDEN = re.compile(r"<!--.*?-->|```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
LOGIN = re.compile(r"(?<![\w/@.`])@([A-Za-z0-9][A-Za-z0-9-]*)(?![\w/-])")
NUMBER = re.compile(r"(?<![\w/&#])#(\d+)\b")


def noticed(state: State, number: int, actor: str, text: str, before: str = "") -> None:
    """Log what GitHub logs for text that is new, or that replaces `before`.

    `mentioned` and `subscribed` bear the name of who was mentioned, not of who wrote; `cross-referenced` is
    logged at the other issue or pull request, once.
    """
    text, before = HIDDEN.sub(" ", text), HIDDEN.sub(" ", before)
    logins = {login.lower() for login in LOGIN.findall(text)} - {one.lower() for one in LOGIN.findall(before)}
    for login in state.people:
        if login.lower() in logins and login != actor:
            state.log(number, "mentioned", login)
            if not any(one.kind == "subscribed" and one.actor == login for one in state.events_of(number)):
                state.log(number, "subscribed", login)
    for other in sorted({int(found) for found in NUMBER.findall(text)} - {number}):
        there = other in state.pulls or other in state.issues
        if there and not any(one.more.get("source") == number for one in state.events_of(other)):
            state.log(other, "cross-referenced", actor, source=number)
