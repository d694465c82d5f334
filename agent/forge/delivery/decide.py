"""What to write next, from what is wanted and what is there. Pure: no clock, no network, no memory."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from agent.forge.values import UNKNOWN, Commit, Event, Pull, PullState, Repo, Seen, Wanted
from agent.forge.writes import (
    AddLabels,
    Assign,
    MarkReady,
    NewCommit,
    OpenPull,
    Proposing,
    PushBranch,
    RequestReviews,
)
from agent.workspace.branch import BASE, MARK


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing is left to write: the pull request is as it should be, as far as it is ours."""

    pull: Pull


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing may be written any more, and why. `branch` says that a branch without a pull request stays."""

    reason: str
    branch: bool = False
    pull: Pull | None = None


Step = Proposing | Settled | Stopped


def decide(wanted: Wanted, seen: Seen, tried: Set[type[Proposing]] = frozenset()) -> Step:
    """The next write, or why there is none.

    `tried` are kinds of write that were answered in this delivery, with or without success: what they
    should have changed is then left as it is (a reviewer that the forge passes over in silence).
    """
    closed = _closed_to_us(seen)
    if closed:
        return Stopped(closed, lone(seen), standing(seen))
    pull = seen.pull
    if pull is None:
        return _propose(wanted, seen)
    foreign = not_ours(pull, seen)
    if foreign:
        return Stopped(f"#{pull.number} from {pull.branch} {foreign}", lone(seen), pull)
    if wanted.stop_label.casefold() in {label.casefold() for label in pull.labels}:
        return Stopped(f"#{pull.number} carries the label {wanted.stop_label}: frozen", lone(seen), pull)
    match pull.state:
        case PullState.CLOSED if closed_by_us(seen.repo, seen.events):
            return _propose(wanted, seen)
        case PullState.CLOSED:
            who = closing(seen.events)
            by = f" by {who}" if who else ""
            return Stopped(f"#{pull.number} was closed{by}: not proposed again", pull=pull)
        case PullState.MERGED:
            return Stopped(f"#{pull.number} was merged", pull=pull)
        case PullState.OPEN:
            return _finish(wanted, seen, pull, tried)


def standing(seen: Seen) -> Pull | None:
    """The pull request that counts: one that we closed ourselves leaves room for another."""
    pull = seen.pull
    if pull is not None and pull.state is PullState.CLOSED and not not_ours(pull, seen):
        return None if closed_by_us(seen.repo, seen.events) else pull
    return pull


def lone(seen: Seen) -> bool:
    """Whether our branch is there without a pull request. A fork's of the same name is none."""
    pull = standing(seen)
    return seen.branch is not None and (pull is None or not _from_here(pull, seen))


def not_ours(pull: Pull, seen: Seen) -> str:
    """Why a pull request does not count as ours, whatever its text says; empty when it does."""
    if not _from_here(pull, seen):
        return "comes from another repository"
    if pull.author.casefold() != seen.repo.login.casefold():
        return f"was opened by {pull.author or 'somebody else'}"
    return ""


def closing(events: tuple[Event, ...]) -> str:
    """Who closed a pull request last; empty when that is not known."""
    return next((event.actor for event in reversed(events) if event.kind == "closed"), "")


def closed_by_us(repo: Repo, events: tuple[Event, ...]) -> bool:
    """Whether we closed a pull request ourselves. Under a login that a person uses too, a person did."""
    return repo.login.endswith("[bot]") and closing(events).casefold() == repo.login.casefold()


def _from_here(pull: Pull, seen: Seen) -> bool:
    return pull.head_repo.casefold() == seen.repo.slug.casefold()


def _by_us(actor: str, seen: Seen) -> bool:
    return bool(actor) and actor.casefold() == seen.repo.login.casefold()


def _closed_to_us(seen: Seen) -> str:
    if seen.repo.archived:
        return f"{seen.repo.slug} is archived: nothing can be written"
    if not seen.repo.can_push:
        return f"we may not write to {seen.repo.slug}: give the token write access to its contents"
    return ""


