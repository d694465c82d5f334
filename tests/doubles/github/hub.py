"""The running double as tests see it: what was asked, what is there, who acts, and what goes wrong."""

from __future__ import annotations

import threading
import time
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import smart
from .branches import settle
from .checker import Checker
from .dispatch import Dispatch, Request, identify, parse_body, split_target
from .faults import Fault, Schedule, Scheduled, answer_of
from .person import Person
from .records import Json
from .routing import Answer, Refusal
from .several import named
from .state import State

SHOWN = {"accept", "content-type", "user-agent", "x-github-api-version", "content-encoding", "git-protocol"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire; `body` is text or JSON. `drop`: the connection ends without an answer, `short`
    in the middle of it, `cut`: the JSON is not whole."""

    status: int = 0
    body: Json = None
    headers: tuple[tuple[str, str], ...] = ()
    drop: bool = False
    short: bool = False
    cut: bool = False
    raw: bytes | None = None


@dataclass
class Hub:
    """See the package's description."""

    state: State
    origin: str = ""
    prefix: str = ""
    requests: list[Request] = field(default_factory=list)
    schedule: Schedule = field(default_factory=Schedule)
    down: bool = False
    beside: dict[str, Hub] = field(default_factory=dict)
    """Other repositories that are served at the same address, each with a state of its own; see `beside`."""

    def __post_init__(self) -> None:
        self.dispatch = Dispatch(self.state)
        self.lock = threading.RLock()
        self.hang_up: Callable[[], None] = lambda: None

    @property
    def api_url(self) -> str:
        return self.origin + self.prefix

    @property
    def git_url(self) -> str:
        return f"{self.origin}/{self.state.slug}.git"

    @property
    def writes(self) -> list[Request]:
        """The requests that would change something, pushes too, also those that met a fault."""
        return [request for request in self.requests if request.writes]

    @property
    def complaints(self) -> list[str]:
        """What the official description, or the list of GraphQL operations, does not allow of the requests."""
        return self.dispatch.complaints

    def person(self, login: str) -> Person:
        """Somebody who acts now; a login that is new gets write access."""
        self.state.people.setdefault(login, "write")
        return Person(self.state, login)

    @property
    def checker(self) -> Checker:
        """What reports checks and statuses."""
        return Checker(self.state)

    def fail(
        self,
        fault: Fault,
        *,
        write: int = 0,
        read: int = 0,
        when: Callable[[str, str], bool] | None = None,
        times: int = 1,
        seconds: float = 0.3,
        permission: str = "contents=write",
        retry_after: int = 60,
    ) -> None:
        """Let the n-th write or read from now on meet a fault (1 is the next), or the first for which `when`
        (method, path) is true. With `times` the next ones of its sort meet it too."""
        write = write and write + self.schedule.writes
        read = read and read + self.schedule.reads
        self.schedule.faults.append(
            Scheduled(fault, write, read, when, times, seconds, permission, retry_after)
        )

    def before_write(self, number: int, act: Callable[[], object]) -> None:
        """Run something just before the n-th write from now on (1 is the next)."""
        self.schedule.hooks.append((self.schedule.writes + number, True, act))

    def after_write(self, number: int, act: Callable[[], object]) -> None:
        """Run something just after the n-th write from now on, before its answer leaves."""
        self.schedule.hooks.append((self.schedule.writes + number, False, act))

    def forget(self) -> None:
        """Drop the requests so far, which a long run would pile up."""
        self.requests.clear()

    def up(self) -> None:
        """Answer connections again after a crash."""
        self.down = False

    def clear_faults(self) -> None:
        """Forget what was scheduled."""
        self.schedule.faults.clear()
        self.schedule.hooks.clear()

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request from the wire."""
        if self.down:
            return Reply(drop=True)
        path, query, prefixed = split_target(target)
        for name in named(path, body) if self.beside else ():
            if name in self.beside:
                return self.beside[name].handle(method, target, headers, body)
        how, secret = credentials(headers.get("authorization", ""))
        shown = {name: value for name, value in headers.items() if name in SHOWN}
        request = Request(method, path, query, None, shown, auth=how)
        if match := smart.PATH.fullmatch(path):
            return self._git(
                request, match["slug"], match["rest"], target.partition("?")[2], secret, headers, body
            )
        reply, seconds = self._api(request, secret, body, prefixed=prefixed)
        if seconds:
            time.sleep(seconds)
        return reply

    def _api(self, request: Request, secret: str, body: bytes, *, prefixed: bool) -> tuple[Reply, float]:
        with self.lock:
            self.requests.append(request)
            try:
                request.body = parse_body(body)
                request.login = identify(self.state, secret).login
                early = None
            except Refusal as refusal:
                early = refusal.answer
            fault = self.schedule.next(request.method, request.path, writes=request.writes)
            if request.writes:
                self.schedule.act(before=True)
            request.fault = fault.fault.name if fault else ""
            if fault and not fault.fault.happens:
                return self._refused(request, fault), 0.0
            answer = (
                early
                or self._limited()
                or self.dispatch.answer(request, secret, self.origin, prefixed=prefixed)
            )
            request.status = answer.status
            failed = isinstance(answer.body, dict) and "errors" in answer.body and request.path == "/graphql"
            request.happened = answer.status < 400 and not failed
            if request.writes:
                self.schedule.act(before=False)
            return self._altered(
                request, answer, fault
            ), fault.seconds if fault and fault.fault is Fault.SLOW else 0.0

    def _limited(self) -> Answer | None:
        state, now = self.state, self.state.now()
        if state.reset and now >= state.reset:
            state.remaining = state.limit
        if not state.reset or now >= state.reset:
            state.reset = now + 3600
        if state.remaining <= 0:
            return Refusal(403, "API rate limit exceeded for user ID 1.").answer
        state.remaining -= 1
        return None

    def _refused(self, request: Request, fault: Scheduled) -> Reply:
        if fault.fault is Fault.CRASH:
            self._crash()
        if fault.fault in {Fault.CRASH, Fault.UNSENT}:
            return Reply(drop=True)
        answer = answer_of(fault, self.state.now())
        request.status = answer.status
        return self._reply(answer)

    def _altered(self, request: Request, answer: Answer, fault: Scheduled | None) -> Reply:
        match fault.fault if fault else None:
            case Fault.LOST:
                return Reply(drop=True)
            case Fault.DONE_CRASH:
                self._crash()
                return Reply(drop=True)
            case Fault.DONE_500 | Fault.DONE_502:
                assert fault is not None
                answer = answer_of(fault, self.state.now())
                request.status = answer.status
                return self._reply(answer)
            case Fault.CUT:
                return self._reply(answer, cut=True)
            case Fault.SHORT:
                return self._reply(answer, short=True)
        return self._reply(answer)

    def _crash(self) -> None:
        self.down = True
        self.hang_up()

    def _reply(self, answer: Answer, *, cut: bool = False, short: bool = False) -> Reply:
        state = self.state
        used, reset = state.limit - state.remaining, state.reset or state.now() + 3600
        limits = {"limit": state.limit, "remaining": state.remaining, "used": used, "reset": int(reset)}
        headers = {f"x-ratelimit-{name}": str(value) for name, value in limits.items()}
        headers |= {"x-ratelimit-resource": "core", "x-github-request-id": f"0000:{len(self.requests)}"}
        return Reply(
            answer.status, answer.body, tuple((headers | dict(answer.headers)).items()), short=short, cut=cut
        )

    def _git(
        self,
        request: Request,
        slug: str,
        rest: str,
        query: str,
        secret: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Reply:
        """Clone, fetch or push: always with a token, pushes with write access."""
        pushes = "git-receive-pack" in rest or "git-receive-pack" in query
        self.requests.append(request)
        state, token = self.state, None
        try:
            token = identify(state, secret)
        except Refusal:
            secret = ""
        if token is None or not secret:
            return self._plain(
                request, 401, "Repository not found", (("www-authenticate", 'Basic realm="GitHub"'),)
            )
        request.login, request.label = token.login, token.label
        unseen = state.private and not token.allows("contents=read")
        if slug.lower() != state.slug.lower() or unseen:
            return self._plain(request, 404, "Repository not found")
        if pushes and state.archived:
            return self._plain(request, 403, "This repository was archived so it is read-only.")
        stranger = token.kind == "user" and not state.at_least(token.login, "write")
        if pushes and (stranger or not token.allows("contents=write")):
            return self._plain(request, 403, f"Permission to {state.slug}.git denied to {token.login}.")
        status, fields, data = smart.backend(
            state.store.folder, rest, request.method, query, headers, body, token.login
        )
        request.status, request.happened = status, status < 400
        with self.lock:
            state.store.look_again()
            settle(state, token.login)
        return Reply(status, headers=tuple(fields), raw=data)

    def _plain(
        self, request: Request, status: int, text: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> Reply:
        request.status = status
        return Reply(status, text, headers)


def credentials(header: str) -> tuple[str, str]:
    """How a secret was sent, and the secret."""
    how, _, value = header.partition(" ")
    how = how.lower()
    if how != "basic":
        return (how, value.strip()) if value else ("", "")
    try:
        return how, b64decode(value).decode().partition(":")[2]
    except (BadBase64, UnicodeDecodeError):
        return how, "malformed"
