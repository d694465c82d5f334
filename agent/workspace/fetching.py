"""More commits for a clone that holds one: each alone, without its history, by the same git that cloned."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from agent.errors import TargetError
from agent.process import Finished
from agent.workspace.clone_faults import Attempt, too_large, unreachable
from agent.workspace.git import Checkout, decode
from agent.workspace.network import MAX_BYTES, NETWORK, Work, credentials, outgrown, scheme_of, slowness

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BRANCH = re.compile(r"refs/heads/(suture/[0-9a-f]{16}(?:-[0-9]{1,3})?)")
_KEPT = "refs/suture/fetched/"
# What a server says of a commit or branch that it does not have, or does not give away.
_ABSENT = ("not our ref", "couldn't find remote ref", "no such remote ref", "unadvertised object")
_QUIET = (
    "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
    "--no-auto-maintenance", "--no-write-commit-graph", "--refmap=",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Absent:
    """A commit or branch that could not be had, and why. `missing` tells that the server has none such."""

    name: str
    reason: str
    missing: bool = False


@dataclass(slots=True)
class Fetching:
    """Fetches into `checkout`, a clone of `address` that is ours. Commits that are there are not asked for.

    `token` gives what the server wants, afresh for each fetch. `seconds` bounds one fetch, `cap` the bytes
    of all packs and of each commit's files. Raises UsageError for an address that cannot be.
    """

    checkout: Checkout
    address: str
    token: Callable[[], str]
    program: str = "git"
    seconds: float = 300.0
    cap: int = MAX_BYTES
    _known: dict[str, str | Absent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scheme_of(self.address)

    def get(self, names: Sequence[str]) -> Mapping[str, str | Absent]:
        """Commits by name, or by `refs/heads/suture/...`: the commit of each, now here with all its files.

        Raises ForgeError when the server cannot be reached or refuses us, ToolError when the disk is full.
        """
        found = {name: self._here(name) for name in names}
        wanted = [name for name, here in found.items() if here is None]
        if len(wanted) == 1 or (wanted and not _went_well(self._fetch(wanted)[0])):
            # One that is missing spoils the others' fetch; alone, each tells for itself.
            for name in wanted:
                found[name] = self._alone(name)
        return {name: self._checked(name) if here is None else here for name, here in found.items()}

    def one(self, name: str) -> str | Absent:
        """The same for one name."""
        return self.get([name])[name]

    def _here(self, name: str) -> str | Absent | None:
        """A commit that is here already; branches move, so they are always asked for."""
        if _BRANCH.fullmatch(name):
            return None
        if not _COMMIT.fullmatch(name):
            return Absent(name, "is the name of no commit")
        if name not in self._known and self._holds(name):
            self._known[name] = name
        return self._known.get(name)

    def _holds(self, name: str) -> bool:
        return self.checkout.git.call("cat-file", "-e", f"{name}^{{tree}}").status == 0

    def _alone(self, name: str) -> Absent | None:
        """Fetch one; why not, where it is about this one and not about the server."""
        done, attempt = self._fetch([name])
        if _went_well(done):
            return None
        said = done.stderr.decode(errors="replace")
        if any(sign in said for sign in _ABSENT):
            return self._kept(Absent(name, "is not on the server", missing=True))
        error = (
            too_large(attempt, self.cap) if done.ended == "size" else unreachable(attempt, said, done.ended)
        )
        if isinstance(error, TargetError):
            return self._kept(Absent(name, f"is not taken: {error}"))
        raise error

    def _kept(self, absent: Absent) -> Absent:
        """Not asked for again in this run, unless it is a branch: that may come back."""
        if not _BRANCH.fullmatch(absent.name):
            self._known[absent.name] = absent
        return absent

    def _checked(self, name: str) -> str | Absent:
        """The commit that came in, unless it is more than is taken."""
        branch = _BRANCH.fullmatch(name)
        place = f"{_KEPT}{branch[1]}" if branch else name
        done = self.checkout.git.call("rev-parse", "--verify", "--quiet", f"{place}^{{commit}}")
        if done.status != 0:
            return self._kept(Absent(name, "is no commit"))
        sha = decode(done.stdout).strip()
        if self._known.get(sha) == sha:
            return sha
        wrong = outgrown(self._work(), self._attempt(), sha)
        if wrong is not None:
            return self._kept(Absent(name, f"is not taken: {wrong}"))
        self._known[sha] = sha
        return sha

    def _fetch(self, names: Sequence[str]) -> tuple[Finished, Attempt]:
        """One fetch; the token is in the environment of this one program."""
        work, attempt = self._work(), self._attempt(self.token())
        with credentials(scheme_of(self.address), attempt.token) as env:
            done = work.git(
                *NETWORK, *slowness(self.seconds), "-C", str(work.folder), "fetch", *_QUIET, "--",
                self.address, *map(_refspec, names), env=env, watch=work.watch,
            )  # fmt: skip
        if done.ended:
            self._sweep()
        return done, attempt

    def _sweep(self) -> None:
        """Take away what a fetch that we ended left behind."""
        for left in (self.checkout.git_dir / "objects" / "pack").glob("tmp_*"):
            with suppress(OSError):
                left.unlink()

    def _work(self) -> Work:
        return Work(self.program, self.checkout.top, time.monotonic() + self.seconds, self.cap)

    def _attempt(self, token: str = "") -> Attempt:
        return Attempt(self.address, "", token, "fetched")


def _went_well(done: Finished) -> bool:
    return done.status == 0 and not done.ended


def _refspec(name: str) -> str:
    branch = _BRANCH.fullmatch(name)
    return f"+{name}:{_KEPT}{branch[1]}" if branch else name
