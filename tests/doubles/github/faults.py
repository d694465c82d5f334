"""What can go wrong on the way: a schedule of faults, and what GitHub's answers look like then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from .records import Json
from .routing import DOCS, Answer

HTML = "<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1><p>Unicorn!</p></body></html>\n"
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID 0000:0000."
)


class Fault(Enum):
    """Kinds of fault. Those up to MISSING happen instead of the request, those from LOST on after it."""

    REFUSED_500 = auto()
    REFUSED_502 = auto()
    """An HTML page from a proxy."""
    REFUSED_503 = auto()
    SECONDARY = auto()
    """403, secondary rate limit, with retry-after."""
    SECONDARY_BARE = auto()
    """403, secondary rate limit, known by its message alone."""
    TOO_MANY = auto()
    """429 with retry-after."""
    PRIMARY = auto()
    """403, nothing left of the hour's requests, with x-ratelimit-reset."""
    FORBIDDEN = auto()
    """403, the token lacks a permission."""
    INVALID = auto()
    """422 Validation Failed."""
    UNAUTHORIZED = auto()
    """401, the token is no longer good."""
    MISSING = auto()
    """404."""
    UNSENT = auto()
    """The connection drops before anything happened."""
    CRASH = auto()
    """Nothing happens, and no connection is answered from now on, until `hub.up()`."""
    LOST = auto()
    """It happened, then the connection drops without an answer."""
    DONE_500 = auto()
    DONE_502 = auto()
    CUT = auto()
    """It happened; the JSON stops in the middle, in a response of the right length."""
    SHORT = auto()
    """It happened; the connection drops in the middle of the response."""
    SLOW = auto()
    """It happened; the answer comes after `seconds`."""
    DONE_CRASH = auto()
    """It happened, and no connection is answered from now on, until `hub.up()`."""

    @property
    def happens(self) -> bool:
        """Whether the request is carried out."""
        return self.value >= Fault.LOST.value


@dataclass
class Scheduled:
    """A fault to come: at the n-th write or read from now on, or where `when` says so; `times` in a row."""

    fault: Fault
    write: int
    read: int
    when: Callable[[str, str], bool] | None
    times: int
    seconds: float
    permission: str
    retry_after: int

    def due(self, method: str, path: str, write: int, read: int) -> bool:
        if not self.times:
            return False
        counted = (self.write and 0 < self.write <= write) or (self.read and 0 < self.read <= read)
        if not (self.when(method, path) if self.when else counted):
            return False
        self.times -= 1
        return True


@dataclass
class Schedule:
    """Counts writes and reads, and knows what is to happen at which."""

    faults: list[Scheduled] = field(default_factory=list)
    hooks: list[tuple[int, bool, Callable[[], object]]] = field(default_factory=list)
    writes: int = 0
    reads: int = 0

    def next(self, method: str, path: str, *, writes: bool) -> Scheduled | None:
        """Count a request, and give the fault that it meets."""
        self.writes += writes
        self.reads += not writes
        numbers = (self.writes, 0) if writes else (0, self.reads)
        return next((one for one in self.faults if one.due(method, path, *numbers)), None)

    def act(self, *, before: bool) -> None:
        """Run what was planned just before or after the present write."""
        due = [hook for hook in self.hooks if hook[:2] == (self.writes, before)]
        self.hooks = [hook for hook in self.hooks if hook not in due]
        for _, _, hook in due:
            hook()


def _message(status: int, message: str, *headers: tuple[str, str], **more: Json) -> Answer:
    return Answer(
        status, {"message": message, "documentation_url": DOCS, "status": str(status), **more}, headers
    )


def answer_of(scheduled: Scheduled, now: float) -> Answer:
    """What the client gets of a fault that is answered."""
    wait = ("retry-after", str(scheduled.retry_after))
    match scheduled.fault:
        case Fault.REFUSED_500 | Fault.DONE_500:
            return _message(500, "Server Error")
        case Fault.REFUSED_502 | Fault.DONE_502:
            return Answer(502, HTML)
        case Fault.REFUSED_503:
            return _message(503, "No server is currently available to service your request.")
        case Fault.SECONDARY:
            return _message(403, SECONDARY, wait)
        case Fault.SECONDARY_BARE:
            return _message(403, SECONDARY)
        case Fault.TOO_MANY:
            return _message(429, SECONDARY, wait)
        case Fault.PRIMARY:
            reset = ("x-ratelimit-reset", str(int(now) + scheduled.retry_after))
            return _message(
                403, "API rate limit exceeded for user ID 1.", ("x-ratelimit-remaining", "0"), reset
            )
        case Fault.FORBIDDEN:
            needed = ("x-accepted-github-permissions", scheduled.permission)
            return _message(403, "Resource not accessible by integration", needed)
        case Fault.INVALID:
            errors = [{"resource": "Resource", "code": "custom", "message": "is not acceptable"}]
            return _message(422, "Validation Failed", errors=errors)
        case Fault.UNAUTHORIZED:
            return _message(401, "Bad credentials")
        case Fault.MISSING:
            return _message(404, "Not Found")
        case _:
            raise AssertionError(f"{scheduled.fault} has no answer of its own")
