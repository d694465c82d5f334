"""The orders that the host gives to the launcher, and the result that comes back, both as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

MAX_REPORT = 20_000_000


class Confinement(StrEnum):
    """What keeps the program in: namespaces made by bubblewrap, Landlock rules, or nothing at all."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Order:
    """One program to run.

    Paths are absolute and as the launcher sees them. `origin` is copied to `work` without the entries
    named in `keep_out` (relative paths); an empty `origin` means that `work` is used as it is.
    `links` are symlinks to make (from, to). `owner` is the id that a launcher with root's rights becomes,
    and `keeper` the one who gets a tree used in place back;
    `search` lets it pass folders that only root may enter. `abi` caps the Landlock features used.
    """

    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    confinement: Confinement
    work: str
    seconds: float
    processes: int
    file_bytes: int
    origin: str = ""
    keep_out: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    report: str = ""
    owner: int | None = None
    keeper: int = 0
    search: bool = False
    network: bool = False
    abi: int = 0
    result_fd: int = -1

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> Order:
        """Undo `encode`: lists become tuples again."""
        fields = {key: _freeze(value) for key, value in json.loads(data).items()}
        fields["confinement"] = Confinement(fields["confinement"])
        return cls(**fields)


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Result:
    """How it went: `error` when the program never started; `ended` is `timeout` or empty.

    `has_report` says that the report's bytes follow the first line of the encoded result.
    """

    status: int | None = None
    ended: str = ""
    error: str = ""
    has_report: bool = False

    def encode(self, report: bytes | None) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n" + (report or b"")

    @classmethod
    def decode(cls, data: bytes) -> tuple[Result, bytes | None]:
        """The result and the report; an empty file is an error, since the launcher never got to its end."""
        head, _, report = data.partition(b"\n")
        if not head:
            return cls(error="the launcher ended early"), None
        result = cls(**json.loads(head))
        return result, report if result.has_report else None
