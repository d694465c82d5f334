"""How a person watches an evaluation: what is under way on a terminal, and a lasting row for each case."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from agent.domain import Case
from agent.evals.telling import heading, row
from agent.evals.values import Result
from agent.report.text import loggable
from agent.verdict import Outcome


class Watch:
    """Prints rows as cases end; on a terminal also what the others are at. A context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._under_way: dict[str, tuple[str, float]] = {}
        self._lock = Lock()
        self._live = Live(
            self, console=console, refresh_per_second=4, transient=True, redirect_stdout=False,
            redirect_stderr=False,
        ) if console.is_terminal else None  # fmt: skip

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        self._console.print(heading())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def of(self, case: str) -> CaseWatch:
        """The progress of one case, by its id."""
        return CaseWatch(self, case)

    def stage(self, case: str, stage: str) -> None:
        """A case has entered a stage; its clock runs from its first one."""
        with self._lock:
            _, begun = self._under_way.get(case, ("", time.monotonic()))
            self._under_way[case] = (stage, begun)

    def ended(self, result: Result, *, earlier: bool = False) -> None:
        """A case has ended, perhaps in an earlier run."""
        with self._lock:
            self._under_way.pop(result.id, None)
        self._console.print(row(result, earlier=earlier))

    def note(self, text: str) -> None:
        """Something the operator should know."""
        self._console.print(Text(loggable(f"note: {text}"), style="dim"), soft_wrap=True)

    def __rich__(self) -> RenderableType:
        """The cases under way, one line each, for rich to print."""
        with self._lock:
            under_way = tuple(self._under_way.items())
        grid = Table.grid(padding=(0, 1))
        for case, (stage, begun) in under_way:
            words = ("…", case, stage, f"{time.monotonic() - begun:.0f} s")
            grid.add_row(*(Text(loggable(word), "dim") for word in words))
        return grid


@dataclass(frozen=True, slots=True)
class CaseWatch:
    """The pipeline's progress of one case."""

    watch: Watch
    case: str

    def stage(self, case: Case, stage: str) -> None:  # noqa: ARG002 (the port's)
        """The case has entered a stage."""
        self.watch.stage(self.case, stage)

    def done(self, outcome: Outcome) -> None:
        """The pipeline is done; the hidden tests are not."""
        self.watch.stage(self.case, f"{outcome.kind.value}: hidden tests")

    def note(self, text: str) -> None:
        """Something the operator should know."""
        self.watch.note(text)
