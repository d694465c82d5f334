"""Answers that were given before, kept in a folder of the operator's: one file for each exact request."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.model.pruning import prune
from agent.ports import Message

_VERSION = 1
_MAX_BYTES = 8_000_000


class Kept(BaseModel):
    """One answer; `prompt_tokens` is how long its prompt was."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: str
    text: str = Field(min_length=1)
    prompt_tokens: int = Field(ge=0)


def key_of(identity: Mapping[str, object], messages: Sequence[Message]) -> str:
    """The name of one exact request: everything that decides its answer, in 64 hexadecimal digits."""
    said = [[message.role, message.content] for message in messages]
    exact = json.dumps([_VERSION, dict(identity), said], sort_keys=True)
    return hashlib.sha256(exact.encode()).hexdigest()


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock
    waiting: int = 0


class Completions:
    """The folder. Safe to share between threads, and between processes: files appear whole.

    Nothing in it is believed that is not a plain file of ours: whoever could write an answer there could
    write our patches.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since the epoch."""
        self._folder = folder
        self._clock = clock
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()
        self._pruned = False

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        """Held by one thread at a time for each key, so that the same thing is asked once."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn(threading.Lock()))
            turn.waiting += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.waiting -= 1
                if not turn.waiting:
                    del self._turns[key]

    def get(self, key: str) -> Kept | None:
        """The answer that was kept; None when there is none, or none that can be trusted or read."""
        shard = self._folder / key[:2]
        if not (_ours(self._folder) and _ours(shard)):
            return None
        data = _read(shard / f"{key}.json")
        if data is None:
            return None
        try:
            kept = Kept.model_validate_json(data)
        except ValidationError:
            return None
        return kept if kept.key == key else None

    def put(self, kept: Kept) -> None:
        """Keep an answer. A folder that cannot be written to keeps nothing, and is no error."""
        shard = self._folder / kept.key[:2]
        with suppress(OSError):
            for folder in (self._folder, shard):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _ours(self._folder) and _ours(shard):
                _write(shard / f"{kept.key}.json", kept.model_dump_json().encode())
                self._prune_once()

    def _prune_once(self) -> None:
        with self._lock:
            due, self._pruned = not self._pruned, True
        if due:
            prune(self._folder, self._clock())


def _ours(folder: Path) -> bool:
    """Whether this is a folder, not a link to one, that nobody else can write to."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _read(file: Path) -> bytes | None:
    """The bytes of a plain file of ours; a link, a pipe or somebody else's file is not opened for reading."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
            believed = plain and found.st_uid == os.geteuid() and not found.st_mode & 0o022
            if not believed or found.st_size > _MAX_BYTES:
                return None
            with os.fdopen(handle, "rb", closefd=False) as stream:
                return stream.read(_MAX_BYTES)
        finally:
            os.close(handle)
    except OSError:
        return None


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, for us alone. Raises OSError."""
    temporary = file.with_name(f".{file.stem}.{secrets.token_hex(8)}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
