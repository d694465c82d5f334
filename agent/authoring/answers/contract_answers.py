"""What an answer states before any code: a contract, a claim of safety, a missing decision, or nothing. Pure.

The contract has six headings, each at the beginning of a line, with a sentence or two behind it:

    Path: from where the attacker's value comes in to `the line where it does harm`.
    Input: what an attacker sends, and the harm.
    Invariant: what must hold after any right fix, whoever calls.
    Place: the narrowest place to enforce it, `quoting its line`.
    Keep: the legitimate behaviour that must survive.
    Helper: the repository's own helper for it, or none

In Path, Place and Helper, what stands in backticks is a quotation and has to be in the repository; elsewhere
it may be an attack. In place of a contract: `SAFE AS IT IS: why`, or `DECISION MISSING: question` with
`Options:` and `Owner:`, where the question or an option quotes the line that shows the behaviour is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.authoring.prompting.quoting import visible
from agent.authoring.shown.bare import rests_on_code
from agent.contract import Contract, OpenDecision, SafeAsIs, Stated
from agent.text import shortened

FIELD_ROOM = 400
SHORTEST_QUOTE = 8
_MOST_QUOTES = 8
_MOST_OPTIONS = 6
_NEEDED = ("Path", "Input", "Invariant", "Place", "Keep")
_QUOTING = ("Path", "Place", "Helper")
_SAFE, _DECISION = "SAFE AS IT IS", "DECISION MISSING"
_HEADINGS = (*_NEEDED, "Helper", _SAFE, _DECISION, "Options", "Owner", "NO PROOF")
_HEADING = re.compile(rf"({'|'.join(_HEADINGS)})[*_`]{{0,3}} ?:(.*)", re.DOTALL)
_MARKUP = " \t#*_`->0123456789.)"
_BULLET = re.compile(r"(?:[-*+]|\d+[.)]) +(\S.*)", re.DOTALL)
_QUOTE = re.compile(r"`([^`]+)`")
_CALL = re.compile(r"[\w.]+\(\)")
_NO_HELPER = re.compile(r"\W*(none|no|n/a)\b", re.IGNORECASE)

_Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A statement that does not stand, in words for its author; `quotes` are those that are nowhere.

    `claim` when it is no contract, but says that there is nothing to fix yet.
    """

    message: str
    quotes: tuple[str, ...] = ()
    claim: bool = False


@dataclass(frozen=True, slots=True)
class Quotable:
    """What a statement can quote: `texts` are the repository's, and something has to rest on them.

    `files` are files behind those texts, by path: a decision rests on their code alone. `told` was said of
    the finding: it may be quoted too, but nothing rests on it.
    """

    texts: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


def believed(_: SafeAsIs) -> str:
    """No doubt about any claim."""
    return ""


def same(text: str) -> str:
    """The text as it was given: the `reveal` of a conversation without placeholders."""
    return text


def read_contract(
    answer: str, quotable: Quotable, reveal: Callable[[str], str] = same
) -> Stated | Unfounded | None:
    """What an answer states; None when it states nothing, or no contract that is whole.

    `reveal` gives the text behind a placeholder, for the comparison of quotes alone. An answer that has a
    contract or code makes neither of the two other claims.
    """
    said, coded = _sections(answer)
    if all(said.get(name) for name in _NEEDED):
        fields = {name: " ".join(said.get(name, ())) for name in _HEADINGS}
        return _contract(fields, _holder(quotable.texts, reveal), _holder(quotable.told, reveal))
    if coded or (_SAFE in said) == (_DECISION in said):
        return None
    if _DECISION in said:
        return _decision(said, quotable, reveal)
    return safe_claim(" ".join(said[_SAFE]), quotable.texts, reveal)


def safe_claim(
    reason: str, quotable: Sequence[str], reveal: Callable[[str], str] = same
) -> SafeAsIs | Unfounded:
    """The claim that code is safe, for a reason that has to quote a line in backticks."""
    true, false = _checked(visible(reason), _holder(quotable, reveal))
    if true:
        return SafeAsIs(_field(reason), true[0])
    return Unfounded(
        "Quote in backticks, letter by letter, the line of code that makes the code safe.", false, claim=True
    )


def squeezed(text: str) -> str:
    """The text without white space, and with what is invisible in it escaped."""
    return "".join(visible(text).split())


