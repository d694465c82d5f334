"""A commit held in memory, and patches and trials around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from agent.domain import Change, Finding, NoProof, Patch, Proof, Source, TestStyle
from agent.gates.matching import Comparison
from agent.gates.trial import Answer, NoReview, Reviewer, Suite, Trial, Tried, not_run
from agent.ports import Advice, Entry, Snapshot
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

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, self.files[path]) for path in paths if path in self.files)

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


def no_scan(changes: tuple[Change, ...]) -> tuple[Finding, ...]:
    """For gates that must not scan."""
    raise AssertionError("this gate does not scan")


def no_advice(changes: tuple[Change, ...]) -> Advice:
    """No advisory database in this test."""
    return Advice(False, False, "no advisory database in this test")


class CannedSuite:
    """A suite that gives one answer, runs single tests as it is told, and remembers what it was asked."""

    def __init__(
        self, answer: Answer, single: Callable[[tuple[Change, ...], Proof], Tried] | None = None
    ) -> None:
        self.answer = answer
        self.single = single
        self.asked: list[tuple[Change, ...]] = []
        self.tried: list[tuple[tuple[Change, ...], Proof]] = []

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        self.asked.append(changes)
        return self.answer

    def style(self, path: str) -> TestStyle | NoProof:
        return NoProof("this suite runs no single tests") if self.single is None else TestStyle.PYTEST

    def try_file(self, changes: tuple[Change, ...], test: Proof) -> Tried:
        self.tried.append((changes, test))
        return (
            Tried((), 0.0, "this suite runs no single tests")
            if self.single is None
            else self.single(changes, test)
        )


def trial_of(
    snapshot: Snapshot,
    changes: Sequence[Change],
    source: Source = Source.MODEL,
    suite: Suite | None = None,
    *,
    findings: Sequence[Finding] = (),
    rescan: Callable[[], Comparison] = no_rescan,
    scan: Callable[[tuple[Change, ...]], tuple[Finding, ...]] = no_scan,
    others: Mapping[str, Comparison] | None = None,
    advise: Callable[[tuple[Change, ...]], Advice] = no_advice,
    policy: GateSettings | None = None,
    proof: Proof | NoProof | None = None,
    reviewer: Reviewer | NoReview | None = None,
    exempt: str = "",
) -> Trial:
    """A trial of `changes`; unless told how, nothing may be scanned, and there is neither proof nor reviewer."""
    return Trial(
        snapshot=snapshot,
        patch=Patch(snapshot.base_sha, tuple(changes), source),
        findings=tuple(findings),
        rescan=rescan,
        scan=scan,
        others=lambda: others or {},
        advise=advise,
        suite=suite or CannedSuite(not_run("no suite in this test")),
        policy=policy or GateSettings(),
        proof=proof or NoProof("no proof in this test"),
        reviewer=reviewer or NoReview("no reviewer in this test"),
        exempt=exempt,
    )
