"""The refs of a bare repository, kept in memory for as long as no folder of theirs changes."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Refs:
    """Loose refs by full name. `turn` counts every change, so that others know when to look again."""

    folder: Path
    turn: int = 0
    _known: dict[str, str] = field(default_factory=dict)
    _stamps: dict[Path, int] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def look(self) -> dict[str, str]:
        """All refs as they are now, whoever changed them; nobody changes what was handed out."""
        with self._lock:
            if not self._stamps or not self._same():
                self.forget()
            return self._known

    def seen(self) -> dict[str, str]:
        """All refs as they were at the last look."""
        return self._known if self.turn else self.look()

    def forget(self) -> None:
        """Read everything again."""
        with self._lock:
            self._stamps, found = {}, {}
            self._stamp(self.folder / "refs")
            for place in sorted((self.folder / "refs").rglob("*")):
                # Git may be at work here: what is gone by now changed the folder above, which is looked at again.
                with contextlib.suppress(FileNotFoundError):
                    if place.is_dir():
                        self._stamp(place)
                    elif place.suffix != ".lock":
                        found[place.relative_to(self.folder).as_posix()] = place.read_text().strip()
            self.turn += found != self._known
            self._known = dict(sorted(found.items()))

    def put(self, name: str, sha: str) -> None:
        with self._lock:
            self._put(name, sha)

    def _put(self, name: str, sha: str) -> None:
        known = self.look()
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.lock")
        fresh.write_text(f"{sha}\n")
        fresh.replace(file)
        self._known = dict(sorted({**known, name: sha}.items()))
        self._changed(file.parent)

    def delete(self, name: str) -> None:
        with self._lock:
            self._delete(name)

    def _delete(self, name: str) -> None:
        known = self.look()
        file = self.folder / name
        file.unlink()
        self._known = {other: sha for other, sha in known.items() if other != name}
        self._changed(file.parent)
        for parent in file.parents:
            if parent.name in {"heads", "tags", "refs"} or any(parent.iterdir()):
                break
            parent.rmdir()
            del self._stamps[parent]
            self._stamp(parent.parent)

    def _changed(self, place: Path) -> None:
        """Remember that we did it ourselves: the folder, and those above it that may be new."""
        self.turn += 1
        while place != self.folder:
            self._stamp(place)
            place = place.parent

    def _stamp(self, place: Path) -> None:
        self._stamps[place] = place.stat().st_mtime_ns

    def _same(self) -> bool:
        try:
            return all(place.stat().st_mtime_ns == when for place, when in self._stamps.items())
        except FileNotFoundError:
            return False