def _holder(quotable: Sequence[str], reveal: Callable[[str], str]) -> _Holds:
    texts = [squeezed(text) for text in quotable]

    def holds(quote: str) -> bool:
        wanted = squeezed(reveal(quote))
        return len(wanted) >= SHORTEST_QUOTE and any(wanted in text for text in texts)

    return holds


def _contract(said: Mapping[str, str], holds: _Holds, told: _Holds) -> Contract | Unfounded:
    checked = {name: _checked(said[name], holds) for name in (*_NEEDED, "Helper")}
    nowhere = (quote for name in _QUOTING for quote in checked[name][1] if not told(quote))
    false = tuple(dict.fromkeys(nowhere))
    if false:
        return Unfounded("Not every quote in Path, Place and Helper is in the code, letter by letter.", false)
    if not checked["Path"][0] and not checked["Place"][0]:
        return Unfounded(
            "Path or Place has to quote a line of the code, at least eight letters, in backticks."
        )
    return Contract(
        flow=_field(said["Path"]),
        attacker=_field(said["Input"]),
        invariant=_field(said["Invariant"]),
        place=_field(said["Place"]),
        keep=_field(said["Keep"]),
        helper="" if _NO_HELPER.match(said["Helper"]) else _field(said["Helper"]),
        quotes=tuple(dict.fromkeys(quote for true, _ in checked.values() for quote in true))[:_MOST_QUOTES],
    )


def _decision(
    said: Mapping[str, Sequence[str]], quotable: Quotable, reveal: Callable[[str], str]
) -> OpenDecision | Unfounded:
    question = _field(" ".join(said[_DECISION]))
    bullets = (_BULLET.fullmatch(line) for line in said.get("Options", ()))
    options = tuple(_field(bullet[1]) for bullet in bullets if bullet)[:_MOST_OPTIONS]
    if not question or len(options) < 2:
        return Unfounded(
            "A decision is missing only between at least two options: list them under `Options:`.", claim=True
        )
    written = " ".join((*said[_DECISION], *said.get("Options", ())))
    true, false = _checked(written, _holder(quotable.texts, reveal))
    # A comment that asks for a decision is anybody's: code shows what is wanted.
    if not any(rests_on_code(path, text, reveal(quote)) for quote in true for path, text in quotable.files):
        return Unfounded(
            "Quote in backticks, letter by letter, the line of code, not of a comment, that shows that the "
            "behaviour is wanted.",
            false,
            claim=True,
        )
    return OpenDecision(question, options, _field(" ".join(said.get("Owner", ()))))


def _checked(text: str, holds: _Holds) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The quotes of a text that are long enough to tell something: those that are there, and the others."""
    quotes = [quote for quote in _quotes(text) if len(squeezed(quote)) >= SHORTEST_QUOTE]
    true = tuple(quote[:FIELD_ROOM] for quote in quotes if holds(quote))
    return true, tuple(quote[:FIELD_ROOM] for quote in quotes if not holds(quote))


def _quotes(text: str) -> Iterator[str]:
    for quote in map(str.strip, _QUOTE.findall(text)):
        # A function may be named with empty parentheses.
        yield quote.removesuffix("()") if _CALL.fullmatch(quote) else quote


def _sections(answer: str) -> tuple[dict[str, list[str]], bool]:
    """What stands under each heading, line by line, and whether there is a code fence, which counts for none.

    Of two headings with one name the first counts. A blank line ends what one has to say, bullets aside.
    """
    found: dict[str, list[str]] = {}
    under: list[str] | None = None
    closing, coded, over = "", False, False
    for line in map(str.strip, visible(answer.replace("\r\n", "\n")).split("\n")):
        mark = line[:3] if line.startswith(("```", "~~~")) else ""
        if closing or mark:
            coded, under = True, None
            closing = mark if not closing else "" if mark == closing else closing
        elif heading := _HEADING.fullmatch(line.lstrip(_MARKUP)):
            under = [] if heading[1] in found else found.setdefault(heading[1], [])
            under += filter(None, [heading[2].lstrip("*_ ")])
            over = False
        elif not line:
            over = bool(under)
        elif under is not None and (not over or _BULLET.fullmatch(line)):
            under.append(line)
    return found, coded


def _field(text: str) -> str:
    return shortened(" ".join(visible(text).split()), FIELD_ROOM)
