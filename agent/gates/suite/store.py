"""Baselines of earlier runs, kept on disk by everything that they depend on."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agent.gates.suite.discovery import Plan
from agent.gates.suite.keys import digest
from agent.gates.suite.results import Outcome, Result, passing
from agent.gates.suite.run import Run

FORMAT = 1
MAX_ENTRY_BYTES = 8 * 1024 * 1024
MAX_ENTRIES = 64


@dataclass(frozen=True, slots=True)
class Baseline:
    """The suite at base, and whether it was run by an earlier run of ours."""

    run: Run
    stored: bool = False


class BaselineStore:
    """Baselines in a folder of the operator's own. What is damaged, foreign or of another key is not there.

    A folder that cannot be written keeps nothing; no run fails for it.
    """

    def __init__(self, folder: Path, tree: str, environment: str) -> None:
        self._folder = folder
        self._context = (tree, environment)

    def get(self, plan: Plan, roots: tuple[str, ...]) -> Run | None:
        """What an earlier run saw under the very same circumstances."""
        name = self._name(plan, roots)
        data = _read_own(self._folder / f"{name}.json")
        return None if data is None else _parsed(data, name)

    def put(self, plan: Plan, roots: tuple[str, ...], run: Run) -> None:
        """Keep a baseline that came to its end with nothing red; any other is left out.

        A test that is red is not compared. One that was red by chance must not stay so for later runs.
        """
        red = any(result.outcome in (Outcome.FAILED, Outcome.ERROR) for result in run.results.values())
        if run.ended or red or not passing(run.results):
            return
        name = self._name(plan, roots)
        data = json.dumps(_document(name, run)).encode()
        if len(data) > MAX_ENTRY_BYTES:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix="new-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(self._folder / f"{name}.json")
            self._trim()

    def drop(self, plan: Plan, roots: tuple[str, ...]) -> None:
        """Forget a baseline that did not hold."""
        with suppress(OSError):
            (self._folder / f"{self._name(plan, roots)}.json").unlink(missing_ok=True)

    def _name(self, plan: Plan, roots: tuple[str, ...]) -> str:
        return digest(*self._context, repr(plan), *roots)[:40]

    def _trim(self) -> None:
        """Keep the newest entries only."""
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        for file in files[MAX_ENTRIES:]:
            file.unlink(missing_ok=True)


def _read_own(path: Path) -> bytes | None:
    """The bytes of a regular file of bounded size that nobody but this account can have written."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    found = os.fstat(handle)
    own = found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISREG(found.st_mode) or not own or found.st_size > MAX_ENTRY_BYTES:
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_ENTRY_BYTES)


def _document(name: str, run: Run) -> dict[str, object]:
    results = [[test, result.outcome.value, result.text] for test, result in run.results.items()]
    return {
        "format": FORMAT,
        "key": name,
        "results": results,
        "seconds": run.seconds,
        "words": run.words,
        "whole": run.whole,
        "status": run.status,
        "broken_off": run.broken_off,
    }


def _parsed(data: bytes, name: str) -> Run | None:
    """The run of a document that we wrote under this name, or None."""
    try:
        match json.loads(data):
            case {
                "format": int(version),
                "key": str(key),
                "results": list(rows),
                "seconds": int() | float() as seconds,
                "words": str(words),
                "whole": bool(whole),
                "status": int(status),
                "broken_off": str(broken_off),
            } if version == FORMAT and key == name:
                results = {str(test): Result(Outcome(outcome), str(text)) for test, outcome, text in rows}
                return Run(results, seconds, "", words, whole, status, broken_off)
    except (ValueError, TypeError, RecursionError):
        return None
    return None
