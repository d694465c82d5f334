"""The dashboard's text: one issue that tells how every fix of a repository stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from agent.forge.board import (
    MOST,
    Board,
    Box,
    Demoted,
    OpenRow,
    RefusedRow,
    Returned,
    Row,
    RuleRow,
    State,
    WaitingRow,
    box,
    parse,
    render_state,
    ticked,
)  # fmt: skip
from agent.forge.text.body import LIMIT, length
from agent.forge.text.defuse import Markdown, cell, code, code_cell, link, prose
from agent.forge.text.sheet import joined, sheets
from agent.forge.text.words import more

SHOWN = (MOST, 200, 100, 50, 20, 8, 3, 1, 0)
"""Rows of each section that are shown: fewer until the text is short enough."""

_TEMPLATES = Path(__file__).parent / "templates"
_AGE = re.compile(r"^<sub>.*</sub>$", re.MULTILINE)
_REASONS = {
    "false-positive": "a false positive",
    "wont-fix": "will not be fixed",
    "accepted-risk": "the risk is accepted",
    "fixed-elsewhere": "fixed elsewhere",
    "none": "no reason given",
    "": "no reason given",
}
_Any = TypeVar("_Any", bound=Row)
_Item = TypeVar("_Item")


def render(board: Board, state: State) -> str:
    """The issue's body with the state in it, and no longer than GitHub takes."""
    wholes = (_whole(_text(board, state, most), state) for most in SHOWN)
    return next(whole for whole in wholes if length(whole) <= LIMIT)


def changed(old_body: str, new_body: str) -> bool:
    """Whether the issue has to be written: other words than we wrote last, or boxes that people ticked.

    The base's commit alone is no change.
    """
    old, new = parse(old_body), parse(new_body)
    return old is None or new is None or old.digest != new.digest or ticked(old_body) != ticked(new_body)


def _text(board: Board, state: State, most: int) -> str:
    lines = Lines(board, state, most)
    return sheets(_TEMPLATES).get_template("board.md.j2").render(
        board=board, lines=lines, score=board.score, cut=lines.cut, days=days
    )  # fmt: skip


def _whole(text: str, state: State) -> str:
    """The text with the state, which takes its part of the length."""
    return f"{text}\n{render_state(state.model_copy(update={'digest': _digest(text, state)}))}\n"


def _digest(text: str, state: State) -> str:
    boxes = ",".join([*sorted(state.ignored), "/", *sorted(state.retry)])
    return hashlib.sha256(f"{_AGE.sub('', text)}\n{boxes}".encode("utf-8", "backslashreplace")).hexdigest()


