"""Values that stand under a telling name in code, configuration, shells, logs or prose. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agent.credentials.expressions import GAP, Given, given, literals
from agent.credentials.lines import blocks, settings
from agent.credentials.spans import Span
from agent.credentials.telling import Kind, argument_value, bare_value, cut_value, kind_of, quoted_value

_HINT = re.compile(
    r"pass|pwd|pw|secret|token|key|cred|auth|salt|pepper|pin|bearer|dsn|signature|login|fernet|cookie|aes|serial|signer"
    r"|chacha|hmac|cipher|jwt",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![A-Za-z0-9_/-])[A-Za-z0-9_-]{2,110}(?![A-Za-z0-9_-])")
# What may stand between a name and its value: the end of a quoted key, a type, an operator.
_SIGN = re.compile(
    r"(?P<closed>\\?[\"'`])?(?:\)\.encode\(|\))?[\])]{0,2}"
    r"(?:\s{0,4}[?!]?:\s{0,4}[A-Za-z_][\w\[\], .|]{0,40}?\s{0,4}(?==))?"
    r"\s{0,8}(?P<sign>=>|:=|[=!]={1,2}|\|\|=?|\?\?=?|\bor\b|\b(?:is|was)\b|=|:|,|\))"
)
_GAPS = re.compile(rf"{GAP}{{0,120}}")
_BARE = re.compile(
    r"(?:\\?[\"'])?(?P<sign>\s?=\s?|:\s{0,8}|\s{1,4}(?:is|was)\s{1,4}(?:now\s)?|\s{1,4})"
    r"(?P<value>[^\s\"'`(){}\[\]<>,;&]{4,512})(?P<end>[^\n]?)",
    re.IGNORECASE,
)
# A run without a space that holds more names than these is nobody's setting.
_MOST_IN_A_RUN = 32
_SPOKEN = re.compile(
    r"\s{1,4}(?:\w{1,20}\s{1,4}){0,3}?(?:is|was|to|with|of|=|:)?\s{0,4}(?P<q>[\"'`])(?P<value>[^\n\"'`]{4,256})(?:(?P=q)|$)",
    re.IGNORECASE | re.MULTILINE,
)
_REVERSED = re.compile(
    r"(?P<q>[\"'`])(?P<value>[^\n\"'`]{4,128})(?P=q)\s{0,4}[=!]={1,2}\s{0,4}(?:[A-Za-z_$][\w$]{0,40}\.){0,4}$"
)
_TAG = re.compile(
    rf"<(?P<name>[\w.:-]{{0,40}}(?:pass|pwd|secret|token|key|cred)[\w.:-]{{0,40}})>{GAP}{{0,120}}"
    rf"(?P<value>[^<>\s][^<>\n]{{2,510}}[^<>\s]){GAP}{{0,120}}(?:</|\Z)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:\b(?:login|HTTPBasicAuth|BasicAuth|DigestAuth)\s?\(|\b(?:basic_)?auth\s?[=:]\s?[(\[])\s{0,20}[^\n\"'(),]{0,40}[\"'][^\"'\n]{1,128}[\"']\s?,\s{0,20}(?=[rbuRBU]{0,2}[\"'`])"
    r"|\b(?:Fernet|set_password|check_password|AESGCM|ChaCha20Poly1305|hmac\.new|(?:create(?:Hmac|Cipheriv|Decipheriv)|jwt\.(?:sign|verify|encode|decode))\([^\n()]{1,200},"
    r"|cookieParser|URLSafe(?:Timed)?Serializer|TimestampSigner)\s?\(?\s{0,20}(?=[rbuRBU]{0,2}[\"'`])"
)
_STORED = re.compile(
    r"(?:get|getenv|config|env|pop|getattr|define|(?:set|put|add|append|store|save|insert|write)\w{0,20})\(\s{0,4}(?:\w+,\s?)?[\"'`]$"
)
_OPTION = re.compile(r"(?:add_argument|option|add_option|flag|Flag|argument|Option|Argument)\(\s{0,8}[\"']$")


def named(text: str) -> Iterator[Span]:
    """The spans of values that a name, a tag, a call or a sentence says to be credentials."""
    if not _HINT.search(text):
        return
    for match in _NAME.finditer(text):
        if not _HINT.search(match[0]):
            continue
        kind = kind_of(match[0])
        if kind is not None:
            yield from _assigned(text, match, kind)
            yield from _reversed(text, match, kind)
            yield from _spoken(text, match, kind)
            yield from blocks(text, match, kind)
        elif match[0][-1] in "sS" and (many := kind_of(match[0][:-1])):
            yield from _assigned(text, match, many, several=True)
    yield from settings(text)
    yield from _bare(text)
    for match in _TAG.finditer(text):
        kind = kind_of(match["name"])
        if kind is not None and bare_value(kind, match["name"], match["value"]):
            yield match.span("value")
    for match in _CALL.finditer(text):
        found = literals(text, match.end())
        if found:
            yield from _judged(text, found, Kind.PASSWORD, "")


def _assigned(text: str, name: re.Match[str], kind: Kind, *, several: bool = False) -> Iterator[Span]:
    sign = _SIGN.match(text, name.end())
    if sign is None:
        return
    alone = sign["sign"] in (",", ")")
    if alone and not _paired(text, name, sign):
        return
    gaps = _GAPS.match(text, sign.end())
    begin = gaps.end() if gaps else sign.end()
    if sign["sign"] == ")" and literals(text, begin) is None:
        return
    for at, found in enumerate(given(text, begin)):
        if alone and at:
            return
        yield from _judged(text, replace(found, argument=found.argument or several), kind, name[0])


def _paired(text: str, name: re.Match[str], sign: re.Match[str]) -> bool:
    """Whether what follows a quoted name belongs to it: in a look-up, in a setter, behind a flag."""
    before = text[max(0, name.start() - 60) : name.start()]
    flag = name[0].startswith("-") and sign["closed"] is not None and before.endswith(sign["closed"])
    return _STORED.search(before) is not None or (flag and not _OPTION.search(before))


def _judged(text: str, found: Given, kind: Kind, name: str) -> Iterator[Span]:
    value = "".join(text[start:end] for start, end in found.parts)
    if found.long:
        yield from _lines(text, found, kind, name)
    elif found.cut:
        # All parts: what follows the cut is not known to be none of it.
        yield from found.parts if cut_value(kind, name, value) else ()
    elif (argument_value if found.argument else quoted_value)(kind, name, value):
        yield from found.parts


def _lines(text: str, found: Given, kind: Kind, name: str) -> Iterator[Span]:
    """A string of more than one line: its only line with text, or those of many that nobody would say."""
    ((start, end),) = found.parts
    value = text[start:end]
    bare = value.strip()
    if "\n" not in bare:
        if (argument_value if found.argument else quoted_value)(kind, name, bare):
            at = start + value.index(bare)
            yield (at, at + len(bare)) if "\n" in value else (start, end)
        return
    at = start
    for line in value.split("\n"):
        bare = line.strip(" \t\r+")
        if argument_value(kind, name, bare):
            begin = at + line.index(bare)
            yield begin, begin + len(bare)
        at += len(line) + 1


def _reversed(text: str, name: re.Match[str], kind: Kind) -> Iterator[Span]:
    """A string on the left of a comparison with the name."""
    if (
        "=" not in text[max(0, name.start() - 8) : name.start()]
        and text[name.start() - 1 : name.start()] != "."
    ):
        return
    begin = max(0, name.start() - 320)
    match = _REVERSED.search(text[begin : name.start()])
    if match and quoted_value(kind, name[0], match["value"]):
        yield begin + match.start("value"), begin + match.end("value")


def _spoken(text: str, name: re.Match[str], kind: Kind) -> Iterator[Span]:
    match = _SPOKEN.match(text, name.end())
    if match and bare_value(kind, name[0], match["value"]):
        yield match.span("value")


def _bare(text: str) -> Iterator[Span]:
    run_end, names = 0, 0
    for name in _NAME.finditer(text):
        kind = kind_of(name[0]) if _HINT.search(name[0]) else None
        if kind is None or (names > _MOST_IN_A_RUN and name.start() < run_end):
            continue
        found = _BARE.match(text, name.end())
        if found is None:
            continue
        names = names + 1 if found.start("value") < run_end else 0
        run_end = max(run_end, found.end("value"))
        value = found["value"].rstrip(".,;:!?")
        # A name that is called, indexed or compared is code, and so is what stands after a lone space.
        code = found["end"] in ("(", "[", "{") or value[:1] in "=:!"
        if not code and bare_value(kind, name[0], value, spaced=found["sign"].isspace()):
            yield found.start("value"), found.start("value") + len(value)
