"""What of a prompt stands inside of fences, read as strictly as a careful reader would. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from agent.ports import Message
from agent.text import spelled_out

_OPEN = re.compile(r"<data-([0-9a-f]{16}) [^<>\n]+>")
_LIKE = re.compile(r"</?data-[0-9a-fA-F]{8,}|<\|\w+\|>|\[/?INST\]")


def outside(text: str) -> str:
    """`text` without what its fences enclose. Raises AssertionError for a fence that is not a right one."""
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        opened = _OPEN.fullmatch(lines[at])
        if opened is None:
            assert not _LIKE.search(lines[at]), f"half a fence: {lines[at]!r}"
            kept.append(lines[at])
            at += 1
            continue
        end = lines.index(f"</data-{opened[1]}>", at)
        inside = "\n".join(lines[at + 1 : end])
        assert hashlib.sha256(inside.encode()).hexdigest()[:16] == opened[1], "a fence with a wrong digest"
        assert not _LIKE.search(inside), f"something like a fence or a turn inside of one: {inside!r}"
        at = end + 1
    return "\n".join(kept)


def troubles(messages: Sequence[Message], needles: Sequence[str]) -> list[str]:
    """What is wrong with a request that was made while `needles` were planted; assistant turns are answers."""
    found: list[str] = []
    for message in messages:
        if message.role == "assistant":
            continue
        shown = outside(message.content) if message.role == "user" else message.content
        found += [
            f"{message.role}: {needle!r} stands outside of fences" for needle in needles if needle in shown
        ]
        if spelled_out(message.content, lambda char: "", keep="\n\t") != message.content:
            found.append(f"{message.role}: holds characters that nobody sees")
    return found
