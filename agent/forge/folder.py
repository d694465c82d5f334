"""The output folder: report, review pages, and the finished cases that a later run need not repeat."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent.credentials import Vault
from agent.domain import Case, Finding
from agent.errors import UsageError
from agent.report.hiding import learn, told
from agent.report.record import write_atomic
from agent.text import utf8
from agent.verdict import Outcome, OutcomeKind

_SAVED = TypeAdapter(tuple[Outcome, ...])
_ACCEPTED = (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP)

_TOUCHED = re.compile(r"^(?:---|\+\+\+) [ab]/([^\t\n]+)$", re.MULTILINE)

Render = Callable[[Sequence[Outcome]], str]
Read = Callable[[str], bytes | None]
"""The bytes of a file of the base commit."""


def key_of(*parts: str) -> str:
    """What a finished case depends on besides its findings, as one name; if it differs, nothing is reused."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@contextlib.contextmanager
def open_folder(folder: Path, claimed: str) -> Iterator[None]:
    """Make the folder, let git ignore it, and hold it for this run alone.

    Raises UsageError when another run holds it, when it is no folder, or when it is `claimed` by the
    repository, for the reason given: saved work in there would not be ours.
    """
    if claimed:
        raise UsageError(f"{folder} {claimed}", hint="name another folder with --out")
    try:
        (folder / "cases").mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            write_atomic(folder / ".gitignore", "*\n")
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error}", hint="name another folder with --out"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                f"another run is using {folder}", hint="wait for it, or name another --out"
            ) from error
        yield


def save_case(
    folder: Path, key: str, outcomes: Sequence[Outcome], render: Render, read: Read = lambda _: None
) -> tuple[Outcome, ...]:
    """Write a case's review page where its fix was accepted, and what is needed to not repeat it.

    No credential is written: `saved_case` takes them from the files of the commit again.
    """
    if outcomes[0].kind not in _ACCEPTED:
        return tuple(outcomes)
    page = f"cases/{outcomes[0].case}.html"
    paged = tuple(replace(o, delivered=replace(o.delivered, page=page)) for o in outcomes)
    write_atomic(folder / page, render(paged))
    touched = sorted(set(_TOUCHED.findall(outcomes[0].diff)))
    vault = _vault([outcome.finding for outcome in outcomes], touched, read)
    learn(vault, paged)
    hidden = _SAVED.dump_python(told(paged, vault.hide), mode="json")
    saved = {"key": key, "touched": touched, "outcomes": hidden}
    write_atomic(folder / f"cases/{outcomes[0].case}.json", json.dumps(saved, indent=1) + "\n")
    return paged


def saved_case(folder: Path, key: str, case: Case, read: Read = lambda _: None) -> tuple[Outcome, ...]:
    """What an earlier run made of a case on the same commit, rules and settings; nothing if it did not."""
    try:
        saved = json.loads((folder / f"cases/{case.fingerprint}.json").read_text())
        hidden = _SAVED.validate_python(saved["outcomes"] if saved["key"] == key else [])
        vault = _vault(case.findings, [str(path) for path in saved["touched"]] if hidden else [], read)
        outcomes = told(hidden, vault.reveal)
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        # Half-written by hand or by an older version: the work is done again.
        return ()
    same = [outcome.finding for outcome in outcomes] == list(case.findings)
    return outcomes if same and (folder / f"cases/{case.fingerprint}.html").exists() else ()


def _vault(findings: Sequence[Finding], touched: Sequence[str], read: Read) -> Vault:
    """One that has seen the files that a diff was made from: its placeholders are the same in every run.

    What a patch itself brings is not among it: a diff with such a value makes another patch when it is read
    again, so that the case is worked on again.
    """
    vault = Vault()
    for path in touched:
        text = utf8(read(path)) or ""
        vault.hide(text)
        # Keys of many lines are hidden line by line in a diff.
        vault.hide("\n".join(f"-{line}" for line in text.split("\n")))
    learn(vault, tuple(findings))
    return vault
