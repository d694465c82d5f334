"""What must hold over the whole history, told from the double's own record and the git objects."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.doubles.github import Request
from tests.doubles.github.records import Comment
from tests.followup.simulation.claims import Claims, Told, mentioned
from tests.followup.simulation.code import Facility
from tests.followup.simulation.world import SLUG, US, Deed, World

ROOT = f"/repos/{SLUG}"
LOCK = "suture/lock"
ON_BRANCH = frozenset({"pushes", "updates", "rewrites"})


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that did not hold."""

    day: int
    number: int
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Truth:
    """One pull request as it is just before a run."""

    state: str
    title: str
    frozen: str
    by_person: bool
    """Closed by somebody else than us, and not reopened."""
    present: bool


@dataclass
class Judge:
    """Looks at every run from before and after it. `broken` is what it found."""

    world: World
    facility: Facility
    broken: list[Broken] = field(default_factory=list)
    spoken: dict[tuple[int, str], list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """What we did to whom on which pull request: day and kind."""
    comments: Counter[int] = field(default_factory=Counter)
    told: int = 0
    """Comments whose claims were checked."""

    def __post_init__(self) -> None:
        self.first = 0
        self.truths: dict[int, Truth] = {}
        self.refs: dict[str, str] = {}
        self.said: dict[int, str] = {}

    def breaks(self, number: int, rule: str, detail: str) -> None:
        """Note that a rule was broken."""
        self.broken.append(Broken(self.world.day, number, rule, detail))

    def before(self) -> None:
        """Remember everything as it is before a run."""
        self.first = len(self.world.hub.requests)
        self.truths = {pull.number: self._truth(pull.number) for pull in self.world.ours()}
        self.refs = self.world.store.refs()
        self.said = self._our_comments()

    def _truth(self, number: int) -> Truth:
        pull = self.world.pull(number)
        events = self.world.hub.state.events_of(number)
        closing = [event for event in events if event.kind in ("closed", "reopened")]
        queue = [event.kind for event in events if event.kind.endswith("merge_queue")]
        stopped = "suture:stop" in pull.labels
        queued = bool(queue) and queue[-1].startswith("added")
        by = closing[-1].actor if closing and closing[-1].kind == "closed" else ""
        return Truth(
            pull.state if not pull.merged else "merged", pull.title,
            "stop label" if stopped else "merge queue" if queued else "",
            bool(by) and by != US and not pull.merged, self.world.present(self.world.part_of(number)),
        )  # fmt: skip

    def _our_comments(self) -> dict[int, str]:
        return {one.id: one.body for one in self.all_comments() if one.login == US}

    def all_comments(self) -> list[Comment]:
        state = self.world.hub.state
        return [*state.comments.made.values(), *state.line_comments.made.values()]

    def after(self) -> None:
        """Judge what a run wrote."""
        sent = [
            request
            for request in self.world.hub.requests[self.first :]
            if request.writes and request.happened
        ]
        for request in sent:
            self._judge(request)
        self._refs()
        self._states()
        self._claims()
        self._listed()
        if self.world.store.ref(f"refs/{LOCK}"):
            self.breaks(0, "lock", "the lock was not given back")

    def twice(self) -> None:
        """Judge a second run of the same day: it writes nothing."""
        for request in self.world.hub.requests[self.first :]:
            if request.writes:
                detail = f"{request.method} {request.path} {str(request.body)[:120]}"
                self.breaks(self.about(request), "second run writes", detail)

    def proposed(self, before: set[int], again: set[str]) -> None:
        """Judge what was opened: nothing that a person closed, unless its time has come."""
        for pull in self.world.ours():
            part = self.world.part_of(pull.number)
            if pull.number in before or part.path not in again:
                continue
            earlier = [other.number for other in self.world.ours() if other.number in before]
            linked = [n for n in earlier if self.world.part_of(n) == part and f"/pull/{n}" in pull.body]
            if not linked:
                self.breaks(pull.number, "history not linked", f"{part.path} was proposed before")
            for other in self.world.ours():
                refused = (
                    other.number in before
                    and self.world.part_of(other.number) == part
                    and self._refused(other.number)
                )
                if refused:
                    self.breaks(pull.number, "came back", f"#{other.number} was closed by people")

    def _refused(self, number: int) -> bool:
        """Whether people closed it, or had us close it, and no accepted risk has run out."""
        pull = self.world.pull(number)
        if pull.merged or pull.state == "open":
            return False
        deeds = [deed for deed in self.world.deeds if deed.number == number]
        until = [
            found[1] for deed in deeds if (found := re.search(r"accepted-risk until (\S+?):", deed.text))
        ]
        if until:
            return until[-1] > str(self.world.today)
        acted = any(deed.verb in ("closes", "deletes branch") for deed in deeds if deed.verb != "reopens")
        ordered = any(
            "/suture close" in deed.text or deed.text in LABELS
            for deed in deeds
            if deed.login not in ("zed", "kai")
        )
        return acted or ordered

    # One write.

    def _judge(self, request: Request) -> None:
        number = self.about(request)
        truth = self.truths.get(number)
        if truth is None:
            return
        what = f"{request.method} {request.path}"
        if truth.frozen:
            self.breaks(number, "written while frozen", f"{truth.frozen}: {what}")
        if truth.by_person and not self._memory(request, number):
            self.breaks(number, "written to what a person closed", f"{what} {str(request.body)[:100]}")
        for login, kind in self._spoken_to(request):
            self.spoken[number, login].append((self.world.day, kind))
            if self.world.quiet():
                self.breaks(number, "spoken to on a quiet day", f"{kind} @{login}: {what}")
            if self.world.is_busy(login) and not self._reviewed(number, login):
                self.breaks(number, "busy people asked", f"{kind} @{login}")
        if request.method == "POST" and request.path == f"{ROOT}/issues/{number}/comments":
            self.comments[number] += 1
        if "title" in (request.body or {}) and "/pulls/" in request.path:
            self.breaks(number, "title written", what)
        if request.method == "PATCH" and (request.body or {}).get("state") == "open":
            self.breaks(number, "reopened by us", what)

    def _reviewed(self, number: int, login: str) -> bool:
        """Whether somebody reviewed it: who is asked again after that is answered, not turned to."""
        return any(review.login == login for review in self.world.pull(number).reviews)

    def _memory(self, request: Request, number: int) -> bool:
        """Whether a write is that of our region of the body, and of nothing else."""
        mine = f"{ROOT}/pulls/{number}"
        return request.method == "PATCH" and request.path == mine and set(request.body) == {"body"}

    def about(self, request: Request) -> int:
        """The pull request that a write is about; 0 for the lock, objects and issues."""
        path = request.path
        if path == "/graphql":
            found = re.search(r"PR_kwDO(\d{8})", str(request.body))
            return int(found[1]) if found else 0
        if found := re.fullmatch(rf"{ROOT}/(issues|pulls)/comments/(\d+)(?:/.*)?", path):
            return next((one.number for one in self.all_comments() if one.id == int(found[2])), 0)
        if found := re.match(rf"{ROOT}/(?:issues|pulls)/(\d+)(?:/|$)", path):
            return int(found[1]) if int(found[1]) in self.world.hub.state.pulls else 0
        if found := re.search(
            r"heads/(suture/[0-9a-f]{16}(?:-\d+)?)", path + str((request.body or {}).get("ref", ""))
        ):
            numbers = [pull.number for pull in self.world.ours() if pull.branch == found[1]]
            return max(numbers, default=0)
        return 0

    def _spoken_to(self, request: Request) -> Iterator[tuple[str, str]]:
        body = request.body if isinstance(request.body, dict) else {}
        if request.method == "POST" and request.path.endswith("/requested_reviewers"):
            yield from ((login, "review request") for login in body.get("reviewers", ()))
        if request.method == "POST" and request.path.endswith("/assignees"):
            yield from ((login, "assignment") for login in body.get("assignees", ()))
        if "comments" in request.path and request.method in ("POST", "PATCH") and "body" in body:
            old = self._old(request)
            for login in mentioned(body["body"]):
                yield login, "mention" if not old else "mention by edit"

    def _old(self, request: Request) -> str:
        found = re.search(r"/comments/(\d+)$", request.path)
        return self.said.get(int(found[1]), "") if found and request.method == "PATCH" else ""

    # What a run left.

    def _refs(self) -> None:
        now = self.world.store.refs()
        for name, old in self.refs.items():
            new = now.get(name, "")
            if new == old or LOCK in name:
                continue
            numbers = [pull.number for pull in self.world.ours() if name == f"refs/heads/{pull.branch}"]
            number = max(numbers, default=0)
            if not number:
                self.breaks(0, "foreign ref moved", name)
            elif not new and not self.world.pull(number).merged:
                self.breaks(number, "branch deleted", f"{name} of a pull request that was not merged")
            elif new and old not in self.facility.before(new):
                self.breaks(number, "moved by force", f"{name}: {old[:9]} is lost")

    def _states(self) -> None:
        for number, old in self.truths.items():
            pull = self.world.pull(number)
            if pull.title != old.title:
                self.breaks(number, "title changed", pull.title)
            if old.state == "open" and pull.state == "closed" and old.present and not self._ordered(number):
                self.breaks(number, "closed with the finding on base", "nobody had asked for it")
            if old.state == "closed" and pull.state == "open":
                self.breaks(number, "reopened by us", "")

    def _listed(self) -> None:
        """Every open pull request has its line on the dashboard, with what comes next."""
        board = self.world.board()
        for pull in self.world.ours():
            if pull.state == "open" and not listed(board, pull.number):
                self.breaks(pull.number, "not on the dashboard", "it has no line there")

    def _ordered(self, number: int) -> bool:
        """Whether somebody who may said that it is to be closed."""
        deeds = [deed for deed in self.world.deeds if deed.number == number]
        may = [deed for deed in deeds if self.world.hub.state.at_least(deed.login, "write")]
        return any("/suture close" in deed.text or deed.text in LABELS for deed in may)

    def _claims(self) -> None:
        deeds = defaultdict[int, list[Deed]](list)
        for deed in self.world.deeds:
            deeds[deed.number].append(deed)
        claims = Claims(self.world, self.facility, deeds)
        for comment in self.all_comments():
            if comment.login != US or self.said.get(comment.id) == comment.body:
                continue
            number = comment.number
            if number not in self.truths:
                continue
            pull = self.world.pull(number)
            self.told += 1
            told = Told(
                number, self.world.part_of(number), comment.body, self.world.store.ref(f"refs/heads/{pull.branch}"),
                self.world.now(), datetime.fromtimestamp(pull.created, UTC),
            )  # fmt: skip
            for wrong in claims.wrong(told):
                self.breaks(number, "untrue claim", f"{wrong}\n{comment.body}")


LABELS = frozenset(
    {"suture:false-positive", "suture:wont-fix", "suture:accepted-risk", "suture:fixed-elsewhere"}
)


def listed(board: str, number: int) -> bool:
    """Whether a dashboard has a line on a pull request that says what comes next."""
    lines = [line for line in board.split("\n") if f"/pull/{number})" in line or f"/pull/{number}>" in line]
    return any("**next:**" in line for line in lines)
