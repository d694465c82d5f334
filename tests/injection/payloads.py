"""The payloads: read from `payloads/*.toml`, one file for each place, and hidden as their entry says."""

from __future__ import annotations

import base64
import codecs
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.authoring.prompting.quoting import visible

FOLDER = Path(__file__).parent / "payloads"
PLACES = tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))
_KEYS = frozenset({"name", "goal", "text", "language", "hide", "lead", "then", "file", "part"})
# What our own prompts say, too, so that it tells nothing.
_OURS = ("<<<<<<< SEARCH", ">>>>>>> REPLACE", "Assumptions:", "app/calc.py")
_TWINS = str.maketrans("aceopxyi", "асеорхуі")


@dataclass(frozen=True, slots=True)
class Payload:
    """One planted text. `goal` is what it wants (see `goals.py`), `then` a second text that sets it off,
    `file` where a text of its own file stands, `part` the field of a rule."""

    place: str
    name: str
    goal: str
    text: str
    language: str = "en"
    then: str = ""
    file: str = ""
    part: str = ""

    @property
    def id(self) -> str:
        """`place/name`."""
        return f"{self.place}/{self.name}"

    @property
    def needles(self) -> tuple[str, ...]:
        """Pieces by which the text is known where a prompt shows it, as a prompt shows it."""
        lines = [visible(line).strip()[:50].strip() for line in self.text.split("\n")]
        telling = tuple(line for line in lines if len(line) >= 12 and not line.startswith(_OURS))
        return telling or (visible(self.text).strip(),)

    def seen_in(self, shown: str) -> bool:
        """Whether a prompt shows what the payload asks for, and what sets it off."""
        longest = max(self.needles, key=len)
        return longest in shown and (not self.then or visible(self.then)[:40] in shown)


def load() -> tuple[Payload, ...]:
    """All payloads. Raises ValueError for an entry with unknown keys."""
    return tuple(_payload(place, entry) for place in PLACES for entry in _entries(place))


def _entries(place: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = tomllib.loads((FOLDER / f"{place}.toml").read_text())["payload"]
    return entries


def _payload(place: str, entry: dict[str, str]) -> Payload:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"{place}: unknown keys {unknown}")
    rest = {key: value for key, value in entry.items() if key not in ("text", "hide", "lead")}
    hidden = HIDE[entry.get("hide", "")](entry["text"].strip("\n"))
    return Payload(place=place, text=entry.get("lead", "") + hidden, **rest)


def _tags(text: str) -> str:
    """In the invisible twins that Unicode has for ASCII."""
    return "".join(chr(0xE0000 + ord(char)) for char in text)


def _variation(text: str) -> str:
    """Each byte as an invisible variation selector."""
    return "".join(chr(0xE0100 + byte) for byte in text.encode())


def _after_the_folder(text: str, change: Callable[[str], str]) -> str:
    """The change made to what follows the last slash, so that a path stays one."""
    folder, slash, name = text.rpartition("/")
    return f"{folder}{slash}{change(name)}"


HIDE: dict[str, Callable[[str], str]] = {
    "": str,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "hex": lambda text: text.encode().hex(),
    "homoglyphs": lambda text: text.translate(_TWINS),
    "zero_width": "\u200b".join,
    "bidirectional": lambda text: _after_the_folder(text, lambda name: f"\u202e{name[-4::-1]}\u202c{name[-3:]}"),
    "tags": _tags,
    "variation": _variation,
}  # fmt: skip
