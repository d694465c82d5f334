"""Characters that a reader of the patch would not see, or would take for others. Pure."""

from __future__ import annotations

import re
import tokenize
import unicodedata
from collections.abc import Iterable, Sequence

from agent.domain import Change
from agent.gates.pysource import tokens
from agent.text import spelled_out

PROSE = (".md", ".rst", ".txt", ".adoc")

_BOM = "\ufeff"
_JOINERS = "\u200c\u200d"
_VARIATIONS = "\ufe0e\ufe0f"
# Letters that are drawn like Latin ones, and those.
_TWINS = str.maketrans(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0455\u0458\u0501\u051b\u051d\u04bb\u043a\u043c\u0442\u0432\u0432\u043d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0405\u0408\u0423"
    "\u03bf\u03c1\u03bd\u03b1\u03b9\u03ba\u03c5\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aceopxyisjdqwhkmtbbhABEKMHOPCTXISJYopvaikuABEZHIKMNOPTYX",
)
# Greek letters that no Latin one looks like.
_PLAIN_GREEK = frozenset("ΓΔΘΛΞΠΣΦΨΩβδεζηθλμξπσςφψω")
_TEXT_PARTS = re.compile(
    r""" "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `(?:\\.|[^`\\$])*`
    | (?://|/\*|<!--|--\s|\#\s).* | ^\s*[*\#].* """,
    re.VERBOSE,
)


def drawn_as(text: str) -> str:
    """A text with the Latin letters that its Cyrillic and Greek ones are drawn like."""
    return text.translate(_TWINS)


def hidden_trouble(change: Change, before: str, after: str, added: Sequence[str]) -> str:
    """Invisible, bidirectional and look-alike characters that the file did not hold before."""
    known = set(before.split("\n"))
    first = after.split("\n", 1)[0]
    for line in added:
        if line in known:
            continue
        shown = line.removeprefix(_BOM) if line == first and before.startswith(_BOM) else line
        # The CR of a CRLF is what the file's other lines end with, too.
        shown = shown.removesuffix("\r") if "\r\n" in before else shown
        at = next((at for at in range(len(shown)) if _hides(shown, at)), None)
        if at is not None:
            return f"a hidden character U+{ord(shown[at]):04X}: {line.strip()[:80]!a}"
    if after.endswith("\r") and not before.endswith("\r"):
        return "a carriage return that ends no line"
    return _look_alike(change.path, before, after, [line for line in added if line not in known])


def _hides(line: str, at: int) -> bool:
    """Whether a character is invisible where it stands: emoji and some scripts need joiners to be right."""
    char = line[at]
    if spelled_out(char, lambda _: "", keep="\t\f") and unicodedata.category(char) != "Cn":
        return False
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    kinds = tuple(unicodedata.category(other) if other else "" for other in (before, after))
    if char in _VARIATIONS:
        return kinds[0] not in ("So", "Sm", "Sk", "Po") and after != "\u20e3"
    if char in _JOINERS:
        return kinds[0] not in ("So", "Sk", "Lo", "Mn", "Mc") or kinds[1] not in ("So", "Sm", "Lo")
    return True


def _look_alike(path: str, before: str, after: str, added: Sequence[str]) -> str:
    """In Python identifiers are judged; elsewhere words outside of what looks like strings and comments."""
    if path.endswith(PROSE) or all(line.isascii() for line in added):
        return ""
    python = path.endswith((".py", ".pyi"))
    names = _identifiers(after) if python else None
    if names is not None:
        words: Iterable[str] = sorted(names - (_identifiers(before) or set()))
    else:
        words = [word for line in added for word in re.findall(r"\w+", _TEXT_PARTS.sub(" ", line))]
    for word in words:
        # Python reads compatibility forms as the letters they stand for: such a name is another one.
        forms = [c for c in word if names is not None and not c.isascii() and _folds_to_ascii(c)]
        foreign = [c for c in word if c.isalpha() and not c.isascii() and _looks_latin(c)]
        mixed = foreign and len(foreign) < sum(c.isalpha() for c in word)
        latin = drawn_as(word)
        # A word of another alphabet is honest, unless it is drawn like a name that is in use here.
        alike = bool(foreign) and latin.isascii() and (names is not None or len(word) > 2)
        imitates = alike and re.search(rf"\b{re.escape(latin)}\b", before + "\n" + after)
        if (forms or mixed or imitates) and word not in before:
            return f"a look-alike character U+{ord((forms or foreign)[0]):04X} in {word!a}"
    return ""


def _identifiers(text: str) -> set[str] | None:
    found = tokens(text)
    return None if found is None else {token.string for token in found if token.type == tokenize.NAME}


def _looks_latin(character: str) -> bool:
    """Letters of alphabets that hold twins of Latin ones, and compatibility forms of Latin letters."""
    name = unicodedata.name(character, "")
    if name.startswith(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")):
        return character not in _PLAIN_GREEK
    return _folds_to_ascii(character)


def _folds_to_ascii(character: str) -> bool:
    return unicodedata.normalize("NFKC", character).isascii()
