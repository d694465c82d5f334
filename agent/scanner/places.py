"""Which file and lines of the commit a foreign report means; it may name anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from agent.domain import Location
from agent.ports import Snapshot
from agent.text import shortened

LARGEST = 5_000_000
MOST_LINES = 200
MOST_TEXT = 20_000

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SHOWN = 200
_LONGEST_URI = 4096


@dataclass(frozen=True, slots=True)
class Named:
    """A regular file of the commit; not `sure` when nothing but its bare name tells that it is meant."""

    path: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a place is not taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Whole lines of the commit with their text."""

    location: Location
    snippet: str


@dataclass(frozen=True, slots=True)
class _Address:
    """A decoded address in its parts; `absolute` when it begins at the root of some machine."""

    parts: tuple[str, ...]
    absolute: bool


class Places:
    """The files of one commit, each read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._entries = snapshot.entries()
        self._read: dict[str, tuple[bytes, ...] | Refused] = {}

    @property
    def paths(self) -> Collection[str]:
        """Every path of the commit."""
        return self._entries.keys()

    def named(self, uri: str, base: str = "") -> Named | Refused:
        """The file that `uri`, relative to `base`, means.

        An address below an unknown absolute root is taken when exactly one of its tails is a path of the
        commit; of a relative one the tail must hold at least all that `uri` itself says.
        """
        address, root = _address(uri), _address(base) if base else _Address((), absolute=False)
        if isinstance(address, Refused):
            return address
        if isinstance(root, Refused):
            return root
        if not address.parts:
            return Refused("it names no file")
        if address.absolute:
            found = self._tail(address.parts, 1)
            bare = isinstance(found, Named) and "/" not in found.path and len(address.parts) > 1
            return replace(found, sure=False) if isinstance(found, Named) and bare else found
        parts = (*root.parts, *address.parts)
        return self._tail(parts, len(address.parts) if root.absolute else len(parts))

    def _tail(self, parts: tuple[str, ...], least: int) -> Named | Refused:
        tails = ["/".join(parts[at:]) for at in range(len(parts) - least + 1)]
        found = [tail for tail in tails if tail in self._entries]
        if len(found) > 1:
            return Refused(f"`{_short(tails[0])}` could be {' or '.join(map(_short, found[:2]))}")
        if not found:
            return Refused(f"`{_short(tails[0])}` is no file of the commit")
        return Named(found[0])

    def spot(
        self, path: str, start: int | None, end: int | None, end_column: int | None = None
    ) -> Spot | Refused:
        """Lines `start` to `end`, both in; a range that ends in column 1 does not hold its last line."""
        if start is None:
            return Refused("it names no line, only the file")
        last = start if end is None else end
        if end_column == 1 and last > start:
            last -= 1
        if last < start:
            return Refused(f"its lines are out of order ({start} to {last})")
        if last - start >= MOST_LINES:
            return Refused(f"it spans more than {MOST_LINES} lines: no single place")
        lines = self._lines(path)
        if isinstance(lines, Refused):
            return lines
        if last > len(lines):
            return Refused(
                f"the file has {len(lines)} lines and no line {last}: it has changed since that scan"
            )
        code = b"\n".join(lines[start - 1 : last]).decode("utf-8", "replace").rstrip("\r")
        if len(code) > MOST_TEXT:
            return Refused(f"its lines hold more than {MOST_TEXT} characters: no single place")
        return Spot(Location(path, start, last), code)

    def stands(self, spot: Spot, quoted: str) -> bool:
        """Whether what a report quotes stands at the spot, spaces apart; it may quote on beyond it."""
        wanted = _bare(quoted)
        lines = self._lines(spot.location.path)
        if isinstance(lines, Refused):
            return False
        first = spot.location.start - 1
        last = max(spot.location.end, first + quoted.rstrip("\r\n").count("\n") + 1)
        return wanted in _bare(b"\n".join(lines[first:last]).decode("utf-8", "replace"))

    def _lines(self, path: str) -> tuple[bytes, ...] | Refused:
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def _load(self, path: str) -> tuple[bytes, ...] | Refused:
        if self._entries[path].size > LARGEST:
            return Refused(f"the file has more than {LARGEST // 1_000_000} MB")
        content = self._snapshot.read(path)
        if content is None:
            return Refused(f"`{_short(path)}` is a symlink or a submodule")
        lines = content.split(b"\n")
        return tuple(lines[:-1] if lines[-1] == b"" else lines)


def _address(uri: str) -> _Address | Refused:
    if len(uri) > _LONGEST_URI:
        return Refused(f"its address has more than {_LONGEST_URI} characters")
    scheme = _SCHEME.match(uri)
    rest, absolute = uri, uri.startswith("/")
    if scheme is not None and scheme[1].lower() == "file":
        rest, absolute = uri[scheme.end() :], True
        if rest.startswith("//"):
            host, _, rest = rest[2:].partition("/")
            if host.lower() not in ("", "localhost"):
                return Refused(f"`{_short(uri)}` is on another host")
    elif scheme is not None and len(scheme[1]) > 1:
        return Refused(f"`{_short(uri)}` is no file (scheme {_short(scheme[1])})")
    elif scheme is not None:
        absolute = True  # A drive letter.
    elif uri.startswith("//"):
        return Refused(f"`{_short(uri)}` is on another host")
    path = unquote(rest, errors="surrogateescape")
    if "\\" in path:
        return Refused(f"`{_short(uri)}` holds a backslash")
    parts: Sequence[str] = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        return Refused(f"`{_short(uri)}` leaves its folder")
    return _Address(tuple(parts), absolute)


def _bare(code: str) -> str:
    return "".join(code.split())


def _short(text: str) -> str:
    return shortened(text, _SHOWN)
