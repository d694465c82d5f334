"""Credentials that are a whole line: of an environment file, of YAML or of an INI file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.credentials.spans import Span
from agent.credentials.telling import Kind, bare_value, kind_of, quoted_value

# Its value may hold anything.
_SETTING = re.compile(
    r"^[+\- ]?[ \t]{0,16}(?:(?:export|set|ENV|ARG|setenv|-|-e)[ \t]{1,4}){0,2}"
    r"(?P<name>[A-Za-z][\w.-]{1,60})(?P<sign>=|:[ ]|[ ]=[ ])(?P<value>[^\s\"'`][^\n\"'`]{2,512})$",
    re.MULTILINE,
)
_CODE = re.compile(r"^(?:await\s|new\s|not\s|lambda\b)?[A-Za-z_$][\w.$]*\s?[(\[]|[,;({\[]$|environ|^[\[({]")
_BLOCK = re.compile(r"[\"']?[ \t]?:[ \t]{1,4}[|>][+-]?\d?[+-]?[ \t]{0,8}(?:#[^\n]{0,80})?\r?\n")
_INDENTED = re.compile(r"(?P<indent>[+\-]?[ \t]{1,80})(?P<value>[^\s][^\n\r]{0,4096})\r?(?:\n|\Z)")
_MOST_LINES = 40


def settings(text: str) -> Iterator[Span]:
    """The right sides of lines `NAME=value` and `name: value` that are credentials."""
    for match in _SETTING.finditer(text):
        value = match["value"].split(" #")[0].rstrip()
        if not _CODE.search(value) and _is_setting(match["name"], match["sign"], value):
            yield match.start("value"), match.start("value") + len(value)


def _is_setting(name: str, sign: str, value: str) -> bool:
    """Whether the right side of a line of configuration is a credential, and no expression."""
    kind = kind_of(name)
    if kind is None:
        return False
    if name.isupper() and sign == "=":
        return quoted_value(kind, name, value)
    if " " in value:
        plain = re.fullmatch(r"[\w-]+(?: [\w-]+){2,9}", value) is not None
        return plain and kind is Kind.PASSWORD and quoted_value(kind, name, value)
    return bare_value(kind, name, value)


def blocks(text: str, name: re.Match[str], kind: Kind) -> Iterator[Span]:
    """The lines of a YAML block (`name: |` or `name: >`) that are credentials."""
    begin = _BLOCK.match(text, name.end())
    if begin is None:
        return
    key = text[text.rfind("\n", 0, name.start()) + 1 : name.start()].rstrip("\"' -")
    at, indent = begin.end(), len(key) + 1
    for _ in range(_MOST_LINES):
        line = _INDENTED.match(text, at)
        if line is None or len(line["indent"]) < indent:
            return
        value = line["value"].rstrip()
        if quoted_value(kind, name[0], value):
            yield line.start("value"), line.start("value") + len(value)
        at, indent = line.end(), len(line["indent"])
