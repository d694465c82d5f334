"""Everything about one pull request, read now: what `decide` is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from agent.followup.ports import Workbench
from agent.followup.values import Base, Branch, Ladder, Merge, Observed, Presence, Touch
from agent.forge.delivery.ledger import own_marker
from agent.forge.host import FollowHost, People
from agent.forge.text.marker import Marker
from agent.forge.values import Act, Checks, Pull, PullState, Repo, Thread, Trouble, TroubleKind

Ladders = Callable[[Pull, Marker, Sequence[Act]], Ladder]
"""Who can be turned to for a pull request."""
_NOT_READ = Branch("", Touch.GONE, Merge.UNKNOWN)


def mark_of(pull: Pull, repo_slug: str, login: str) -> Marker | None:
    """The marker of a pull request that is ours; None for anybody else's, whatever its text claims."""
    here = pull.head_repo.casefold() == repo_slug.casefold()
    ours = here and pull.author.casefold() == login.casefold()
    return own_marker(pull) if ours else None


def _neutral(marker: Marker) -> bool:
    return not marker.rule


@dataclass(slots=True)
class Observer:
    """Looks at pull requests, one run long: what is the same for all of them is asked once."""

    host: FollowHost
    bench: Workbench
    people: People
    ladders: Ladders
    author: bool
    """Whether there is a model that could write a fix again."""
    by_rule: Callable[[Marker], bool]
    """Whether the rule itself has a fix for what a pull request is about."""
    quiet: Callable[[Marker], bool] = _neutral
    """Whether nothing may tell of the weakness, whatever the marker says."""
    ticked: frozenset[str] = frozenset()
    """Fingerprints whose box for another try is ticked on the dashboard, and that had none in this run."""
    elsewhere: bool = False
    """Whether another job does the writing: what our own token may not do freezes nothing."""
    _checks: dict[str, Checks] = field(default_factory=dict)

    def look(self, number: int) -> Observed | Trouble:
        """One pull request, whole. Trouble when anything of it cannot be read, or when it is not ours."""
        repo = self.host.repo
        pull = self.host.pull(number)
        if isinstance(pull, Trouble):
            return pull
        marker = mark_of(pull, repo.slug, repo.login)
        if marker is None:
            return Trouble(
                TroubleKind.REFUSED, f"#{number} is not ours, or its text no longer says what it is about"
            )
        if self.quiet(marker):
            marker = marker.model_copy(update={"rule": "", "cwe": ()})
        acts = self.host.history(number)
        if isinstance(acts, Trouble):
            return replace(acts, reason=f"its timeline cannot be read: {acts.reason}")
        threads = self._threads(number, acts)
        if isinstance(threads, Trouble):
            return threads
        branch = self.bench.branch(pull, marker) if pull.state is PullState.OPEN else _NOT_READ
        if isinstance(branch, Trouble):
            return branch
        base = self._base(pull, marker)
        if isinstance(base, Trouble):
            return base
        return self._whole(pull, marker, acts, threads, branch, base)

    def _base(self, pull: Pull, marker: Marker) -> Base | Trouble:
        """Today's base, of which nothing is concluded that was not looked at."""
        if pull.state is PullState.CLOSED:
            return Base(self.bench.base_sha, Presence.UNKNOWN, "not looked at")
        found = self.bench.base(marker)
        if pull.state is PullState.OPEN or found.presence is not Presence.PRESENT:
            return found
        newest = self.host.base(pull.base)
        if isinstance(newest, Trouble) and newest.kind is not TroubleKind.MISSING:
            return newest
        if newest == found.sha:
            return found
        # It may have been merged after the base was read.
        return Base(found.sha, Presence.UNKNOWN, "the base moved while it was looked at")

    def _whole(
        self,
        pull: Pull,
        marker: Marker,
        acts: tuple[Act, ...],
        threads: tuple[Thread, ...],
        branch: Branch,
        base: Base,
    ) -> Observed | Trouble:
        is_open = pull.state is PullState.OPEN
        checks = self.checks(pull.head_sha) if is_open else Checks()
        # Only what fails is compared with the base.
        base_checks = self.checks(base.sha) if not isinstance(checks, Trouble) and checks.red else Checks()
        for found in (checks, base_checks):
            if isinstance(found, Trouble):
                return found
        writers = self._writers(acts, threads)
        if isinstance(writers, Trouble):
            return writers
        edited = self._edited(pull, marker)
        if isinstance(edited, Trouble):
            return edited
        assert not isinstance(checks, Trouble)
        assert not isinstance(base_checks, Trouble)
        return Observed(
            repo=self._repo,
            pull=pull,
            marker=marker,
            acts=acts,
            threads=threads,
            base=base,
            branch=branch,
            checks=checks,
            base_checks=base_checks,
            ladder=self.ladders(_with_reviewers(pull, acts), marker, acts) if is_open else Ladder(),
            writers=writers,
            edited=edited,
            retry=not self.ticked.isdisjoint(marker.fingerprints),
            author=self.author,
            by_rule=self.by_rule(marker),
        )

    @property
    def _repo(self) -> Repo:
        return replace(self.host.repo, can_push=True) if self.elsewhere else self.host.repo

    def checks(self, sha: str) -> Checks | Trouble:
        """The checks of a commit, read once a run."""
        if sha not in self._checks:
            found = self.host.checks(sha)
            if isinstance(found, Trouble):
                return found
            self._checks[sha] = found
        return self._checks[sha]

    def _edited(self, pull: Pull, marker: Marker) -> bool | Trouble:
        """Whether a pull request was merged with commits of people; merges of the base are none of theirs."""
        if pull.state is not PullState.MERGED or marker.followed.ended:
            return marker.followed.edited
        commits = self.host.commits(pull.number)
        if isinstance(commits, Trouble):
            return commits
        ours = self.host.repo.login.casefold()
        return any(len(one.parents) == 1 and one.author.casefold() != ours for one in commits)

    def _threads(self, number: int, acts: Iterable[Act]) -> tuple[Thread, ...] | Trouble:
        # Comments on lines always come with a review, an answer to one too.
        reviewed = any(act.kind in ("reviewed", "line-commented") for act in acts)
        return self.host.threads(number) if reviewed else ()

    def _writers(self, acts: Iterable[Act], threads: Iterable[Thread]) -> frozenset[str] | Trouble:
        """Who, of those who said something, may write here."""
        said = {act.actor for act in acts if act.person and act.text}
        said |= {one.login for thread in threads for one in thread.comments if one.person}
        # A verdict without words is one, too.
        said |= {act.actor for act in acts if act.person and act.kind == "reviewed"}
        found: set[str] = set()
        for login in sorted(said):
            may = self.people.can_write(login)
            if isinstance(may, Trouble):
                return may
            if may:
                found.add(login.casefold())
        return frozenset(found)


def _with_reviewers(pull: Pull, acts: Sequence[Act]) -> Pull:
    """The pull request with those who were asked for review and gave one: a forge takes them off its list."""
    asked: dict[str, str] = {}
    for act in acts:
        if act.kind == "review_requested":
            asked[act.subject.casefold()] = act.subject
        elif act.kind == "review_request_removed":
            asked.pop(act.subject.casefold(), None)
    gave = {act.actor.casefold() for act in acts if act.kind == "reviewed" and act.person}
    there = {name.casefold() for name in pull.users}
    more = tuple(name for login, name in asked.items() if login in gave and login not in there)
    return replace(pull, users=(*pull.users, *more)) if more else pull
