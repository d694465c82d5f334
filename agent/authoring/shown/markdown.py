"""What a person sees of a Markdown file, as paragraphs and list items with their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.authoring.prompting.quoting import visible

_FRONT = re.compile(r"\A\s*---\n.*?\n---\s*(?:\n|\Z)", re.DOTALL)
# What is drawn nowhere is where planted text likes to live. An open one hides all that follows.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]*\]:[^\n]*$", re.MULTILINE)
_FENCE = re.compile(r"\s{0,8}(```|~~~)")
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])?")
_LINK = re.compile(r"\[([^\]\n]{0,300})\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])")
_ADDRESS = re.compile(
    r"<?\b(?:https?|ftp)://[^\s>)]+>?|<?\bmailto:\S+|\bwww\.\S+|<?[^\s<@]{1,64}@[^\s@]{1,99}\.\w{1,20}>?",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`\n]*`")
_TAG = re.compile(r"</?[a-zA-Z!?]")
_QUOTE = re.compile(r"^\s{0,3}>\s?(\[!\w+\]\s*$)?")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(\S.*)$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph or list item, on one line, with the heading that it stands under."""

    heading: str
    text: str


def items(text: str) -> tuple[Item, ...]:
    """The paragraphs and list items of a Markdown text, without what is not drawn or no prose.

    Left out are comments, front matter, code blocks, tables, images, addresses of links, and every
    paragraph with HTML in it, which may hide what it says. Invisible characters come escaped.
    """
    shown = _FRONT.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    shown = _REFERENCE.sub("", _COMMENT.sub("", shown))
    found = (Item(_plain(heading), _plain(block)) for heading, block in _blocks(shown))
    return tuple(item for item in found if re.search(r"\w{2}", item.text))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    heading, lines, fence = "", list[str](), ""
    for quoted in [*text.split("\n"), ""]:
        line = _QUOTE.sub("", quoted)
        opened = _FENCE.match(line)
        if fence or opened:
            if opened and (not fence or opened[1] == fence):
                fence = "" if fence else opened[1]
            line = ""
        title, bullet = _HEADING.match(line), _BULLET.match(line)
        if title or bullet or not line.strip():
            if lines:
                yield heading, " ".join(lines)
            lines = [bullet[1]] if bullet and not title else []
            heading = title[1].strip().rstrip("#").strip() if title else heading
        else:
            lines.append(line.strip())


def _plain(block: str) -> str:
    """One line of visible text; empty for a table row, or where HTML stands in it."""
    if block.startswith("|") or _TAG.search(_ADDRESS.sub("", _CODE.sub("", block))):
        return ""
    bare = _ADDRESS.sub("", _LINK.sub(r"\1", _IMAGE.sub("", block)))
    return visible(" ".join(re.sub(r"\*\*|__(?=\w)|(?<=\w)__", "", bare).split()))
