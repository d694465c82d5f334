"""Foreign text as data: fenced so that it cannot end its own quotation, with nothing hidden in it. Pure."""

from __future__ import annotations

import hashlib
import re

from agent.text import spelled_out

# What a model or its server may take for structure: the lines of our own fences, and the marks by which chat
# templates tell who speaks. Servers turn the latter into the real thing wherever they stand in a request.
_STRUCTURE = re.compile(
    r"<(?=/?data-(?:[0-9a-f]{8,}|DIGEST)\b|/?<?[|\uff5c][^\s|\uff5c<>]{1,60}[|\uff5c]>|/?(?:start|end)_of_turn>"
    r"|</?SYS>>|/?(?:tool_(?:call|response)|fim_(?:prefix|middle|suffix|pad))>)|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """`text` with invisible, control and bidirectional characters as `\\uXXXX`; tab and newline stay.

    So is the first character of whatever could pass for the end of a quotation or of somebody's turn.
    Ordinary text comes back as it is.
    """
    shown = spelled_out(text, _escape, keep="\n\t")
    return _STRUCTURE.sub(lambda mark: _escape(mark[0]), shown) if "<" in shown or "[" in shown else shown


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def fenced(text: str, label: str) -> str:
    """`text` between two lines that carry the digest of what they enclose.

    Whoever writes the text cannot write its end as well: that would change the digest. The same text gets
    the same fence on every run. A label is one line, whatever it is made of.
    """
    shown = visible(text.replace("\r\n", "\n")).strip("\n")
    digest = hashlib.sha256(shown.encode()).hexdigest()[:16]
    name = visible(" ".join(label.split())).replace("<", "").replace(">", "")
    return f"<data-{digest} {name}>\n{shown}\n</data-{digest}>"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of `text`: its beginning and its end, with a note of what is left out."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"
