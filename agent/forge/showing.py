"""Fixes that are only shown: each a comment of ours on the dashboard, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.forge.board import MARK
from agent.forge.leaks import leaked_write
from agent.forge.text.shown import fingerprints
from agent.forge.values import Act, Did, Issue, Repo, Trouble, TroubleKind
from agent.forge.writes import Comment, OpenIssue, Write
from agent.verdict import Delivered, Delivery


class ShowHub(Protocol):
    """Where the dashboard is: see `agent.forge.host`."""

    @property
    def repo(self) -> Repo: ...

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        """The timeline of a pull request or issue, the oldest entry first."""
        ...

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        """Issues that we opened and whose body holds `mark`, the oldest first."""
        ...

    def write(self, write: Write) -> Did | Trouble:
        """Do one write, once."""
        ...


@dataclass(frozen=True, slots=True)
class Showed:
    """What was or would be written to show a fix, and where it stands; `trouble` is why it does not."""

    writes: tuple[Write, ...] = ()
    url: str = ""
    trouble: Trouble | None = None

    def delivered(self, why: str, *, publish: bool) -> Delivered:
        """The same for the report, which is told `why` it is no pull request."""
        if self.trouble is not None:
            kind = Delivery.NONE if self.trouble.kind is TroubleKind.REFUSED else Delivery.QUEUED
            hint = f" ({self.trouble.hint})" if self.trouble.hint else ""
            note = f"only shown on the dashboard, which could not be written: {self.trouble.reason}{hint}"
            return Delivered(kind, note=note, url=self.url, notes=(why,))
        if not publish:
            return Delivered(Delivery.PREPARED, note="it would be shown on the dashboard", notes=(why,))
        return Delivered(Delivery.NONE, note=f"shown on the dashboard: {why}", url=self.url)


@dataclass(frozen=True, slots=True)
class Showing:
    """Has one comment show a fix: looked for first, written only where it differs.

    The dashboard is opened with `opening` where there is none; one that people closed is left alone.
    """

    hub: ShowHub
    opening: OpenIssue
    body: str
    secrets: Mapping[str, str]

    def look(self) -> Showed:
        """What would be written."""
        return self._bring(lambda _: Did())

    def write(self, still_ours: Callable[[], str]) -> Showed:
        """Write it, as long as `still_ours` gives no reason not to."""

        def send(write: Write) -> Did | Trouble:
            lost = still_ours()
            return Trouble(TroubleKind.LATER, lost) if lost else self.hub.write(write)

        return self._bring(send)

    def _bring(self, send: Callable[[Write], Did | Trouble]) -> Showed:
        leak = leaked_write(Comment(0, self.body), self.secrets)
        if leak:
            return Showed(trouble=Trouble(TroubleKind.REFUSED, leak))
        found = self.hub.issues(MARK)
        if isinstance(found, Trouble):
            return Showed(trouble=found)
        if not found:
            opened = send(self.opening)
            if isinstance(opened, Trouble):
                return Showed(trouble=opened)
            return _sent((self.opening, Comment(opened.number, self.body)), send, "")
        issue = found[0]
        if not issue.open:
            return Showed(url=issue.url, trouble=Trouble(TroubleKind.REFUSED, "people closed it"))
        acts = self.hub.history(issue.number)
        if isinstance(acts, Trouble):
            return Showed(url=issue.url, trouble=acts)
        named = fingerprints(self.body)
        there = [a for a in comments(acts, self.hub.repo.login) if named & fingerprints(a.text)]
        if there and _plain(there[0].text) == _plain(self.body):
            return Showed(url=issue.url)
        return _sent((Comment(issue.number, self.body, there[0].id if there else 0),), send, issue.url)


def comments(acts: Sequence[Act], login: str) -> tuple[Act, ...]:
    """The comments of one login, the oldest first."""
    return tuple(a for a in acts if a.kind == "commented" and a.actor.casefold() == login.casefold())


def _sent(writes: tuple[Write, ...], send: Callable[[Write], Did | Trouble], url: str) -> Showed:
    """All but the last of the writes are done."""
    done = send(writes[-1])
    return Showed(writes[:-1], url, done) if isinstance(done, Trouble) else Showed(writes, url)


def _plain(text: str) -> str:
    """A text as it was written, however the forge keeps its line ends."""
    return text.replace("\r\n", "\n").strip()
