"""What people tell us to do, in a line of a comment or by a label. Pure.

Whoever may command is decided elsewhere: words of people without write access are no commands.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agent.forge.text.marker import Reason
from agent.text import shortened

MOST_DAYS = 365
"""How far a reminder can be put off."""
LONGEST = 300
"""Of the text that explains why something is closed, and of what was not understood."""
REASONS: dict[str, Reason] = {
    "false-positive": "false-positive",
    "wont-fix": "wont-fix",
    "will-not-fix": "wont-fix",
    "accepted-risk": "accepted-risk",
    "fixed-elsewhere": "fixed-elsewhere",
}
"""How a reason may be written."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Write the fix anew on today's base."""


@dataclass(frozen=True, slots=True)
class Rebase:
    """Merge the base in."""


@dataclass(frozen=True, slots=True)
class Explain:
    """Say how it stands, what comes next, and why."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Say nothing before `until`."""

    until: date


@dataclass(frozen=True, slots=True)
class Reassign:
    """Ask somebody else: a login, or with `organisation` a team's slug."""

    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Close it for good, or with `until` until that day. `text` is theirs: one line, untrusted."""

    reason: Reason
    until: date | None = None
    text: str = ""


Command = Retry | Rebase | Explain | Snooze | Reassign | Close


@dataclass(frozen=True, slots=True)
class Unknown:
    """No command that we know. `word` is theirs and untrusted, `nearest` the command that they may have
    meant as it would be written (empty where nothing is near), `reason` what is wrong, in our own words."""

    word: str
    nearest: str
    reason: str


LABELS: dict[str, Command] = {
    "suture:retry": Retry(),
    "suture:rebase": Rebase(),
    "suture:false-positive": Close("false-positive"),
    "suture:wont-fix": Close("wont-fix"),
    "suture:accepted-risk": Close("accepted-risk"),
    "suture:fixed-elsewhere": Close("fixed-elsewhere"),
}
"""Commands by label, in lower case."""

_SIMPLE: dict[str, Command] = {"retry": Retry(), "rebase": Rebase(), "explain": Explain()}
_WORDS = (*_SIMPLE, "snooze", "reassign", "close")
_LINE = re.compile(r" {0,3}/suture(?:[ \t]+(?P<rest>.*))?", re.IGNORECASE | re.ASCII)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<rest>.*)")
_DAYS = re.compile(r"([0-9]{1,4}) ?d(?:ays?)?", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_USER = r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}"
_OWNER = re.compile(
    # The part behind `_` is that of users whom an enterprise manages.
    rf"@?(?:(?P<user>{_USER}(?:_[A-Za-z0-9]{{1,10}})?)|(?P<organisation>{_USER})/(?P<team>[A-Za-z0-9_-]{{1,100}}))"
)
_CLOSE = re.compile(
    r"(?P<word>[^\s:]+)(?:\s+until\s+(?P<until>[^\s:]+))?\s*(?::(?P<text>.*))?", re.IGNORECASE
)


def parse(text: str, today: date) -> Command | Unknown | None:
    """The command in a comment: its first line that begins with `/suture`, outside of code and quotes."""
    for line in _plain_lines(text):
        match = _LINE.fullmatch(line)
        if match is not None:
            return _command((match["rest"] or "").strip(), today)
    return None


def by_label(name: str) -> Command | None:
    """The command that a label is, if any. Acts that count are `labeled` by a person.

    Nobody's permission needs to be looked up: only people with triage rights or more can set labels.
    """
    return LABELS.get(name.casefold())


def _plain_lines(text: str) -> Iterator[str]:
    """The lines of a Markdown text that are shown and no code block. Quoted and indented ones match no
    command."""
    fence, hidden = "", False
    for raw in text.split("\n"):
        line = raw.rstrip()
        if not fence:
            line, hidden = _visible(line, hidden=hidden)
        match = _FENCE.fullmatch(line)
        if fence:
            closes = match is not None and match["fence"].startswith(fence) and not match["rest"]
            fence = "" if closes else fence
        elif match is not None:
            fence = match["fence"]
        else:
            yield line


def _visible(line: str, *, hidden: bool) -> tuple[str, bool]:
    """A line without what is in HTML comments, which nobody sees, and whether one goes on behind it."""
    shown = ""
    while True:
        if hidden:
            _, end, line = line.partition("-->")
            if not end:
                return shown, True
        before, begin, line = line.partition("<!--")
        shown += before
        if not begin:
            return shown, False
        # What a comment leaves of its line begins no command.
        shown, hidden = shown or "|", True


def _command(said: str, today: date) -> Command | Unknown:
    word, rest = (*said.split(None, 1), "", "")[:2]
    word = word.casefold()
    match word:
        case "":
            return Unknown("", "", "no command is named")
        case "retry" | "rebase" | "explain":
            return _unknown(said, word, f"nothing goes after `{word}`") if rest else _SIMPLE[word]
        case "snooze":
            return _snooze(said, rest, today)
        case "reassign":
            return _reassign(said, rest)
        case "close":
            return _close(said, rest, today)
        case _:
            return _unknown(said, _near(word, _WORDS), "there is no such command")


def _snooze(said: str, rest: str, today: date) -> Command | Unknown:
    days = _DAYS.fullmatch(rest)
    until = _in_days(today, int(days[1])) if days else _day(rest)
    if until is None:
        return _unknown(said, "snooze 14d", "it takes a number of days (`14d`) or a day (`YYYY-MM-DD`)")
    if not 0 < (until - today).days <= MOST_DAYS:
        near = f"snooze {MOST_DAYS}d" if until > today else "snooze 14d"
        return _unknown(said, near, f"it takes a day to come, at most {MOST_DAYS} days from now")
    return Snooze(until)


def _reassign(said: str, rest: str) -> Command | Unknown:
    owner = _OWNER.fullmatch(rest)
    if owner is None:
        return _unknown(said, "reassign @user", "it takes one user (`@user`) or team (`@org/team`)")
    return Reassign(owner["user"] or owner["team"], owner["organisation"] or "")


def _close(said: str, rest: str, today: date) -> Command | Unknown:
    match = _CLOSE.fullmatch(rest)
    word = (match["word"] if match else rest.partition(" ")[0]).casefold()
    reason = REASONS.get(word)
    if match is None or reason is None:
        near = _near(word, tuple(REASONS)) or "false-positive"
        return _unknown(
            said, _closing(near), f"it takes a reason: {', '.join(dict.fromkeys(REASONS.values()))}"
        )
    until = _day(match["until"] or "")
    if (reason == "accepted-risk") != (match["until"] is not None):
        return _unknown(said, _closing(word), "an accepted risk, and nothing else, takes `until` and a day")
    if match["until"] is not None and (until is None or until <= today):
        return _unknown(said, _closing(word), "it takes a day to come, written as YYYY-MM-DD")
    return Close(reason, until, shortened((match["text"] or "").strip(), LONGEST))


def _closing(word: str) -> str:
    return f"close {word} until YYYY-MM-DD" if word == "accepted-risk" else f"close {word}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _in_days(today: date, count: int) -> date | None:
    try:
        return today + timedelta(count)
    except OverflowError:
        return None


def _near(word: str, known: tuple[str, ...]) -> str:
    # Beyond its first letters a word cannot be near any that we know; matching would take long.
    return next(iter(difflib.get_close_matches(word[:40], known, n=1, cutoff=0.6)), "")


def _unknown(said: str, nearest: str, reason: str) -> Unknown:
    return Unknown(shortened(said, LONGEST), nearest, reason)
