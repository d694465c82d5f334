"""The string literals that an expression may give to a name, read token by token in linear time. Pure.

No language's grammar: what programs, configuration and shells have in common, so that it also works on
lines of a diff, on a log, and on what was cut off in the middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.credentials.spans import Span

# A newline may bring the mark of a diff or of a quotation along.
GAP = r"(?:[ \t\r]|\\?\n[+\->|]?)"
_LITERAL = re.compile(
    r"[rRbBuUfF]{0,2}(?:(?P<q>\"\"\"|''')(?P<long>(?:\\[\s\S]|(?!(?P=q))[^\\]){1,4096}?)(?P=q)"
    # A quote that is open at the end of its line was cut off.
    r"|(?!\"\"\"|''')(?P<s>\\?[\"'`])(?P<value>(?:\\[^\n]|(?!(?P=s))[^\\\n]){1,4096}?)(?:(?P=s)|\\?(?P<cut>$)))",
    re.MULTILINE,
)
_CONTINUED = re.compile(
    rf"{GAP}{{0,120}}\+?{GAP}{{0,120}}(?=[rRbBuUfF]{{0,2}}[\"'`])(?!\w{{0,2}}(?:\"\"\"|'''))"
)
_TOKEN = re.compile(
    rf"(?P<gap>{GAP}{{1,120}})|(?P<word>[?!]?\.?[\w$][\w.$]{{0,120}})|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)"
    r"|(?P<or>\|\||\?\?|&&|\?:)|(?P<test>[=!]==?|<=|>=|[<>](?!\n))|(?P<ask>\?)|(?P<colon>:)|(?P<named>=)|(?P<sign>[+*%.!&|/-])"
)
_MOST_TOKENS = 60
_OTHERWISE = frozenset(("or", "else", "await", "new", "not", "return"))
_TESTED = frozenset(("if", "and", "in", "is", "unless", "when"))
_DECODERS = frozenset((
    "from", "bytes", "str", "string", "secretstr", "secret", "b64decode", "urlsafe_b64decode",
    "standard_b64decode", "a2b_base64", "unhexlify", "fromhex", "atob", "base64_decode", "decode", "encode",
    "decodestring", "base64decode", "bytearray",
    "b32decode", "b16decode", "secretbytes", "quote", "unquote", "strip", "trim", "some", "ok",
))  # fmt: skip
_LOOKUP = re.compile(
    r"(?:get|load|fetch|read|find|query|select|lookup|access|require|import|open|resolve|env|config|setdefault|pop|header|param"
    r"|field|default|setting)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Given:
    """A string, in one or more `parts`.

    `cut` where it has no end, `argument` where a function makes the value of it, `long` in three quotes.
    """

    parts: tuple[Span, ...]
    argument: bool = False
    cut: bool = False
    long: bool = False


@dataclass(slots=True)
class _Open:
    """A bracket that is open: what is called or indexed by it, and at which of its parts the reader is."""

    bracket: str
    callee: str
    index: int = 0


@dataclass(slots=True)
class _State:
    open: list[_Open] = field(default_factory=list)
    operand: str = ""
    tested: bool = False
    asked: bool = False


def given(text: str, at: int) -> Iterator[Given]:
    """The strings that may become the value of the expression that begins at `at`.

    Conditions, indices and the names that a look-up goes by are none.
    """
    state = _State()
    for _ in range(_MOST_TOKENS):
        if literal := _LITERAL.match(text, at):
            found = _whole(text, literal)
            at = found.parts[-1][1] if found.cut else _end(text, literal, found)
            role = None if state.tested or state.operand else _role(state.open)
            state.operand = '"'
            if role is not None:
                yield Given(found.parts, role, found.cut, found.long)
            continue
        token = _TOKEN.match(text, at)
        if token is None or not _taken(state, token):
            return
        at = token.end()


def literals(text: str, at: int) -> Given | None:
    """The string that begins exactly at `at`, with all its parts."""
    found = _LITERAL.match(text, at)
    return _whole(text, found) if found else None


def _whole(text: str, first: re.Match[str]) -> Given:
    """A literal together with those that it is put together with."""
    if first["long"] is not None:
        return Given((first.span("long"),), long=True)
    parts, cut, at = [first.span("value")], first["cut"] is not None, first.end()
    while not cut and len(parts) < 40 and (gap := _CONTINUED.match(text, at)):
        more = _LITERAL.match(text, gap.end())
        if more is None:
            break
        parts.append(more.span("value"))
        cut, at = more["cut"] is not None, more.end()
    return Given(tuple(parts), cut=cut)


def _end(text: str, first: re.Match[str], found: Given) -> int:
    quote = first["q"] or first["s"]
    stop = found.parts[-1][1]
    if len(found.parts) == 1:
        return stop + len(quote)
    return stop + (2 if text[stop] == "\\" else 1)


def _role(held: list[_Open]) -> bool | None:
    """Whether a string in these brackets is an argument, or the value itself; None where it is neither."""
    argument = False
    for each in held:
        name = each.callee.rsplit(".", 1)[-1].lower()
        if not each.callee or (each.bracket == "(" and name in _DECODERS):
            continue
        if each.bracket == "[" or (each.index == 0 and _LOOKUP.fullmatch(name)):
            return None
        argument = argument or not _LOOKUP.fullmatch(name)
    return argument


def _taken(state: _State, token: re.Match[str]) -> bool:
    """Go on behind a token; False where the expression is over."""
    kind = token.lastgroup
    if kind == "gap":
        return bool(state.open) or not state.operand or "\n" not in token[0].replace("\\\n", "")
    if kind == "word":
        _word(state, token[0])
    elif kind == "open":
        state.open.append(_Open(token[0], state.operand))
        state.operand, state.tested = "", False
    elif kind == "close":
        if not state.open:
            return False
        state.open.pop()
        state.operand, state.tested = ")", False
    elif kind == "comma":
        if not state.open:
            return False
        state.open[-1].index += 1
        state.operand, state.tested = "", False
    else:
        return _operator(state, str(kind))
    return True


def _word(state: _State, word: str) -> None:
    if word in _OTHERWISE:
        state.operand, state.tested = "", False
    elif word in _TESTED:
        state.operand, state.tested = "", True
    else:
        state.operand = word


def _operator(state: _State, kind: str) -> bool:
    if kind in ("colon", "named") and not (state.open or (kind == "colon" and state.asked)):
        return False
    state.asked = state.asked or kind == "ask"
    state.operand, state.tested = "", kind == "test" or (kind == "sign" and state.tested)
    return True
