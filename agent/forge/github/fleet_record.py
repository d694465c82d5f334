"""Files that are kept on a branch of their own, written by commits on top of what was read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

from agent.errors import ForgeError
from agent.forge.github import shapes
from agent.forge.github.api import Api
from agent.forge.values import Trouble, TroubleKind

T = TypeVar("T")
Files = Mapping[str, bytes]
TRIES = 5
"""Times that a write which lost a race is made anew."""
_READ_HINT = "check that the token may read the contents of this repository"
_WRITE_HINT = "give the token write access to the contents of this repository"


class Entry(shapes.Shape):
    """One path of a tree; `size` is told of files alone."""

    path: str
    type: str
    sha: str
    size: int = 0


class Entries(shapes.Shape):
    """A tree's top level."""

    tree: tuple[Entry, ...] = ()


class Blob(shapes.Shape):
    """A file's content."""

    content: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a branch holds now: its head, empty where there is no branch, and the files asked for."""

    head: str = ""
    tree: str = ""
    files: Files = field(default_factory=dict)


class Shelf:
    """A few small files on one branch of one repository. The branch is never moved by force."""

    def __init__(self, api: Api, slug: str, branch: str) -> None:
        self._api = api
        self._slug = slug
        self._branch = branch
        self._git = f"/repos/{slug}/git"

    def read(self, sizes: Mapping[str, int]) -> Kept:
        """The files named in `sizes`, each at most so many bytes. Raises ForgeError."""
        ref = self._api.get(f"{self._git}/ref/heads/{quote(self._branch)}", shapes.Ref)
        if isinstance(ref, Trouble):
            if ref.kind is TroubleKind.MISSING:
                return Kept()
            raise self._refused(ref, "read", _READ_HINT)
        commit = self._got(self._api.get(f"{self._git}/commits/{ref.object.sha}", shapes.GitCommit))
        entries = self._got(self._api.get(f"{self._git}/trees/{commit.tree.sha}", Entries)).tree
        files = {e.path: self._file(e, sizes[e.path]) for e in entries if e.path in sizes}
        return Kept(ref.object.sha, commit.tree.sha, files)

    def write(
        self,
        sizes: Mapping[str, int],
        change: Callable[[Files], Files],
        message: str,
    ) -> str:
        """Put what `change` makes of the files into one commit; returns its sha.

        Whenever somebody else was faster, what they wrote is read and `change` is asked again. Raises
        ForgeError.
        """
        found = Trouble(TroubleKind.EXISTS, "it never stood still")
        for _ in range(TRIES):
            kept = self.read(sizes)
            made = self._commit(kept, change(kept.files), message)
            pointed = self._point(made, kept.head)
            if not isinstance(pointed, Trouble):
                return made
            found = pointed
            if found.kind is TroubleKind.UNSURE and self.read({}).head == made:
                # The answer was lost, not the write.
                return made
            if found.kind not in (TroubleKind.EXISTS, TroubleKind.UNSURE, TroubleKind.MISSING):
                break
        raise self._refused(found, "written", _WRITE_HINT)

    def _commit(self, kept: Kept, files: Files, message: str) -> str:
        entries = []
        for path, content in sorted(files.items()):
            blob_body = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
            blob = self._sent(self._api.send("POST", f"{self._git}/blobs", blob_body, shapes.Object))
            entries.append({"path": path, "mode": "100644", "type": "blob", "sha": blob.sha})
        base = {"base_tree": kept.tree} if kept.tree else {}
        tree_body = {**base, "tree": entries}
        tree = self._sent(self._api.send("POST", f"{self._git}/trees", tree_body, shapes.Object))
        body = {"message": message, "tree": tree.sha, "parents": [kept.head] if kept.head else []}
        return self._sent(self._api.send("POST", f"{self._git}/commits", body, shapes.Object)).sha

    def _point(self, sha: str, head: str) -> shapes.Ref | Trouble:
        if head:
            path = f"{self._git}/refs/heads/{quote(self._branch)}"
            return self._api.send("PATCH", path, {"sha": sha, "force": False}, shapes.Ref)
        body = {"ref": f"refs/heads/{self._branch}", "sha": sha}
        return self._api.send("POST", f"{self._git}/refs", body, shapes.Ref)

    def _file(self, entry: Entry, most: int) -> bytes:
        hint = f"look at {entry.path} on the branch, and remove it if it is none of ours"
        if entry.type != "blob" or entry.size > most:
            raise ForgeError(f"{entry.path} on {self._branch} of {self._slug} is no file of ours", hint=hint)
        blob = self._got(self._api.get(f"{self._git}/blobs/{entry.sha}", Blob))
        try:
            content = base64.b64decode(blob.content)
        except binascii.Error:
            content = b""
        if blob.encoding != "base64" or len(content) > most:
            raise ForgeError(f"{entry.path} on {self._branch} of {self._slug} cannot be read", hint=hint)
        return content

    def _got(self, found: T | Trouble) -> T:
        if isinstance(found, Trouble):
            raise self._refused(found, "read", _READ_HINT)
        return found

    def _sent(self, found: T | Trouble) -> T:
        if isinstance(found, Trouble):
            raise self._refused(found, "written", _WRITE_HINT)
        return found

    def _refused(self, found: Trouble, done: str, hint: str) -> ForgeError:
        what = f"branch {self._branch} of {self._slug} cannot be {done}"
        return ForgeError(f"{what}: {found.reason}", hint=found.hint or hint)
