"""Untrusted text made harmless: what a person reads is what is there."""

from __future__ import annotations

import re

from agent.text import spelled_out

_SURROGATES = re.compile("[\ud800-\udfff]")
_WEB_LINK = re.compile(r"https?://[!#-;=?-\[\]_a-z~%]+")
_LOGGING_COMMAND = re.compile(r"##(?=(?:vso)?\[)")


def visible(text: str, *, lines: bool = False) -> str:
    """Every control, bidirectional, zero-width or otherwise invisible character as its escape.

    With `lines`, line feeds and tabs stay, and the carriage return of a CRLF goes.
    """
    if lines:
        text = text.replace("\r\n", "\n")
    return spelled_out(text, _escape, keep="\n\t" if lines else "")


def _escape(char: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    code = ord(char)
    if short:
        return short
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def loggable(text: str, *, lines: bool = False) -> str:
    """`visible`, and without the `##[` commands that CI runners obey anywhere in a line.

    Lines that begin with `::` are the caller's: it must put something before them.
    """
    return _LOGGING_COMMAND.sub(r"#\\#", visible(text, lines=lines))


def encodable(text: str) -> str:
    """The text without lone surrogates, which UTF-8 cannot carry: bytes of odd file names become `\\xff`."""
    return _SURROGATES.sub(lambda match: _escape(match[0]), text)


def is_web_link(link: str) -> bool:
    """Whether this is a plain http or https address, which alone may become a link."""
    return _WEB_LINK.fullmatch(link) is not None
