"""The people: everything that somebody does to a pull request, or to the code below it, goes through a scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.doubles.github import PullRecord
from tests.doubles.github.branches import settle
from tests.doubles.github.trees import build, flat
from tests.followup.simulation.code import Facility
from tests.followup.simulation.hands import Hands, check
from tests.followup.simulation.parts import AREAS, SAFE, UNSAFE, Part
from tests.followup.simulation.world import Deed, World

AWAY = {"hana": (20, 45), "lea": (30, 70), "quin": (12, 33)}
"""Holidays: from day to day they say that they are busy."""
LEAVES = {"gus": 28, "otto": 50}
"""Those who lose their write access for good, and when."""


class Over(Exception):
    """The pull request has ended, so what was to come cannot."""


@dataclass
class Scene:
    """One pull request with those who have to do with it. Every act takes a minute and is remembered."""

    world: World
    facility: Facility
    number: int
    name: str = ""
    checked: str = ""
    """The head whose checks were set last."""

    @property
    def part(self) -> Part:
        return self.world.part_of(self.number)

    @property
    def owner(self) -> str:
        """One of its code owners, as long as they may write."""
        return self._staying(self.part.owners[self.part.number // len(AREAS) % 2])

    @property
    def second(self) -> str:
        """The other one."""
        return self._staying(self.part.owners[1 - self.part.number // len(AREAS) % 2])

    @property
    def third(self) -> str:
        """Somebody of another area."""
        return AREAS[(self.part.area + 1) % len(AREAS)][0]

    @property
    def pull(self) -> PullRecord:
        return self.world.pull(self.number)

    @property
    def body(self) -> str:
        return self.pull.body

    @property
    def head(self) -> str:
        return self.world.store.ref(f"refs/heads/{self.pull.branch}")

    @property
    def mergeable(self) -> bool:
        """Whether the button would work."""
        self._check()
        return bool(self.head) and not self.facility.merged(self.world.base, self.head).conflicts

    # What people say.

    def comments(self, login: str, text: str, *, ended: bool = False) -> None:
        self._do(
            login, "comments", lambda who: who.person.comments(self.number, text), text=text, ended=ended
        )

    def reviews(self, login: str, verdict: str, text: str = "") -> None:
        self._do(login, "reviews", lambda who: who.person.reviews(self.number, verdict, text), text=text)

    def remarks(self, login: str, text: str) -> None:
        """A review comment on the line that was changed."""
        self._do(login, "remarks", lambda who: who.remarks(self.number, text, self.part.path, 7), text=text)

    def answers(self, login: str, text: str) -> None:
        """One more comment on the last thread."""
        self._do(login, "answers", lambda who: who.answers(self.number, text), text=text)

    # What people do to the pull request.

    def merges(self, login: str, *, squash: bool = False) -> None:
        """Merge it as it is; a draft is marked ready before."""
        if self.pull.draft:
            self.marks_ready(login)
        self.unqueued(login)
        verb = "squashes" if squash else "merges"

        how = "squash" if squash else "merge"
        self._do(login, verb, lambda who: who.person.merges(self.number, how), text=self.head)

    def closes(self, login: str) -> None:
        self._do(login, "closes", lambda who: who.person.closes(self.number))

    def reopens(self, login: str) -> None:
        """Only where it is closed, not merged, and its branch is there."""
        if self.pull.state == "open" or self.pull.merged or not self.head:
            raise Over
        self._do(login, "reopens", lambda who: who.person.reopens(self.number), ended=True)

    def retitles(self, login: str, title: str) -> None:
        self._do(login, "retitles", lambda who: who.person.retitles(self.number, title), text=title)

    def edits(self, login: str, body: str) -> None:
        self._do(login, "edits", lambda who: who.person.edits(self.number, body))

    def labels(self, login: str, name: str) -> None:
        self._do(login, "labels", lambda who: who.person.labels(self.number, name), text=name)

    def unlabels(self, login: str, name: str) -> None:
        self._do(login, "unlabels", lambda who: who.person.unlabels(self.number, name), text=name)

    def unassigns(self, login: str, whom: str) -> None:
        if whom in self.pull.assignees:
            self._do(login, "unassigns", lambda who: who.person.unassigns(self.number, whom), text=whom)

    def unrequests(self, login: str, whom: str) -> None:
        if whom in self.pull.users:
            self._do(
                login, "unrequests", lambda who: who.person.unrequests(self.number, user=whom), text=whom
            )

    def marks_ready(self, login: str) -> None:
        if self.pull.draft:
            self._do(login, "marks ready", lambda who: who.person.marks_ready(self.number))

    def makes_draft(self, login: str) -> None:
        self._do(login, "makes draft", lambda who: who.person.makes_draft(self.number))

    def queues(self, login: str) -> None:
        self._do(login, "queues", lambda who: who.person.queues(self.number))

    def unqueues(self, login: str) -> None:
        self._do(login, "unqueues", lambda who: who.person.unqueues(self.number))

    def unqueued(self, login: str) -> None:
        """What is merged out of the queue leaves it."""
        last = [deed.verb for deed in self.mine() if deed.verb in ("queues", "unqueues")]
        if last and last[-1] == "queues":
            self.unqueues(login)

    def ticks(self, login: str) -> None:
        """The box before its line on the dashboard."""
        numbers = [issue.number for issue in self.world.hub.state.issues.values()]
        box = f"suture:retry {self.part.fingerprint}"
        if numbers and box in self.world.board():
            self._do(login, "ticks", lambda who: who.person.ticks(numbers[-1], box))

    # What people do to the branch.

    def pushes(self, login: str, text: str, *, redo: bool = False) -> None:
        """A commit of their own; `redo` takes the weakness out again."""
        if not self.head:
            raise Over
        now = (self.world.content(self.head, self.part.path) or b"").decode()
        now = now.replace(UNSAFE, SAFE) if redo else now
        files = {self.part.path: f"{now}\n# {text}\n"}
        self._do(login, "pushes", lambda who: who.person.pushes(self.pull.branch, files, text), pushed=True)

    def undoes(self, login: str) -> None:
        """A commit that brings the weakness back on the branch."""
        now = (self.world.content(self.head, self.part.path) or b"").decode()
        files = {self.part.path: now.replace(SAFE, UNSAFE) + "\n# not yet\n"}
        self._do(
            login, "pushes", lambda who: who.person.pushes(self.pull.branch, files, "not yet"), pushed=True
        )

    def updates(self, login: str) -> None:
        """Press "Update branch", where that works and there is something to merge."""
        if self.mergeable and self.world.base not in self.facility.before(self.head):
            self._do(login, "updates", lambda who: who.person.updates_branch(self.number), pushed=True)

    def resolves(self, login: str) -> None:
        """Merge the base into the branch and settle the conflict by hand."""
        fixed = (self.world.content(self.world.base, self.part.path) or b"").decode().replace(UNSAFE, SAFE)
        store, base, head = self.world.store, self.world.base, self.head

        def act(who: Hands) -> str:
            tree = flat(store, self.facility.commit(base).tree)
            tree[self.part.path] = ("100644", store.write("blob", fixed.encode()))
            return who.person._commit(
                f"refs/heads/{self.pull.branch}", build(store, tree), (head, base), "Merge main"
            )

        self._do(login, "pushes", act, pushed=True)

    def rewrites(self, login: str) -> None:
        """Their own commit in place of everything on the branch."""
        branch = self.pull.branch

        def act(who: Hands) -> str:
            text = (self.world.content(self.head, self.part.path) or b"").decode()
            made = who.person.pushes(f"{login}/tmp-{self.number}", {self.part.path: f"{text}\n# squashed\n"})
            who.person.deletes_branch(f"{login}/tmp-{self.number}")
            who.person.force_pushes(branch, made)
            return made

        self._do(login, "rewrites", act, pushed=True)

    def deletes_branch(self, login: str) -> None:
        self._do(login, "deletes branch", lambda who: who.person.deletes_branch(self.pull.branch))

    # What people do to the base branch.

    def base_moves(self, login: str) -> None:
        """Something elsewhere in the same file."""
        self._base(login, "moves the base", lambda text: text.replace("LIMIT = 1", "LIMIT = 11", 1))

    def base_conflicts(self, login: str) -> None:
        """The very line that the fix changes, which stays weak."""
        self._base(
            login,
            "moves the line",
            lambda text: text.replace(f", {self.part.number}", f", 1, {self.part.number}"),
        )

    def fixes_base(self, login: str, *, our_way: bool = False) -> None:
        """The fix, without our help."""
        word = SAFE if our_way else "MINE"
        self._base(login, "fixes the base", lambda text: text.replace(UNSAFE, word))

    def brings_back(self, login: str) -> None:
        """The weakness, as it was."""
        self._base(login, "brings it back", lambda _: self.part.text, ended=True)

    def contracts(self, login: str) -> None:
        """From now on another fix is wanted."""
        self._push_base(login, "moves the base", {self.part.contract: "careful\n"})

    def _base(self, login: str, verb: str, change: Callable[[str], str], *, ended: bool = False) -> None:
        text = (self.world.content(self.world.base, self.part.path) or b"").decode()
        self._push_base(login, verb, {self.part.path: change(text)}, ended=ended)

    def _push_base(self, login: str, verb: str, files: Mapping[str, str], *, ended: bool = False) -> None:
        self._do(
            login,
            verb,
            lambda who: who.person.pushes("main", files, f"{verb} ({self.part.number})"),
            pushed=True,
            ended=ended,
        )

    # What machines say.

    def checks(self, outcome: str, *, base: bool = False) -> None:
        """Set the checks of the head (`red`, `green`, `pending`, `waiting`); on the base for good."""
        if base:
            self.world.red_base.add(self.check)
            return
        self._check()
        self.checked = self.head
        check(self.world.hub.state, self.head, self.check, outcome)

    def checks_where_new(self, outcome: str) -> None:
        """The same, once there is a new head."""
        if self.head != self.checked:
            self.checks(outcome)

    @property
    def check(self) -> str:
        return f"suite {self.part.number}"

    def mine(self) -> list[Deed]:
        """What was done to this pull request by people."""
        return [deed for deed in self.world.deeds if deed.number == self.number]

    def _staying(self, login: str) -> str:
        other = next(one for one in self.part.owners if one != login)
        return login if self.world.hub.state.at_least(login, "write") else other

    def _check(self) -> None:
        if self.pull.state != "open":
            raise Over

    def _do(
        self, login: str, verb: str, act: Callable[[Hands], object], *, text: str = "", pushed: bool = False, ended: bool = False
    ) -> None:  # fmt: skip
        settle(self.world.hub.state, login)
        if not ended:
            self._check()
        self.world.tick()
        made = act(Hands(self.world.hub.state, login))
        sha = str(made) if pushed else ""
        said = made if isinstance(made, int) else 0
        self.world.deeds.append(
            Deed(self.world.day, self.world.now(), login, verb, self.number, text, sha, said)
        )
