"""How a pull request stands today, as Markdown: each line is true by what was observed, or is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from agent.followup.calendar import aware, calendar
from agent.followup.decide.facts import idle_since
from agent.followup.says_before import Before, fresh
from agent.followup.values import Gate, Living, Merge, Observed, Presence, Proven
from agent.forge.text.defuse import Markdown, cell, code, prose
from agent.settings.schema import FollowSettings
from agent.verdict import Status

MOST = 20
"""Items of a list that are shown."""
_STATUSES = frozenset(status.value for status in Status)
_NO_ACTS = frozenset({"mentioned", "subscribed"})
"""What is noted of people because we mention them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One look at a pull request, at the time `now`. Neutral wording tells of no weakness."""

    observed: Observed
    before: Before | None
    follow: FollowSettings
    now: datetime

    @property
    def neutral(self) -> bool:
        return not self.observed.marker.rule

    @property
    def base(self) -> Markdown:
        """The base branch by name."""
        return code(self.observed.pull.base, 100)

    @property
    def as_of(self) -> Markdown:
        return Markdown(f"{self.day(self.now)}, {self.base} at {code(self.observed.base.sha[:9])}")

    @property
    def presence(self) -> list[Markdown]:
        """Whether the finding is on today's base."""
        base, detail = self.observed.base, ""
        if base.detail and not self.neutral:
            detail = f" {prose(base.detail, most=300)}"
        match base.presence:
            case Presence.PRESENT:
                plain = f"The finding is still on {self.base}."
                said = f"{self.base} still needs this change." if self.neutral else plain
            case Presence.GONE:
                plain = f"The finding is gone from {self.base}.{detail}"
                said = f"{self.base} no longer needs this change." if self.neutral else plain
            case Presence.UNKNOWN:
                said = f"Whether {self.base} still needs this is not known today.{detail}"
            case _:
                assert_never(base.presence)
        return [Markdown(said)]

    @property
    def living(self) -> list[Markdown]:
        """What the gates say again today, and what was not run again."""
        proven, detail = self.observed.living.proven, self.observed.living.detail
        told = f": {prose(detail, most=300)}" if detail and not self.neutral else "."
        match proven:
            case Proven.NOT_ASKED:
                return []
            case Proven.UNKNOWN:
                return [Markdown(f"The gates could not be run again{told}")]
            case Proven.HOLDS | Proven.BROKEN:
                living = fresh(self.observed)
                return [] if living is None else [self._tally(living), *self._not_run(living)]
            case _:
                assert_never(proven)

    def _tally(self, living: Living) -> Markdown:
        passed = sum(gate.status == "passed" for gate in living.gates)
        failed = [cell(gate.name, most=60) for gate in living.gates if gate.status == "failed"]
        merge = f"on today's merge with {self.base}"
        if living.proven is Proven.HOLDS:
            count = f"{passed} of {len(living.gates)}" if passed < len(living.gates) else f"all {passed}"
            return Markdown(f"**It still holds** {merge}: {count} gates passed again.")
        why = f": {', '.join(failed)} failed" if failed else ""
        return Markdown(f"**It no longer holds** {merge}{why}.")

    def _not_run(self, living: Living) -> list[Markdown]:
        gates = [gate for gate in living.gates if _words(gate.status) == "not run"]
        told = [self._why(gate) for gate in gates[:MOST]]
        return [Markdown(f"Not run again: {'; '.join(told)}.")] if told else []

    def _why(self, gate: Gate) -> str:
        name = prose(gate.name, most=60)
        return name if self.neutral or not gate.detail else f"{name} ({prose(gate.detail, most=160)})"

    @property
    def gates(self) -> list[tuple[Markdown, Markdown, Markdown]]:
        """Each gate with its result today and what it saw; neutral wording leaves that out."""
        living = fresh(self.observed)
        seen = [] if living is None else list(living.gates[:MOST])
        return [
            (cell(g.name, most=60), _result(g), Markdown("") if self.neutral else cell(g.detail, most=160))
            for g in seen
        ]

    @property
    def news(self) -> list[Markdown]:
        """What changed since the last message, gate by gate."""
        living, before = fresh(self.observed), self.before
        if before is None:
            return []
        told = []
        if before.head and self.observed.branch.head and before.head != self.observed.branch.head:
            told.append("the branch has other commits")
        if living is not None and before.gates:
            told += _turned(dict(before.gates), {gate.name: gate.status for gate in living.gates})
            if not told:
                return [Markdown("Since the last message no gate changed its answer.")]
        return [Markdown(f"Since the last message: {'; '.join(told[:MOST])}.")] if told else []

    @property
    def checks(self) -> list[Markdown]:
        """The checks of the head, and whose they are."""
        checks, base = self.observed.checks, self.observed.base_checks
        shared = [name for name in checks.red if name in base.red]
        open_ = [name for name in checks.red if name in base.pending]
        told = []
        if ours := self.ours:
            told.append(f"Failing here, and not seen to fail on {self.base}: {names(ours)}.")
        if shared:
            told.append(f"Failing on {self.base} as well, so not because of this change: {names(shared)}.")
        if open_:
            told.append(f"Failing here, and not ended yet on {self.base}: {names(open_)}.")
        if checks.waiting:
            told.append(
                f"Waiting for a maintainer to approve the run: {names(checks.waiting)}. "
                "That is no delay of the owners."
            )
        if checks.pending:
            told.append(f"Still running: {names(checks.pending)}.")
        return [Markdown(line) for line in told]

    @property
    def ours(self) -> list[str]:
        """Checks that fail here alone, as far as is known."""
        base = self.observed.base_checks
        return [name for name in self.observed.checks.red if name not in (*base.red, *base.pending)]

    @property
    def merge(self) -> list[Markdown]:
        branch = self.observed.branch
        if branch.merge is not Merge.CONFLICT:
            return []
        where = f" in {names(branch.conflicts)}" if branch.conflicts else ""
        return [Markdown(f"It conflicts with {self.base}{where}.")]

    @property
    def all(self) -> list[Markdown]:
        return [*self.presence, *self.living, *self.news, *self.merge, *self.checks]

    @property
    def since(self) -> Markdown:
        """How long ago a person acted."""
        if acts := self._acts:
            return Markdown(f"A person last acted here on {self._ago(max(acts))}.")
        created = self.observed.pull.created
        said = f"Nobody has acted here since it was opened on {self._ago(created)}." if created else ""
        return Markdown(said)

    @property
    def idle_since(self) -> datetime:
        """Since when it has been quiet, for those who count the days."""
        return idle_since(self.observed, self.now)

    @property
    def _acts(self) -> list[datetime]:
        """When people did something here."""
        observed, ours = self.observed, self.observed.repo.login.casefold()
        acts = [(act.when, act.actor) for act in observed.acts if act.person and act.kind not in _NO_ACTS]
        said = [(one.when, one.login) for thread in observed.threads for one in thread.comments if one.person]
        theirs = [aware(when) for when, login in (*acts, *said) if login.casefold() != ours]
        return [when for when in theirs if when <= self.now]

    def _ago(self, when: datetime) -> str:
        count = (self._date(self.now) - self._date(when)).days
        ago = f"{count} day{'s' * (count != 1)} ago" if count > 0 else "today"
        return f"{self.day(when)}, {ago}"

    def day(self, when: datetime | date) -> str:
        """A day in words, in the time zone of the policy."""
        local = self._date(when) if isinstance(when, datetime) else when
        return f"{local.day} {local:%B %Y}"

    def _date(self, when: datetime) -> date:
        return calendar(self.follow).day(when)


def names(items: tuple[str, ...] | list[str]) -> str:
    """Names of others, such as paths and checks, as code; not all of too many."""
    told = [code(item, 120) for item in items[:8]]
    return ", ".join([*told, *([f"{len(items) - 8} more"] if len(items) > 8 else [])])


def _turned(then: dict[str, str], today: dict[str, str]) -> list[str]:
    """Gates that answer otherwise than they did."""
    # A comment can be edited: of what it says only known words count, of gates that there are.
    pairs = [
        (name, _words(old), _words(status))
        for name, status in today.items()
        if (old := then.get(name, Status.NOT_RUN)) in _STATUSES
    ]
    return [
        f"**{prose(name, most=60)}** was {prose(old, most=40)}, is now **{prose(new, most=40)}**"
        for name, old, new in pairs
        if old != new
    ]


def _words(status: str) -> str:
    return status.replace("_", " ")


def _result(gate: Gate) -> Markdown:
    """The words for a status; what is no pass stands out."""
    if gate.status == "passed":
        return Markdown("✓ passed")
    words = _words(gate.status)
    return Markdown("does not apply" if words == "not applicable" else f"**{cell(words, most=40)}**")
