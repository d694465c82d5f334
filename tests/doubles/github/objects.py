"""Git objects and refs of a bare repository, read and written in process: starting git for each is too slow."""

from __future__ import annotations

import hashlib
import heapq
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.process import run

from .history import History
from .refs import Refs

ZERO = "0" * 40


def environment(**more: str) -> dict[str, str]:
    """What git sees when the double starts it: no configuration but the repository's own."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", **more}


def git(folder: Path, *args: str, stdin: bytes = b"", ok: tuple[int, ...] = (0,)) -> str:
    """Run git on a repository; raises AssertionError with git's words when it fails."""
    done = run(
        ["git", "-C", str(folder), *args],
        env=environment(
            GIT_AUTHOR_NAME="GitHub", GIT_AUTHOR_EMAIL="noreply@github.com",
            GIT_COMMITTER_NAME="GitHub", GIT_COMMITTER_EMAIL="noreply@github.com",
        ),
        stdin=stdin,
    )  # fmt: skip
    if done.status not in ok:
        raise AssertionError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who and when: `when` counts seconds since the epoch, `zone` is as git writes it."""

    name: str
    email: str
    when: int
    zone: str = "+0000"

    def line(self) -> str:
        return f"{self.name} <{self.email}> {self.when} {self.zone}"

    @classmethod
    def parse(cls, line: str) -> Signature:
        who, _, rest = line.rpartition("> ")
        name, _, email = who.partition(" <")
        when, _, zone = rest.partition(" ")
        return cls(name, email, int(when), zone)


@dataclass(frozen=True, slots=True)
class CommitObject:
    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str

    def encode(self) -> bytes:
        """The commit as git stores it."""
        lines = [f"tree {self.tree}", *(f"parent {parent}" for parent in self.parents)]
        lines += [f"author {self.author.line()}", f"committer {self.committer.line()}", "", self.message]
        return "\n".join(lines).encode("utf-8", "surrogateescape")

    @classmethod
    def parse(cls, sha: str, data: bytes) -> CommitObject:
        head, _, message = data.decode("utf-8", "surrogateescape").partition("\n\n")
        fields = [line.partition(" ") for line in head.split("\n") if not line.startswith(" ")]
        one = {name: value for name, _, value in fields}
        parents = tuple(value for name, _, value in fields if name == "parent")
        return cls(
            sha, one["tree"], parents,
            Signature.parse(one["author"]), Signature.parse(one["committer"]), message,
        )  # fmt: skip


@dataclass
class Store:
    """The objects and refs of one bare repository; what others push there is seen at once."""

    folder: Path

    def __post_init__(self) -> None:
        self._objects: dict[str, tuple[str, bytes]] = {}
        self._commits: dict[str, CommitObject] = {}
        self.history = History(self)
        self._refs = Refs(self.folder)
        self.memory: dict[tuple[str, ...], Any] = {}
        """What was once found out about objects, which never change."""
        for pack in sorted((self.folder / "objects/pack").glob("*.pack")):
            data = pack.read_bytes()
            for file in pack.parent.glob(f"{pack.stem}.*"):
                file.unlink()
            git(self.folder, "unpack-objects", "-q", stdin=data)
        packed = self.folder / "packed-refs"
        if packed.is_file():
            lines = [line.split(" ") for line in packed.read_text().splitlines() if line[0] not in "#^"]
            packed.unlink()
            for sha, name in lines:
                if not (self.folder / name).is_file():
                    self.set_ref(name, sha)

    def read(self, sha: str) -> tuple[str, bytes] | None:
        """An object's kind and content; None when there is none of that full name."""
        if len(sha) != 40 or not all(digit in "0123456789abcdef" for digit in sha):
            return None
        if sha not in self._objects:
            file = self.folder / "objects" / sha[:2] / sha[2:]
            if not file.is_file():
                return None
            head, _, data = zlib.decompress(file.read_bytes()).partition(b"\0")
            self._objects[sha] = (head.split(b" ")[0].decode(), data)
        return self._objects[sha]

    def kind(self, sha: str) -> str:
        found = self.read(sha)
        return found[0] if found else ""

    def write(self, kind: str, data: bytes) -> str:
        """Store an object and return its name."""
        full = f"{kind} {len(data)}\0".encode() + data
        sha = hashlib.sha1(full, usedforsecurity=False).hexdigest()
        file = self.folder / "objects" / sha[:2] / sha[2:]
        if not file.is_file():
            file.parent.mkdir(exist_ok=True)
            fresh = file.with_name(f"tmp_{sha}")
            fresh.write_bytes(zlib.compress(full, 1))
            fresh.replace(file)
        self._objects[sha] = (kind, data)
        return sha

    def blob(self, sha: str) -> bytes:
        found = self.read(sha)
        if found is None or found[0] != "blob":
            raise KeyError(sha)
        return found[1]

    def commit(self, sha: str) -> CommitObject | None:
        if sha not in self._commits:
            found = self.read(sha)
            if not found or found[0] != "commit":
                return None
            self._commits[sha] = CommitObject.parse(sha, found[1])
        return self._commits[sha]

    def parents(self, sha: str) -> tuple[str, ...]:
        """The parents of a commit; none where it is not there."""
        found = self.commit(sha)
        return found.parents if found else ()

    def make_commit(self, made: CommitObject) -> CommitObject:
        """Store a commit; the answer carries its name."""
        data = made.encode()
        return CommitObject.parse(self.write("commit", data), data)

    @property
    def turn(self) -> int:
        """Changes whenever a ref does, whoever moved it."""
        self._refs.look()
        return self._refs.turn

    def ref(self, name: str) -> str:
        """What a full ref name points at; empty when there is none."""
        return self._refs.look().get(name, "")

    def seen(self, name: str) -> str:
        """What a full ref name pointed at when refs were last looked at: cheap, for use within one request."""
        return self._refs.seen().get(name, "")

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """All refs whose name begins with `prefix`, sorted."""
        return {name: sha for name, sha in self._refs.look().items() if name.startswith(prefix)}

    def look_again(self) -> None:
        """Read all refs anew: git has just been at work here."""
        self._refs.forget()

    def free_for(self, name: str) -> bool:
        """Whether a ref of that name can exist beside the others: none is a folder of the other."""
        others = self.refs()
        return not any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in others)

    def set_ref(self, name: str, sha: str) -> None:
        self._refs.put(name, sha)

    def delete_ref(self, name: str) -> None:
        self._refs.delete(name)

    def tip(self, name: str) -> str:
        """The commit that a branch, tag, full ref, HEAD or commit name means; empty when none."""
        if name == "HEAD":
            name = (self.folder / "HEAD").read_text().strip().removeprefix("ref: ")
        for full in (name, f"refs/{name}", f"refs/heads/{name}", f"refs/tags/{name}"):
            if sha := self.ref(full):
                return self._peeled(sha)
        if self.kind(name):
            return self._peeled(name)
        return self._abbreviated(name)

    def _peeled(self, sha: str) -> str:
        found = self.read(sha)
        if found and found[0] == "tag":
            return self._peeled(found[1].split(b"\n", 1)[0].decode().removeprefix("object "))
        return sha if found and found[0] == "commit" else ""

    def _abbreviated(self, name: str) -> str:
        if not 7 <= len(name) < 40:
            return ""
        folder = self.folder / "objects" / name[:2]
        found = [file.name for file in folder.glob(f"{name[2:]}*")] if name.isalnum() else []
        return self._peeled(name[:2] + found[0]) if len(found) == 1 else ""

    def ancestors(self, sha: str) -> Iterator[CommitObject]:
        """A commit and all before it, the newest first."""
        seen, count = {sha}, 0
        first = self.commit(sha)
        edge = [(-first.committer.when, 0, first)] if first else []
        while edge:
            newest = heapq.heappop(edge)[2]
            yield newest
            for parent in newest.parents:
                found = self.commit(parent)
                if parent not in seen and found:
                    seen.add(parent)
                    count += 1
                    heapq.heappush(edge, (-found.committer.when, -count, found))
