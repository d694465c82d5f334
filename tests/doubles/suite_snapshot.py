"""A commit held in memory, and patches and trials around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.domain import Change, Patch, Source
from agent.gates.matching import Comparison
from agent.gates.trial import Answer, Trial, not_run
from agent.ports import Entry
from agent.settings import GateSettings


class MemorySnapshot:
    """A `Snapshot` of regular files."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    @property
    def base_sha(self) -> str:
        return "b" * 40

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(path, "100644", len(data)) for path, data in self.files.items()}

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def export(self, folder: Path, changes: Sequence[Change] = (), only: Sequence[str] | None = None) -> None:
        wanted = {path: data for path, data in self.files.items() if only is None or path in only}
        for change in changes:
            wanted.pop(change.path, None)
            if change.after is not None:
                wanted[change.path] = change.after
        for path, data in wanted.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def change(self, path: str, after: str | bytes | None) -> Change:
        """The change that makes `path` hold `after`, or deletes it."""
        return Change(path, self.files.get(path), after.encode() if isinstance(after, str) else after)


def no_rescan() -> Comparison:
    """For gates that must not scan."""
    raise AssertionError("this gate does not scan")


class CannedSuite:
    """A suite that gives one answer and remembers what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[Change, ...]] = []

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        self.asked.append(changes)
        return self.answer


def trial_of(
    snapshot: MemorySnapshot,
    changes: Sequence[Change],
    source: Source = Source.MODEL,
    suite: CannedSuite | None = None,
) -> Trial:
    """A trial of `changes` in which nothing may be scanned."""
    return Trial(
        snapshot=snapshot,
        patch=Patch(snapshot.base_sha, tuple(changes), source),
        findings=(),
        rescan=no_rescan,
        suite=suite or CannedSuite(not_run("no suite in this test")),
        policy=GateSettings(),
    )
