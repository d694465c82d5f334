"""Two ways to watch a run: live lines on a terminal, plain lines in a pipe or in CI."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from agent.credentials import conceal
from agent.domain import Case
from agent.report.text import loggable
from agent.report.words import author_word, kind_word
from agent.verdict import Outcome

Clock = Callable[[], float]


class PlainProgress:
    """One plain line per event. Each begins with our own words, so no CI runner takes one for a command."""

    def __init__(self, stream: TextIO, clock: Clock = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._begun = clock()
        self._lock = Lock()

    def stage(self, case: Case, stage: str) -> None:
        """A case has entered a stage."""
        self._write(f"{case.fingerprint} {stage}: {case.rule.id} in {case.path}")

    def done(self, outcome: Outcome) -> None:
        """A finding has ended."""
        self._write(f"{outcome.finding.fingerprint} {_ended(outcome)}")

    def note(self, text: str) -> None:
        """Something the operator should know."""
        self._write(f"note: {text}")

    def _write(self, line: str) -> None:
        elapsed = self._clock() - self._begun
        with self._lock:
            # A stream that is not UTF-8 must not end the run.
            encoding = self._stream.encoding or "utf-8"
            safe = loggable(conceal(line)).encode(encoding, "backslashreplace").decode(encoding)
            self._stream.write(f"[{elapsed:7.1f} s] {safe}\n")
            self._stream.flush()


@dataclass(frozen=True, slots=True)
class _Row:
    case: Case
    stage: str
    begun: float


class LiveProgress:
    """One refreshed line per running case, and a lasting one per finished finding. A context manager."""

    def __init__(self, console: Console, clock: Clock = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._lock = Lock()
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(self, console=console, refresh_per_second=4, transient=True, redirect_stdout=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def stage(self, case: Case, stage: str) -> None:
        """A case has entered a stage; its clock runs from its first one."""
        with self._lock:
            fresh = _Row(case, stage, self._clock())
            self._rows[case.fingerprint] = replace(self._rows.get(case.fingerprint, fresh), stage=stage)

    def done(self, outcome: Outcome) -> None:
        """A finding has ended, and with it its case."""
        with self._lock:
            self._rows.pop(outcome.case, None)
        self._console.print(Text(loggable(conceal(_ended(outcome)))), soft_wrap=True)

    def note(self, text: str) -> None:
        """Something the operator should know."""
        self._console.print(Text(loggable(conceal(f"note: {text}"))), soft_wrap=True)

    def __rich__(self) -> RenderableType:
        """The running cases, one line each, for rich to print."""
        with self._lock:
            rows = tuple(self._rows.values())
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(width=1)
        grid.add_column(width=16, no_wrap=True)
        for ratio in (3, 3, 2):
            grid.add_column(ratio=ratio, no_wrap=True, overflow="ellipsis")
        grid.add_column(width=6, justify="right", no_wrap=True)
        for row in rows:
            case = row.case
            words = (case.fingerprint, case.rule.id, case.path, row.stage)
            styles = ("dim", "bold", "cyan", "")
            cells = [Text(loggable(word), style) for word, style in zip(words, styles, strict=True)]
            grid.add_row(self._spinner, *cells, Text(_elapsed(self._clock() - row.begun), "dim"))
        return grid


def _ended(outcome: Outcome) -> str:
    by = author_word(outcome.source)
    tail = f" (by {by})" if by else ""
    where = f"{outcome.finding.rule.id} in {outcome.finding.location}"
    return f"{kind_word(outcome.kind)}{tail}: {where}: {outcome.reason}"


def _elapsed(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"
