"""What follows when a branch moves: pull requests follow it, are merged or closed by it, and lose approvals."""

from __future__ import annotations

import hashlib

from .objects import Store
from .records import PullRecord
from .state import State
from .trees import above, deltas, hunks, merge_base

QUEUE = "github-merge-queue[bot]"


def settle(state: State, actor: str) -> None:
    """Let pull requests follow their branches, all of which `actor` is said to have moved."""
    turn = state.store.turn
    if turn == state.turn:
        return
    state.turn = turn
    refs = state.store.refs()
    for pull in state.pulls.values():
        tip = refs.get(state.head_ref(pull), "") if pull.head_slug else pull.head_sha
        if pull.state == "open" and tip and tip != pull.head_sha:
            _follow(state, pull, tip, actor)
        elif not tip and not pull.gone:
            pull.gone = True
            if pull.state == "open":
                state.close(pull, actor)
            state.log(pull.number, "head_ref_deleted", actor)
        elif pull.gone and tip == pull.head_sha:
            pull.gone = False
            state.log(pull.number, "head_ref_restored", actor)
    for base in {pull.base for pull in state.pulls.values() if pull.state == "open"}:
        if (tip := refs.get(f"refs/heads/{base}", "")) != state.tips.get(base):
            _landed(state, base, tip, actor)


def _follow(state: State, pull: PullRecord, tip: str, actor: str) -> None:
    old, pull.head_sha, pull.unsure = pull.head_sha, tip, state.lag_mergeable
    pull.updated = state.now()
    state.leave_queue(pull, actor)
    if not state.store.history.holds(tip, old):
        state.log(pull.number, "head_ref_force_pushed", actor, commit_id=tip)
    _note(state, pull)
    if state.dismisses:
        _dismiss(state, pull, actor)


def opened(state: State, pull: PullRecord) -> None:
    """A pull request is new: look at its branches from here on."""
    state.tips[pull.base] = state.store.ref(f"refs/heads/{pull.base}")
    pull.unsure = state.lag_mergeable
    _note(state, pull)


def _note(state: State, pull: PullRecord) -> None:
    """Remember when the commits of a pull request came to it."""
    for sha in above(state.store, state.base_tip(pull), pull.head_sha):
        if sha not in state.order:
            state.order[sha] = state.next_id()


def _dismiss(state: State, pull: PullRecord, actor: str) -> None:
    now = digest(state.store, state.base_tip(pull), pull.head_sha)
    for review in pull.reviews:
        if review.state == "APPROVED" and review.diff != now:
            review.state = "DISMISSED"
            told = {"state": "approved", "review_id": review.id, "dismissal_message": None}
            told["dismissal_commit_id"] = pull.head_sha
            state.log(pull.number, "review_dismissed", actor, dismissed_review=told)


def digest(store: Store, base: str, head: str) -> str:
    """A name for what a pull request changes, wherever in its files that is by now."""
    trees = [store.commit(sha) for sha in (merge_base(store, base, head), head)]
    if not trees[0] or not trees[1]:
        return ""
    out = hashlib.sha256()
    for delta in deltas(store, trees[0].tree, trees[1].tree):
        lines = [line for line in hunks(store, delta) if not line.startswith("@@")]
        text = "\n".join([delta.path, delta.status, *lines])
        out.update(text.encode("utf-8", "surrogateescape"))
    return out.hexdigest()


def _landed(state: State, base: str, tip: str, actor: str) -> None:
    """A base moved: pull requests whose head it holds by now count as merged."""
    before, state.tips[base] = state.tips.get(base, ""), tip
    for pull in state.pulls.values():
        if pull.state != "open" or pull.base != base:
            continue
        pull.unsure = state.lag_mergeable
        if not tip:
            state.close(pull, actor)
            pull.base_sha = before
        elif before and state.store.history.holds(tip, pull.head_sha):
            ended(state, pull, actor, tip, before)


def ended(state: State, pull: PullRecord, actor: str, sha: str, base: str) -> None:
    """A pull request was merged into `base`, which gave the commit `sha`."""
    state.leave_queue(pull, actor)
    pull.state, pull.merge_sha, pull.merged_by, pull.closed_by = "closed", sha, actor, actor
    pull.merged = pull.closed = state.now()
    pull.base_sha = base
    state.log(pull.number, "merged", actor, commit_id=sha)
    state.log(pull.number, "closed", actor)
