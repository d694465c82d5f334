"""Putting files into somebody's checkout: seen first, whole or not at all, and nothing of theirs lost."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent import __version__
from agent.cli.setup.scaffold import File, header_of, older
from agent.errors import UsageError
from agent.report.record import write_atomic
from agent.report.text import loggable

_MAX_BYTES = 1_000_000
Write = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class New:
    """Nothing is there yet."""

    file: File


@dataclass(frozen=True, slots=True)
class Same:
    """It is there as it should be."""

    file: File


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an earlier run wrote, and nobody edited, is there."""

    file: File
    before: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something of somebody else's is there, and stays; `why` says whose."""

    file: File
    before: str
    why: str


Place = New | Same | Replaced | Left


def look(top: Path, file: File) -> Place:
    """What is where a file shall go. Raises UsageError for a place that nothing may be written to."""
    before = _read(top, file.path)
    if before is None:
        return New(file)
    if before == file.text:
        return Same(file)
    header = header_of(before)
    if header is None:
        return Left(file, before, "suture init did not write it")
    if header.edited:
        return Left(file, before, "it was edited since suture init wrote it")
    if older(__version__, header.version):
        return Left(file, before, f"a newer suture wrote it: {loggable(header.version)}")
    return Replaced(file, before)


def _read(top: Path, path: str) -> str | None:
    """The text that is there, or None. No symlink is followed, nor may one be a folder on the way."""
    place = top
    parts = path.split("/")
    for number, part in enumerate(parts, 1):
        place = place / part
        try:
            mode = place.lstat().st_mode
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _cannot(place, f"cannot be looked at: {error.strerror}") from error
        if stat.S_ISLNK(mode):
            raise _cannot(place, "is a symlink")
        if number < len(parts) and not stat.S_ISDIR(mode):
            raise _cannot(place, "is no folder")
    if not stat.S_ISREG(mode) or place.stat().st_size > _MAX_BYTES:
        raise _cannot(place, "is no plain file of a sensible size")
    try:
        return place.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise _cannot(place, "is not UTF-8") from error
    except OSError as error:
        raise _cannot(place, f"cannot be read: {error.strerror}") from error


def _cannot(place: Path, why: str) -> UsageError:
    return UsageError(
        f"{place} {why}: nothing was written", hint="make it plain, readable and your own, or remove it"
    )


def put(top: Path, places: Sequence[Place], write: Write = write_atomic) -> None:
    """Write what is new or replaced. Raises UsageError when one cannot be written; then none is changed."""
    folders: list[Path] = []
    done: list[New | Replaced] = []
    for place in places:
        if isinstance(place, Same | Left):
            continue
        target = top / place.file.path
        try:
            _make_folders(target.parent, folders)
            write(target, place.file.text)
        except OSError as error:
            _undo(top, done, folders, write)
            raise UsageError(
                f"{target} cannot be written ({error.strerror}): nothing was changed",
                hint="see that you may write there and that there is space, and run init again",
            ) from error
        done.append(place)


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _undo(top: Path, done: Sequence[New | Replaced], folders: Sequence[Path], write: Write) -> None:
    """Put back what was there. What cannot be put back stays as the newer text, which is whole too."""
    with contextlib.suppress(OSError):
        for place in done:
            target = top / place.file.path
            if isinstance(place, New):
                target.unlink()
            else:
                write(target, place.before)
        for folder in reversed(folders):
            folder.rmdir()
