"""Both ways to watch a run."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console

from agent.domain import Case
from agent.ports import Progress
from agent.report.progress import LiveProgress, PlainProgress
from tests.report.samples import FIXED, GAP, SQL_FINDING, YAML_FINDING, hostile


class Ticks:
    """A clock that advances only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def every_event(progress: Progress) -> None:
    progress.stage(Case((SQL_FINDING,)), "tests")
    progress.done(FIXED)
    progress.note("HEAD is scanned")


def test_plain_progress_writes_one_line_per_event_with_the_time() -> None:
    stream, clock = io.StringIO(), Ticks()
    progress = PlainProgress(stream, clock)
    clock.now += 12.34
    every_event(progress)
    name = SQL_FINDING.fingerprint
    assert stream.getvalue().splitlines() == [
        f"[   12.3 s] {name} tests: python-sql-string-format in shop/catalog.py",
        f"[   12.3 s] {name} fixed (by model): python-sql-string-format in shop/catalog.py:3: "
        "all required gates passed",
        "[   12.3 s] note: HEAD is scanned",
    ]


def hostile_events(progress: Progress) -> None:
    bad = hostile()
    progress.stage(Case((bad.finding,)), "tests")
    progress.note("first\n::set-env name=PATH::/tmp\r::error::x ##[add-path]x \x1b]0;title\x07")
    progress.done(bad)


def assert_inert(text: str, lines: Iterator[str]) -> None:
    assert "##[" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert not any(line.lstrip().startswith("::") for line in lines)


def test_plain_progress_makes_no_workflow_command_of_untrusted_text() -> None:
    stream = io.StringIO()
    hostile_events(PlainProgress(stream))
    text = stream.getvalue()
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text
    assert_inert(text, iter(text.splitlines()))


def test_plain_progress_survives_a_stream_that_is_not_utf8() -> None:
    raw = io.BytesIO()
    progress = PlainProgress(io.TextIOWrapper(raw, encoding="ascii"))
    progress.note("naïve")
    assert raw.getvalue().endswith(b"note: na\\xefve\n")


def live(clock: Ticks) -> tuple[LiveProgress, Console]:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    return LiveProgress(console, clock), console


def lines(progress: LiveProgress) -> str:
    """What one refresh draws."""
    stream = io.StringIO()
    Console(file=stream, width=80, color_system=None).print(progress)
    return stream.getvalue().strip("\n")


def rendered(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_live_progress_shows_a_line_for_every_running_case() -> None:
    clock = Ticks()
    progress, console = live(clock)
    with progress:
        progress.stage(Case((SQL_FINDING,)), "writing a fix")
        clock.now += 65
        progress.stage(Case((SQL_FINDING,)), "tests")
        progress.stage(Case((YAML_FINDING,)), "syntax")
        shown = lines(progress)
    first, second = (" ".join(line.split()[1:]) for line in shown.splitlines())
    assert first == f"{SQL_FINDING.fingerprint} python-sql-string-f… shop/catalog.py tests 1:05"
    assert second == f"{YAML_FINDING.fingerprint} python-yaml-unsafe-… shop/imports.py syntax 0 s"
    assert SQL_FINDING.fingerprint in rendered(console)


def test_live_progress_forgets_a_case_that_is_done_and_keeps_its_outcome() -> None:
    progress, console = live(Ticks())
    with progress:
        progress.stage(Case((SQL_FINDING,)), "tests")
        progress.stage(Case((YAML_FINDING,)), "tests")
        progress.done(FIXED)
        assert SQL_FINDING.fingerprint not in lines(progress)
        progress.done(GAP)
        assert lines(progress) == ""
    assert "fixed (by model): python-sql-string-format in shop/catalog.py:3" in rendered(console)


def test_live_progress_makes_no_command_of_untrusted_text() -> None:
    progress, console = live(Ticks())
    with progress:
        hostile_events(progress)
    text = rendered(console)
    assert "\x1b[31m" not in text
    assert_inert(text, iter(text.splitlines()))
