"""What is on a branch of ours besides what we put there, told from its commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from agent.followup.values import Touch
from agent.forge.text.marker import Marker
from agent.forge.values import Commit, Pull, Trouble, TroubleKind
from agent.workspace.branch import BASE, MARK

MOST_COMMITS = 250
"""A forge lists no more of a pull request's commits."""

Holds = Callable[[str], bool | Trouble]
"""Whether a commit is in the base branch's history."""
MergesTo = Callable[[str, str, str], str | Trouble]
"""The tree of a clean merge, given merge base and both sides; empty when it conflicts."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """`onto` is the newest commit of the base that the branch holds, empty when that cannot be told;
    `adopted` a head of our own that is not recorded."""

    touch: Touch
    onto: str = ""
    adopted: str = ""


@dataclass(slots=True)
class _Walk:
    """One way along a branch, from the base upwards. `bases` are the base's commits that it stands on,
    `named` the findings that our commits there speak of. Where `signed`, all of ours are."""

    mark: str
    login: str
    holds: Holds
    merges_to: MergesTo
    bases: list[str]
    signed: bool
    named: set[str] = field(default_factory=set)
    untouched: bool = True
    trouble: list[Trouble] = field(default_factory=list)

    def take(self, commit: Commit) -> None:
        if len(commit.parents) == 1:
            self.untouched &= self.ours(commit)
            return
        if len(commit.parents) != 2 or not self._held(commit.parents[1]):
            self.untouched = False
            return
        onto = self.bases[-1]
        self.bases.append(commit.parents[1])
        # A fix that was written anew on a moved base has no clean merge's tree, and is ours all the same.
        if self.untouched and not self.ours(commit):
            self.untouched = self._clean(commit, onto)

    def ours(self, commit: Commit) -> bool:
        """Whether we made a commit for this case, on the base that the branch stood on then."""
        lines = commit.message.split("\n")
        based = any(f"{BASE}: {base}" in lines for base in self.bases)
        # Anybody can write our address into a commit of theirs; our signature only the forge can.
        sealed = not self.signed or commit.verified is not False
        made = commit.author.casefold() == self.login.casefold() and sealed
        if made and self.mark in lines and based:
            self.named |= {line.removeprefix(f"{MARK}: ") for line in lines if line.startswith(f"{MARK}: ")}
            return True
        return False

    def _held(self, sha: str) -> bool:
        held = self.holds(sha)
        if isinstance(held, Trouble):
            self.trouble.append(held)
            return False
        return held

    def _clean(self, commit: Commit, onto: str) -> bool:
        tree = self.merges_to(onto, commit.parents[0], commit.parents[1])
        if isinstance(tree, Trouble):
            self.trouble.append(tree)
            return False
        return tree == commit.tree


def lineage(
    pull: Pull, marker: Marker, commits: Sequence[Commit], login: str, holds: Holds, merges_to: MergesTo
) -> Lineage | Trouble:
    """Who has been on the branch, and what of the base it holds.

    Untouched it is only where it still holds the recorded head, and every commit of it is ours or a clean
    merge of the base: whoever can edit a marker could record a head of their own.
    """
    chain, fork = _chain(pull.head_sha, commits)
    if not chain and len(commits) < MOST_COMMITS:
        return Trouble(TroubleKind.UNSURE, f"the forge does not list the head of #{pull.number} yet")
    if not chain or not fork:
        return Lineage(Touch.PEOPLE)
    mark = f"{MARK}: {marker.fingerprints[0]}"
    walk = _Walk(mark, login, holds, merges_to, [fork], chain[0].verified is True)
    for commit in chain:
        walk.take(commit)
    if walk.trouble:
        return walk.trouble[0]
    recorded = bool(marker.head) and marker.head in {commit.sha for commit in chain}
    # A marker that speaks of another base or other findings than our commits was edited.
    recorded &= marker.base_sha in walk.bases and walk.named.issuperset(marker.fingerprints)
    if not (walk.untouched and recorded and len(chain) == len(commits)):
        return Lineage(Touch.PEOPLE, walk.bases[-1])
    newest = chain[-1]
    adopted = newest.sha if newest.sha != marker.head and walk.ours(newest) else ""
    return Lineage(Touch.NONE, walk.bases[-1], adopted)


def _chain(head: str, commits: Iterable[Commit]) -> tuple[tuple[Commit, ...], str]:
    """The commits from the base to the head along first parents, and the commit of the base below them."""
    known = {commit.sha: commit for commit in commits}
    chain: list[Commit] = []
    at = head
    while at in known:
        commit = known.pop(at)
        chain.append(commit)
        at = commit.parents[0] if commit.parents else ""
    return tuple(reversed(chain)), at