def days(count: float | None) -> Markdown:
    """A number of days in words."""
    if count is None:
        return Markdown("not known")
    short = f"{count:.1f}".removesuffix(".0")
    return Markdown(f"{short} day" if short == "1" else f"{short} days")


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a board as Markdown, at most `most` of each section."""

    board: Board
    state: State
    most: int

    @property
    def open(self) -> list[tuple[Markdown, list[Markdown]]]:
        """Those who are asked, each with their pull requests, the oldest first."""
        rows = sorted(self.seen(self.board.open), key=lambda row: (-row.age_days, row.number))
        owners: dict[tuple[str, ...], list[Markdown]] = {}
        for row in rows[: self.most]:
            owners.setdefault(row.owners, []).append(self._open(row))
        return [
            (Markdown(", ".join(code(owner, 100) for owner in names[:5]) or "nobody"), told)
            for names, told in owners.items()
        ]

    @property
    def waiting(self) -> list[Markdown]:
        return self._cut(self._unticked, self._waiting, "that wait")

    @property
    def returned(self) -> list[Markdown]:
        return self._cut(self.seen(self.board.returned), self._returned, "that came back")

    @property
    def refused(self) -> list[Markdown]:
        return self._cut(self.seen(self.board.refused), self._refused, "that were refused")

    @property
    def ignored(self) -> list[Markdown]:
        """What people ticked to be left alone: the box takes it back."""
        hidden = {f for row in self._rows() if not self._shown(row) for f in row.fingerprints}
        listed = [f for f in self.state.ignored if f not in hidden]
        return self._cut(listed, self._ignored, "that are left alone")

    @property
    def verified(self) -> list[Markdown]:
        rows = self.seen(self.board.verified)
        told = [
            Markdown(self._pull(row.url) + ("" if row.days is None else f" after {days(row.days)}"))
            for row in rows[: self.most]
        ]
        return [*told, *more(len(rows) - self.most, "that were fixed")]

    @property
    def demoted(self) -> list[Markdown]:
        return self._cut(self.seen(self.board.demoted), self._demoted, "rules")

    @property
    def rules(self) -> list[Markdown]:
        """Rows of the table."""
        return [self._rule(row) for row in self.seen(self.board.score.rules)[: self.most]]

    @property
    def counts(self) -> Markdown:
        """How many of each there are; nothing is left out of it."""
        counts = (
            (self.seen(self.board.open), "open"), (self._unticked, "waiting"),
            (self.seen(self.board.returned), "came back"), (self.seen(self.board.refused), "refused"),
            (self.seen(self.board.verified), "verified fixed"),
        )  # fmt: skip
        told = [Markdown(f"{len(rows)} {name}") for rows, name in counts if rows]
        return joined(told, " · ") or Markdown("Nothing is open.")

    @property
    def cut(self) -> bool:
        """Whether the length took something away."""
        board = self.board
        rows = (board.open, board.waiting, board.returned, board.refused, board.verified, board.demoted,
                board.score.rules, self.state.ignored)  # fmt: skip
        return any(len(section) > self.most for section in rows)

    @property
    def hidden_open(self) -> int:
        return max(0, len(self.seen(self.board.open)) - self.most)

    def seen(self, rows: tuple[_Any, ...]) -> list[_Any]:
        """Those that may be told of at all."""
        return [row for row in rows if self._shown(row)]

    @property
    def _unticked(self) -> list[WaitingRow]:
        """Those that wait, without what is to be left alone."""
        ignored = frozenset(self.state.ignored)
        rows = self.seen(self.board.waiting)
        return [row for row in rows if not row.fingerprints or not ignored.issuperset(row.fingerprints)]

    def _rows(self) -> tuple[Row, ...]:
        board = self.board
        return (*board.waiting, *board.open, *board.returned, *board.refused, *board.verified)

    def _shown(self, row: Row) -> bool:
        return self.board.private or row.told != "report"

    def _whole(self, row: Row) -> bool:
        return self.board.private or row.told == "public"

    def _cut(self, rows: Sequence[_Item], line: Callable[[_Item], Markdown], what: str) -> list[Markdown]:
        """The lines of a section, the last of which says how many are left out."""
        left_out = more(len(rows) - self.most, what)
        return [*map(line, rows[: self.most]), *(Markdown(f"- {said}") for said in left_out)]

    def _ignored(self, fingerprint: str) -> Markdown:
        return Markdown(f"{self._box('ignore', (fingerprint,))} {self._named(fingerprint)}")

    def _box(self, kind: Box, fingerprints: tuple[str, ...]) -> str:
        wanted = self.state.retry if kind == "retry" else self.state.ignored
        return box(kind, fingerprints, bool(set(fingerprints) & set(wanted))) if fingerprints else "-"

    def _pull(self, url: str) -> str:
        """A link to a pull request of this repository; to anything else there is none."""
        own = f"{self.board.server_url.rstrip('/')}/{self.board.slug}/pull/"
        number = url.removeprefix(own)
        if url.startswith(own) and re.fullmatch(r"[0-9]{1,9}", number):
            return link(Markdown(f"#{number}"), url)
        return "a pull request"

    def _open(self, row: OpenRow) -> Markdown:
        title = f" {prose(row.title, most=100)}" if self._whole(row) else ""
        reason = f" ({prose(row.reason, most=200)})" if row.reason and self._whole(row) else ""
        step = prose(row.next_step, most=160)
        return Markdown(
            f"{self._box('retry', row.fingerprints)} {self._pull(row.url)}{title} · "
            f"open for {days(row.age_days)} · **next:** {step}{reason}"
        )

    def _waiting(self, row: WaitingRow) -> Markdown:
        pull = f"{self._pull(row.url)} " if row.url else ""
        said = f"{pull}{prose(row.what, most=160)}: {prose(row.reason, most=240)}"
        neutral = pull or "A change that is not proposed yet"
        begin = f"{self._box('retry', row.fingerprints)} {said if self._whole(row) else neutral.strip()}"
        ignore = f"\n  {self._box('ignore', row.fingerprints)} leave it alone" if row.fingerprints else ""
        return Markdown(begin + ignore)

    def _returned(self, row: Returned) -> Markdown:
        what = prose(row.what, most=160) if self._whole(row) else "A change"
        before = ", ".join(self._pull(url) for url in row.earlier[:5])
        now = f", now {self._pull(row.url)}" if row.url else ""
        return Markdown(f"- {what}{now}; before: {before or 'not known'}")

    def _refused(self, row: RefusedRow) -> Markdown:
        by = f" by {code(row.by, 100)}" if row.by else ""
        until = f" until {row.until.isoformat()}" if row.until else ""
        why = f": {_REASONS[row.reason]}{until}" if self._whole(row) else ""
        return Markdown(f"{self._box('retry', row.fingerprints)} {self._pull(row.url)}{by}{why}")

    def _named(self, fingerprint: str) -> str:
        """What a finding is, as far as a row tells and may tell it."""
        rows = [row for row in self._rows() if fingerprint in row.fingerprints and self._whole(row)]
        for row in rows:
            match row:
                case WaitingRow(what=what) | Returned(what=what) | OpenRow(title=what):
                    return prose(what, most=160)
                case _:
                    continue
        return code(fingerprint)

    def _demoted(self, row: Demoted) -> Markdown:
        rule = code(row.rule, 120) if self._whole(row) else "a rule that is not named here"
        level = {"comment": "only shown here, never a pull request", "off": "not worked on any more"}
        return Markdown(f"- {rule}: {level[row.level]}; people refused {row.refused} of {row.ended}.")

    def _rule(self, row: RuleRow) -> Markdown:
        rule = code_cell(row.rule, 120) if self._whole(row) else cell("not named here")
        cells = (
            rule,
            row.opened,
            row.merged,
            row.edited,
            row.refused,
            days(row.review_days),
            days(row.merge_days),
        )
        return Markdown(f"| {' | '.join(str(item) for item in cells)} |")
