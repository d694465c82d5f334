"""In which forms a value that is known to be secret may stand in a text. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from agent.credentials.telling import is_address

SHORTEST = 8
"""A shorter value cannot be told from ordinary words: `none`, `EMPTY`, `ollama` stand in for keys."""
_LINE = 16
_NAME = re.compile(
    r"(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|APP_?KEY|_KEY|_PAT|_PWD|_PASS|_DSN)"
    r"(?:_(?:PROD|PRODUCTION|DEV|TEST|B64|BASE64|\d+))?$",
    re.IGNORECASE,
)


def secret_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The values of the environment variables that are named for secrets, and are no paths or addresses."""
    values = (value.strip() for name, value in sorted(environ.items()) if _NAME.search(name))
    return tuple(
        dict.fromkeys(v for v in values if len(v) >= SHORTEST and not (v.startswith("/") and is_address(v)))
    )


def spellings(value: str) -> Iterator[str]:
    """The value as it is, hexadecimal, base64 (wherever in a longer text) and percent-encoded.

    Of a key of many lines, those of each line as well. Nothing for what is shorter than `SHORTEST`.
    """
    value = value.strip()
    lines = [line.strip() for line in value.split("\n") if "-----" not in line] if "\n" in value else []
    for part in (value, *(line for line in lines if len(line) >= _LINE)):
        if len(part) >= SHORTEST:
            raw = part.encode("utf-8", "surrogatepass")
            yield from dict.fromkeys((part, raw.hex(), raw.hex().upper(), *_quoted(part)))
            yield from _inside_base64(raw)


def _quoted(part: str) -> Iterator[str]:
    if part.isascii():
        yield quote(part, safe="")
        yield quote(part)
        yield quote_plus(part)
        # As JSON, and as source code, write it.
        yield part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _inside_base64(secret: bytes) -> Iterator[str]:
    """The characters that stand for a secret at any place of a longer text, in both alphabets."""
    for before, mixed in ((0, 0), (1, 2), (2, 3)):
        coded = base64.b64encode(bytes(before) + secret).decode()
        sure = coded[mixed : (before + len(secret)) * 8 // 6]
        yield sure
        yield sure.translate(str.maketrans("+/", "-_"))
