"""Test output in words: one short printable line that can stand in a report, a prompt or a log."""

from __future__ import annotations

import re

_ERROR_LINE = re.compile(r"^(?:E\s+)?((?:[\w.]+\.)?\w*(?:Error|Exception|Failure|Exit)\b.*)$")
_USAGE_LINE = re.compile(r"^(?:[^:]+: )?(error: \S.*)$")
_MISSING_MODULE = re.compile(r"\bNo module named \S+|\bCannot find module \S+|\bcommand not found\b")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")


def one_line(text: str, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters; what does not print is shown as an escape.

    Addresses of objects, which differ from run to run, are left out: the same failure reads the same.
    """
    flat = _ADDRESS.sub(" at 0x…", " ".join(_ANSI.sub("", text[: 20 * limit]).split()))
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in flat)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def key_line(output: str) -> str:
    """The line of a run's output that tells best why nothing worked; empty when there is no output.

    A missing module goes before any other error, an error before a complaint about the command line, and
    that before the last line.
    """
    lines = [line.strip() for line in _ANSI.sub("", output).splitlines() if line.strip()]
    missing = next((line for line in lines if _MISSING_MODULE.search(line)), "")
    error = next((line for line in reversed(lines) if _ERROR_LINE.match(line)), "")
    usage = next((found[1] for line in lines if (found := _USAGE_LINE.match(line))), "")
    last = next((line for line in reversed(lines) if not set(line) <= set("=-_ ")), "")
    best = missing or error or usage or last
    matched = _ERROR_LINE.match(best)
    return one_line(matched[1] if matched else best)
