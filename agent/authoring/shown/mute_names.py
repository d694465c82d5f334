"""Names in code that could speak to a reader: shown as `name_1`, put back into what is said of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = re.compile(r"(?<!\w)[^\W\d]\w*")
_OURS = re.compile(r"(?<!\w)name_\d+(?!\w)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MOST_WORDS = 3
_LONGEST = 40
_LONGEST_WORD = 20
_LONGEST_FOREIGN = 3
# Words about code and those who read it: no program needs them in a name of several words.
_TELLING = frozenset((
    "approve", "approved", "assistant", "audited", "harmless", "please", "reviewed", "this", "trustworthy",
    "verdict", "vetted", "vulnerable",
))  # fmt: skip
# Interfaces of libraries that a verdict may well depend on.
_LIBRARIES = frozenset(
    ("WTF_CSRF_CHECK_DEFAULT", "dangerouslySetInnerHTML", "url_has_allowed_host_and_scheme")
)


class MuteNames:
    """The same number for the same name in every text that it is asked to `hide`.

    `texts` are all those texts: a `name_1` that one of them holds already is no number of ours.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._taken = {name for text in texts for name in _OURS.findall(text)}
        self._shown: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with a number for each name that is long, or reads like a sentence."""
        return _NAME.sub(lambda match: self._number(match[0]) if speaks(match[0]) else match[0], text)

    def reveal(self, text: str) -> str:
        """The text with the names as the code has them."""
        return _OURS.sub(lambda match: self._names.get(match[0], match[0]), text)

    def _number(self, name: str) -> str:
        if name not in self._shown:
            number = len(self._shown) + 1
            while f"name_{number}" in self._taken:
                number += 1
            self._shown[name] = shown = f"name_{number}"
            self._names[shown] = name
            self._taken.add(shown)
        return self._shown[name]


def speaks(name: str) -> bool:
    """Whether a name may say more than a name has to."""
    if name in _LIBRARIES or not any(letter.isalpha() for letter in name):
        return False
    if not name.isascii():
        return len(name) > _LONGEST_FOREIGN
    words = [word.lower() for word in _WORD.findall(name)]
    return (
        len(name) > _LONGEST
        or len(words) > _MOST_WORDS
        or any(len(word) > _LONGEST_WORD for word in words)
        or (len(words) > 1 and not _TELLING.isdisjoint(words))
    )
