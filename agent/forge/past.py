"""What people and earlier runs made of findings: told by pull requests, the dashboard and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from agent.domain import Finding
from agent.errors import ForgeError
from agent.forge.autonomy import Autonomy, autonomy
from agent.forge.board import MARK, State, remembered
from agent.forge.delivery.ledger import Entry, Ledger
from agent.forge.host import People
from agent.forge.memory import Refusal, refusal, refused, returns, speakers
from agent.forge.showing import comments
from agent.forge.text.disclosure import mode
from agent.forge.text.marker import rule_name
from agent.forge.text.shown import fingerprints
from agent.forge.values import Act, Issue, Pull, PullState, Repo, Trouble, TroubleKind
from agent.settings import Settings
from agent.verdict import Delivered, Delivery


class PastHub(Protocol):
    """Where the past is read: see `agent.forge.host`."""

    @property
    def repo(self) -> Repo: ...

    @property
    def people(self) -> People: ...

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        """The timeline of a pull request or issue, the oldest entry first."""
        ...

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        """Issues that we opened and whose body holds `mark`, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The dashboard's issue, None where there is none yet, and what people ticked there."""

    issue: Issue | None = None
    state: State = State()


@dataclass(slots=True)
class Past:
    """Everything that was, as of `now`. `rules` are today's findings' by fingerprint, as far as known.

    `ledger` grows with what is found out: closed pull requests whose findings are to be proposed again.
    """

    hub: PastHub
    settings: Settings
    ledger: Ledger
    now: datetime
    rules: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[str], object] = str
    _dashboard: Dashboard | None = None
    _shown: frozenset[str] | None = None
    _levels: dict[str, Autonomy] = field(default_factory=dict)
    _refusals: dict[int, Refusal | None] = field(default_factory=dict)

    def known(self, finding: Finding) -> Delivered | None:
        """Why a finding is not to be worked on; None when it is."""
        about = self.ledger.about(finding.fingerprint)
        entries = tuple(entry for entry in about if self._can_be_about(entry, finding))
        for entry in entries:
            if entry.pull.state is PullState.OPEN:
                pull = entry.pull
                return noted(f"already proposed: #{pull.number} is open, {pull.url}", pull)
        dashboard = self.dashboard()
        if finding.fingerprint in dashboard.state.ignored and dashboard.issue is not None:
            return noted(f"left alone, as ticked on the dashboard, {dashboard.issue.url}")
        for entry in entries:
            note = self._closed(entry, finding) if entry.pull.state is PullState.CLOSED else ""
            if note:
                return noted(note, entry.pull)
        note = self.held(finding)
        return noted(note) if note else None

    def _can_be_about(self, entry: Entry, finding: Finding) -> bool:
        """Whether a pull request can be for a finding that it names: all of its findings are of one rule.

        Its branch goes by the first one's name; the others are in a text that can be edited.
        """
        first = entry.marker.fingerprints[0]
        rule = self.rules.get(first, entry.marker.rule)
        return finding.fingerprint == first or not rule or rule_name(rule) == rule_name(finding.rule.id)

    def level(self, rule: str) -> Autonomy:
        """How far this rule's fixes may go by themselves."""
        if rule not in self._levels:
            settings = self.settings.autonomy
            self._levels[rule] = autonomy(rule, self.ledger.entries, self.rules, settings, self.now)
        return self._levels[rule]

    def dashboard(self) -> Dashboard:
        """The dashboard as it is when it is first asked for. Raises ForgeError when it cannot be read."""
        if self._dashboard is None:
            self._dashboard = self._read() if self.settings.follow.dashboard else Dashboard()
        return self._dashboard

    def _read(self) -> Dashboard:
        found = self.hub.issues(MARK)
        if isinstance(found, Trouble):
            if found.kind not in (TroubleKind.MISSING, TroubleKind.PERMISSION):
                # What people ticked to be left alone would be proposed.
                raise ForgeError(
                    f"the dashboard of {self.hub.repo.slug} cannot be read: {found.reason}",
                    hint=found.hint or "run again in a few minutes",
                )
            self.told(f"the dashboard cannot be read, nothing ticked there counts: {found.reason}")
            return Dashboard()
        if not found:
            return Dashboard()
        issue = found[0]
        return Dashboard(issue, remembered(issue.body))

    def held(self, finding: Finding) -> str:
        """Why a fix could not be proposed or shown, or that it is shown already; empty when it is wanted."""
        level = self.level(finding.rule.id)
        if level.level == "pull":
            return ""
        if level.level == "off":
            return f"its rule is off: {level.why}"
        dashboard, repo = self.dashboard(), self.hub.repo
        only = f"its rule's fixes are only shown on the dashboard ({level.why})"
        if not self.settings.follow.dashboard:
            return f"{only}, and there is none (follow.dashboard)"
        if mode(repo.private, finding.rule.severity, self.settings.disclosure) != "public":
            return f"{only}, and this one may not be told there (disclosure)"
        if dashboard.issue is None:
            return ""
        if not dashboard.issue.open:
            return f"{only}, which was closed: {dashboard.issue.url}"
        there = finding.fingerprint in self._shown_on(dashboard.issue)
        return f"its fix is shown on the dashboard, {dashboard.issue.url}: {level.why}" if there else ""

    def _shown_on(self, issue: Issue) -> frozenset[str]:
        """The findings whose fixes the dashboard shows. What cannot be read is looked for again later."""
        if self._shown is None:
            acts = self.hub.history(issue.number)
            said = () if isinstance(acts, Trouble) else acts
            texts = [act.text for act in comments(said, self.hub.repo.login)]
            self._shown = frozenset().union(*map(fingerprints, texts))
        return self._shown

    def _closed(self, entry: Entry, finding: Finding) -> str:
        """Why a finding is not proposed again after its pull request was closed; empty when it is."""
        number = entry.pull.number
        if number not in self._refusals:
            self._refusals[number] = self._refusal(entry)
        no = self._refusals[number]
        asked = finding.fingerprint in self.dashboard().state.retry
        if no is None or asked or returns(no, self.now.date()):
            if no is not None or entry.marker.followed.ended:
                self.ledger = self.ledger.again([number])
            return ""
        by = f" by {no.by}" if no.by else ""
        why = f" as {no.reason}" if no.reason != "none" else ""
        until = f" before {no.until}" if no.until is not None else ""
        return f"#{number} was closed{by}{why}: not proposed again{until}, {entry.pull.url}"

    def _refusal(self, entry: Entry) -> Refusal | None:
        """Why people refused it; None where we closed it ourselves."""
        pull, marker = entry.pull, entry.marker
        acts: tuple[Act, ...] = ()
        if marker.followed.reason in ("", "none"):
            found = self.hub.history(pull.number)
            # Who closed it is unknown then: it counts as a person's doing.
            acts = () if isinstance(found, Trouble) else found
            if isinstance(found, Trouble) and marker.followed.ended == "gone":
                return Refusal("none")
        if not refused(pull, marker, acts):
            return None
        can = self.hub.people.can_write
        writers = frozenset(login for login in speakers(pull, acts) if can(login) is True)
        return refusal(pull, marker, acts, writers)


def noted(note: str, pull: Pull | None = None) -> Delivered:
    """Nothing was delivered, and why; the pull request where there is one."""
    said = Delivered(Delivery.NONE, note=note)
    return said if pull is None else replace(said, branch=pull.branch, url=pull.url)
