"""Whom to turn to about a pull request, rung by rung, and who is left in peace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agent.followup.values import Asked, Ladder
from agent.forge.asking import Asked as Able
from agent.forge.asking import Asking, said
from agent.forge.codeowners import Codeowners, Owner, OwnerKind, Rule, owner
from agent.forge.host import People
from agent.forge.owner_errors import apply_errors
from agent.forge.ownership import MAX_AUTHORS
from agent.forge.text.defuse import code
from agent.forge.values import Act, Pull, Trouble
from agent.settings import DeliverySettings, FollowSettings

_TAKEN_OFF = ("unassigned", "review_request_removed")


@dataclass(frozen=True, slots=True)
class Around:
    """What is the same for every pull request of a run.

    `codeowners` is the file on the base branch (None: there is none), `organisation` owns the repository,
    `load` counts our open pull requests by login in lower case (`delivery.limits.load(...).by_owner`).
    """

    people: People
    codeowners: Codeowners | None
    organisation: str
    follow: FollowSettings
    delivery: DeliverySettings
    load: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of the findings of one pull request, at a commit of its base."""

    path: str
    lines: tuple[int, ...]
    sha: str


def ladder(around: Around, pull: Pull, acts: Sequence[Act], place: Place) -> Ladder:
    """Who is asked now, who can be asked next, and the security contact; everybody on one rung only.

    Every `why`, and each sentence in `passed`, has what others wrote in code spans.
    """
    passing = _Passing(around, Asking(around.people, around.organisation, pull.author), acts)
    line = _Line(passing, pull.base, place)
    first = tuple(passing.let_through(_first(around, pull, line), spare=True))
    follow = [*passing.let_through(line.owners()), *passing.let_through(_authors(passing, place))]
    contact = tuple(passing.let_through(_contact(around), capped=False))
    return Ladder(first, tuple(follow), contact, tuple(dict.fromkeys(passing.passed)))


def took_off(acts: Iterable[Act], login: str) -> bool:
    """Whether somebody took themselves off a pull request."""
    name = login.casefold()
    return any(
        act.kind in _TAKEN_OFF and act.actor.casefold() == name == act.subject.casefold() for act in acts
    )


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A candidate as CODEOWNERS would write it. `vouched`: the forge has accepted it in this place."""

    owner: Owner
    why: str
    vouched: bool = False


@dataclass(slots=True)
class _Passing:
    """Lets through whoever can be asked, and keeps a sentence on everybody else."""

    around: Around
    asking: Asking
    acts: Sequence[Act]
    passed: list[str] = field(default_factory=list)
    _seen: set[tuple[bool, str]] = field(default_factory=set)

    def let_through(
        self, candidates: Iterable[_Somebody], *, spare: bool = False, capped: bool = True
    ) -> Iterator[Asked]:
        """Those of the candidates who can be asked and were not met before.

        `spare`: this pull request is among those that wait for them already. Without `capped`, how many
        wait for them does not matter.
        """
        for each in candidates:
            found = self._able(each)
            if isinstance(found, str):
                self.passed.append(found)
            elif found.key not in self._seen:
                self._seen.add(found.key)
                reason = self._spared(found, spare=spare, capped=capped)
                if reason:
                    self.passed.append(f"{code('@' + found.name)} was passed over: {reason}.")
                else:
                    yield Asked(found.name, each.why, found.team)

    def _able(self, somebody: _Somebody) -> Able | str:
        """The account behind a name, or the sentence on why nobody can be asked there."""
        if somebody.owner.kind is OwnerKind.USER and self._bot(somebody.owner.text[1:]):
            return f"{code(somebody.owner.text)} was passed over: it is a bot."
        return self.asking.ask(somebody.owner, vouched=somebody.vouched)

    def _bot(self, login: str) -> bool:
        known = {act.actor.casefold() for act in self.acts if not act.person}
        return login.endswith("[bot]") or login.casefold() in known

    def _spared(self, found: Able, *, spare: bool, capped: bool) -> str:
        """Why somebody who could be asked is left in peace; empty when they are not. Teams are never busy."""
        if found.team:
            return ""
        if took_off(self.acts, found.name):
            return "they took themselves off this pull request"
        limit, count = self.around.delivery.pr_owner_limit, self.around.load.get(found.name.casefold(), 0)
        if capped and 0 < limit <= count - spare:
            return f"{count} of our pull requests wait for them (delivery.pr_owner_limit = {limit})"
        if self.around.people.busy(found.name) is True:
            return "their status says that they are busy"
        return ""


class _Line:
    """The CODEOWNERS line that decides a path, without what the forge does not accept."""

    def __init__(self, passing: _Passing, ref: str, place: Place) -> None:
        """Asks the forge about the file at `ref`, and notes in `passing` when it does not say."""
        self._rule: Rule | None = None
        self._vouched = False
        self._file = ""
        codeowners = passing.around.codeowners
        if codeowners is None or codeowners.share(place.path) is None:
            return
        errors = passing.around.people.codeowners_errors(ref)
        if isinstance(errors, Trouble):
            passing.passed.append(f"The forge did not say which code owners are valid ({said(errors)}).")
        applied = apply_errors(codeowners, () if isinstance(errors, Trouble) else errors)
        self._file = codeowners.file
        self._rule = applied.codeowners.share(place.path)
        if self._rule:
            self._vouched = not isinstance(errors, Trouble) and self._rule.line in applied.vouched

    def owners(self) -> Iterator[_Somebody]:
        """Everybody whom the line names."""
        for each in self._rule.owners if self._rule else ():
            yield _Somebody(each, self._cited(self._rule), self._vouched)

    def why(self, owner: Owner, otherwise: str) -> str:
        """The line as a reason, where it names this owner."""
        named = self._rule and any(
            each.text.casefold() == owner.text.casefold() for each in self._rule.owners
        )
        return self._cited(self._rule) if named else otherwise

    def _cited(self, rule: Rule | None) -> str:
        if rule is None:
            return ""
        text = " ".join([rule.pattern, *(each.text for each in rule.owners[:10])])
        return f"{code(self._file or 'CODEOWNERS')} line {rule.line} names them: {code(text)}"


def _first(around: Around, pull: Pull, line: _Line) -> Iterator[_Somebody]:
    """Assignees, and those whose review is asked for: the forge has let them be."""
    for names, why in ((pull.assignees, "assigned here"), (pull.users, "asked for review here")):
        for name in names:
            user = Owner(f"@{name}", OwnerKind.USER, 1)
            yield _Somebody(user, line.why(user, why), vouched=True)
    for slug in pull.teams:
        team = Owner(f"@{around.organisation}/{slug}", OwnerKind.TEAM, 1)
        yield _Somebody(team, line.why(team, "asked for review here"), vouched=True)


def _authors(passing: _Passing, place: Place) -> Iterator[_Somebody]:
    """The most recent authors of the lines."""
    found = passing.around.people.authors_of(place.path, place.lines, place.sha)
    if isinstance(found, Trouble):
        passing.passed.append(f"Who last changed the lines is not known ({said(found)}).")
        return
    for login in found[:MAX_AUTHORS]:
        yield _Somebody(Owner(f"@{login}", OwnerKind.USER, 1), "last changed these lines")


def _contact(around: Around) -> Iterator[_Somebody]:
    """The operator's word: a team's access is not looked into, for few tokens may."""
    text = around.follow.security_contact or around.delivery.security_team
    named = owner(text)
    if named and named.kind is not OwnerKind.EMAIL:
        yield _Somebody(named, "the security contact", vouched=named.kind is OwnerKind.TEAM)