def _propose(wanted: Wanted, seen: Seen) -> Step:
    if not wanted.commits:
        return Stopped("its pull request is gone", seen.branch is not None)
    there = seen.branch is not None
    if seen.apart:
        return Stopped(f"{wanted.base} does not hold commit {wanted.base_sha[:12]}: push it first", there)
    if UNKNOWN in seen.moved:
        return Stopped(f"{wanted.base} has moved further than the forge lists: run again", there)
    touched = {change.path for commit in wanted.commits for change in commit.changes}
    changed = sorted(touched.intersection(seen.moved))
    if changed:
        return Stopped(f"{wanted.base} has moved, and {', '.join(changed)} with it: run again", there)
    if seen.branch is None:
        return PushBranch(wanted.branch, wanted.base_sha, wanted.commits)
    if _same(seen.branch, wanted):
        head = seen.branch[0]
        return OpenPull(wanted.branch, wanted.base, wanted.text(head.sha, head.verified))
    if _all_ours(seen.branch, wanted, seen):
        return PushBranch(wanted.branch, wanted.base_sha, wanted.commits, old=seen.branch[0].sha)
    return Stopped(f"branch {wanted.branch} holds commits that are not ours: delete it or merge it", there)


def _same(found: tuple[Commit, ...], wanted: Wanted) -> bool:
    """Whether the branch holds exactly what we would put there, whoever did it and when."""
    if len(found) != len(wanted.commits):
        return False
    parent = wanted.base_sha
    for commit, new in zip(reversed(found), wanted.commits, strict=True):
        if commit.parents != (parent,) or not _equal(commit, new):
            return False
        parent = commit.sha
    return True


def _equal(commit: Commit, new: NewCommit) -> bool:
    return commit.tree == new.tree and commit.message.strip() == new.message.strip()


def _all_ours(found: tuple[Commit, ...], wanted: Wanted, seen: Seen) -> bool:
    """Whether nobody else's work would be lost with the branch: each commit is by us, and names this case and
    the base that it still stands on."""
    if not found or any(len(commit.parents) != 1 for commit in found):
        return False
    trailers = {f"{MARK}: {wanted.fingerprints[0]}", f"{BASE}: {found[-1].parents[0]}"}
    return all(
        _by_us(commit.author, seen) and trailers.issubset(commit.message.split("\n")) for commit in found
    )


def _finish(wanted: Wanted, seen: Seen, pull: Pull, tried: Set[type[Proposing]]) -> Step:
    """What an open pull request of ours still lacks. What anybody did or undid before is not done again."""
    number = pull.number
    labels = _missing(wanted.labels, pull.labels, seen.events, "labeled")
    if labels and AddLabels not in tried:
        return AddLabels(number, labels)
    # The evidence is about our commits: with anybody else's on top nothing more is claimed.
    # Without commits of its own a delivery only finishes what an earlier one recorded.
    own = bool(wanted.commits) and _same(seen.branch or (), wanted)
    untouched = _as_recorded(wanted, seen, pull) if wanted.head else own
    if not wanted.ready or not untouched:
        return Settled(pull)
    if pull.draft and MarkReady not in tried:
        # Who turned it back into a draft does not want it reviewed yet.
        was_ready = any(event.kind == "ready_for_review" for event in seen.events)
        return Settled(pull) if was_ready else MarkReady(number, pull.node_id)
    return _ask(wanted, seen, pull, tried)


def _as_recorded(wanted: Wanted, seen: Seen, pull: Pull) -> bool:
    """Whether the head is the recorded one, and ours: whoever can edit a body could record another."""
    return pull.head_sha == wanted.head and _all_ours(seen.branch or (), wanted, seen)


def _ask(wanted: Wanted, seen: Seen, pull: Pull, tried: Set[type[Proposing]]) -> Step:
    logins = _missing(wanted.assignees, pull.assignees, seen.events, "assigned")
    if logins and Assign not in tried:
        return Assign(pull.number, logins)
    users = _missing(wanted.users, pull.users, seen.events, "review_requested")
    teams = _missing(wanted.teams, pull.teams, seen.events, "review_requested")
    if (users or teams) and RequestReviews not in tried:
        return RequestReviews(pull.number, users, teams)
    return Settled(pull)


def _missing(
    wanted: tuple[str, ...], there: tuple[str, ...], events: tuple[Event, ...], kind: str
) -> tuple[str, ...]:
    """What is neither there nor was there before: a person who took it away again has decided."""
    known = {name.casefold() for name in there}
    known |= {event.subject.casefold() for event in events if event.kind == kind}
    return tuple(name for name in wanted if name.casefold() not in known)
