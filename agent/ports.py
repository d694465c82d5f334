"""The outside world on one page. Stage code receives these as arguments and imports no adapter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent.contract import Contract
from agent.domain import Case, Change, Draft, Finding, Proof, Scan, Usage
from agent.verdict import Delivered, Outcome, Review, Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a commit. `mode` is git's: 100644, 100755, 120000 (symlink), 160000 (submodule)."""

    path: str
    mode: str
    size: int


class Snapshot(Protocol):
    """One commit of the target, read-only. Symlinks and submodules are listed but never followed."""

    @property
    def base_sha(self) -> str: ...

    def entries(self) -> Mapping[str, Entry]:
        """Every file of the commit by path."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, or None when the commit holds no such regular file."""
        ...

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of those that are regular files: many at about the cost of one."""
        ...

    def export(self, folder: Path, changes: Sequence[Change] = (), only: Sequence[str] | None = None) -> None:
        """Write the commit's regular files (or `only` those) with `changes` applied into an empty folder."""
        ...


class Scanner(Protocol):
    """Finds vulnerabilities in a folder."""

    def scan(self, folder: Path) -> Scan:
        """Scan every regular file below `folder`.

        Raises RulesError for an invalid rule and ToolError when the scanner as a whole failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Advice:
    """What advisory databases say of new dependencies. `known` is False when not all could be asked about."""

    known: bool
    vulnerable: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: `text` is never empty and was not cut off."""

    text: str
    usage: Usage


CUT_OFF = "the answer was cut off at the token limit"
"""The one reason for no reply that an author can do something about: ask for less."""


@dataclass(frozen=True, slots=True)
class NoReply:
    """The endpoint gave nothing usable for this request: a reason, not a crash."""

    reason: str
    usage: Usage = Usage()


class Model(Protocol):
    """A chat-completions endpoint."""

    @property
    def name(self) -> str: ...

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask once, with retries inside. Raises ModelError when the endpoint cannot be used at all."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """Untrusted code to run.

    The program starts in a private, writable copy of `tree` that vanishes afterwards. `readonly` are host
    folders it needs at their own paths (an interpreter, a virtual environment); `overlay` are host folders
    shown read-only at a path below the working copy (`node_modules`). `env` is its whole environment
    besides PATH, HOME, LANG and TMPDIR. `report` names a file below the folder that the sandbox passes in
    as `SUTURE_REPORT_DIR`; its bytes come back.
    Dependency set-up alone uses `in_place` (work in `tree` itself and keep what was written) and `network`.
    """

    argv: tuple[str, ...]
    tree: Path
    readonly: tuple[Path, ...] = ()
    overlay: tuple[tuple[str, Path], ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    seconds: float = 300.0
    report: str = ""
    in_place: bool = False
    network: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """What came back: exit status (None when we ended it), capped output, the report's bytes."""

    status: int | None
    output: str
    report: bytes | None
    seconds: float
    ended: str = ""
    """Why we ended it: `timeout`, `memory`, `disk` or `output`; empty when it ended by itself."""


class Sandbox(Protocol):
    """Runs untrusted code away from everything."""

    @property
    def name(self) -> str:
        """What reports say: `bubblewrap`, `landlock`, `none (unsafe)`."""
        ...

    def run(self, job: Job) -> Ran: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """An accepted fix on its way to the code owners: the draft with everything that was found out about it.

    `contract` is what a model stated before; `model` is the name of the one that wrote the patch, empty where
    none did. Where the proof is part of the patch, the change of its path in the draft is the proof.
    """

    case: Case
    draft: Draft
    verdict: Verdict
    proof: Proof | None = None
    review: Review | None = None
    contract: Contract | None = None
    model: str = ""


class Forge(Protocol):
    """Where accepted fixes go."""

    def known(self, finding: Finding) -> Delivered | None:
        """What an earlier run or a person made of the finding, when it is not to be worked on again."""
        ...

    def admit(self, case: Case) -> str:
        """Why the case has to wait (a limit that is reached); empty when it may be worked on.

        It waits itself as long as that depends on cases that are worked on now. Every case that was let in
        is then delivered or dismissed.
        """
        ...

    def dismiss(self, case: Case) -> None:
        """The case was let in and came to nothing: another one may take its place."""
        ...

    def deliver(self, proposal: Proposal) -> Delivered:
        """Propose the fix. Repeating it changes nothing; a person's work is left alone."""
        ...

    def holds(self, delivered: Delivered) -> bool:
        """Whether what an earlier run delivered still is there, so that there is nothing to deliver."""
        ...


class Progress(Protocol):
    """Told what happens, so that a person can watch."""

    def stage(self, case: Case, stage: str) -> None: ...

    def done(self, outcome: Outcome) -> None: ...

    def note(self, text: str) -> None: ...
