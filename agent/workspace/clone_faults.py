"""Why a clone came to nothing: what git said, turned into an error that names the next step."""

from __future__ import annotations

import base64
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from agent.errors import ForgeError, SutureError, TargetError, ToolError
from agent.text import shortened

_LONGEST = 300
_READ = "the token needs read access to the repository's contents"
# What git says, what it means, and what to do; the first that fits.
_SIGNS = (
    ("could not read Username", "is not there for everybody", "set GITHUB_TOKEN to a token that may read it"),
    ("Authentication failed", "does not accept the token", "set GITHUB_TOKEN to a token that is still valid"),
    ("' not found", "was not found, or is not for us", f"check owner and name; {_READ}"),
    ("returned error: 403", "refuses us", f"{_READ}; single sign-on may have to authorise it"),
    (
        "returned error: 30",
        "has moved, and no redirect is followed",
        "name the repository by its present address",
    ),
    ("returned error: 429", "asks us to come back later", "wait some minutes and try again"),
    ("returned error: 5", "does not work at present", "try again later"),
    ("Could not resolve host", "has a host that does not exist", "check GITHUB_SERVER_URL and the network"),
    ("Failed to connect", "cannot be reached", "check GITHUB_SERVER_URL and the network"),
    ("certificate", "has a certificate that is not trusted here", "check GITHUB_SERVER_URL and the clock"),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was to be `done` (cloned, or fetched). The token is only here so that no message holds it."""

    address: str
    branch: str
    token: str = field(repr=False)
    done: str = "cloned"

    def clean(self, said: str) -> str:
        """What git said, on one line, at most 300 characters, without the token in any spelling."""
        secrets = (self.token, quote(self.token, safe=""), _basic(self.token)) if self.token else ()
        for secret in secrets:
            said = said.replace(secret, "[secret]")
        return shortened(" ".join(said.split()), _LONGEST)


def _basic(token: str) -> str:
    """What a server gets to see, and may repeat."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def unreachable(attempt: Attempt, said: str, ended: str = "") -> SutureError:
    """The server did not give us the branch."""
    local = _local(attempt, said, ended)
    if local is not None:
        return local
    for sign, meaning, hint in _SIGNS:
        if sign in said:
            return ForgeError(f"{attempt.address} {meaning}", hint=hint)
    if "fsck" in said:
        return refused_commit(attempt, said)
    reason = attempt.clean(said) or ended or "git gave no reason"
    return ForgeError(
        f"{attempt.address} could not be {attempt.done}: {reason}",
        hint="try `git clone` by hand; see `suture doctor`",
    )


def refused_commit(attempt: Attempt, said: str, ended: str = "") -> SutureError:
    """The commit holds what git does not take, or what cannot be written here."""
    local = _local(attempt, said, ended)
    if local is not None:
        return local
    return TargetError(
        f"{attempt.address} holds what git refuses: {attempt.clean(said) or ended}",
        hint="have somebody look at the commit: a path or an object in it is malformed, maybe on purpose",
    )


def no_such_branch(attempt: Attempt, branches: Sequence[str]) -> SutureError:
    """The repository answers, and has no such branch; `branches` are those it has."""
    if not branches:
        # To git a web page in its place looks the same.
        what = f"{attempt.address} has no commit yet, or is no git repository"
        return TargetError(what, hint="push a first commit, or correct the address")
    near = difflib.get_close_matches(attempt.branch, branches, n=1) or sorted(branches)[:3]
    hint = attempt.clean(f"it has {', '.join(near)}")
    return TargetError(f"{attempt.address} has no branch {attempt.branch!r}", hint=hint)


def too_large(attempt: Attempt, cap: int) -> SutureError:
    """The commit is more than we take."""
    return TargetError(
        f"{attempt.address} is larger than {cap >> 20} MB", hint="clone it yourself, and name the folder"
    )


def _local(attempt: Attempt, said: str, ended: str) -> SutureError | None:
    """Too little time, or too little room."""
    if ended == "timeout" or "Operation too slow" in said:
        return ForgeError(
            f"{attempt.address} could not be {attempt.done} in time",
            hint="try again, or clone it yourself and name the folder",
        )
    if "No space left on device" in said or "Disk quota exceeded" in said:
        what = f"there is no room for what is to be {attempt.done}"
        return ToolError(what, hint="make room, or set TMPDIR to a larger disk")
    return None
