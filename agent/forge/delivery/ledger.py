"""What earlier runs proposed, read back from our own pull requests: the forge is the only memory. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.domain import Case
from agent.errors import ForgeError
from agent.forge.text.marker import Marker, parse
from agent.forge.values import BRANCH_PREFIX, Pull, PullState, Trouble


@dataclass(frozen=True, slots=True)
class Entry:
    """One pull request of ours with what its marker says."""

    pull: Pull
    marker: Marker


@dataclass(frozen=True, slots=True)
class Ledger:
    """Our pull requests, the newest first. `returned` are numbers of closed ones whose findings are to be
    proposed again."""

    entries: tuple[Entry, ...]
    returned: frozenset[int] = frozenset()

    @property
    def open(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.pull.state is PullState.OPEN)

    def about(self, fingerprint: str) -> tuple[Entry, ...]:
        """Those that name a finding, open ones first."""
        named = [entry for entry in self.entries if fingerprint in entry.marker.fingerprints]
        return tuple(sorted(named, key=lambda entry: entry.pull.state is not PullState.OPEN))

    def merged(self, case: Case) -> tuple[Entry, ...]:
        """Those that were merged for any finding of a case that is here again."""
        return tuple(entry for entry in self._named(case) if entry.pull.state is PullState.MERGED)

    def closed(self, case: Case) -> tuple[Entry, ...]:
        """Those that were closed for any finding of a case that is proposed again."""
        return tuple(entry for entry in self._named(case) if entry.pull.number in self.returned)

    def again(self, numbers: Iterable[int]) -> Ledger:
        """The same, where the findings of these closed pull requests are to be proposed again, too."""
        return replace(self, returned=self.returned.union(numbers))

    def branch_for(self, case: Case) -> str:
        """The branch for a case: one that is over keeps its name, and the next gets a number."""
        plain = f"{BRANCH_PREFIX}{case.fingerprint}"
        used = {entry.pull.branch for entry in self.entries if self._is_over(entry.pull)}
        names = (plain, *(f"{plain}-{number}" for number in range(2, len(used) + 3)))
        return next(name for name in names if name not in used)

    def _named(self, case: Case) -> Iterator[Entry]:
        fingerprints = {finding.fingerprint for finding in case.findings}
        return (e for e in self.entries if fingerprints.intersection(e.marker.fingerprints))

    def _is_over(self, pull: Pull) -> bool:
        return pull.state is PullState.MERGED or pull.number in self.returned


def ledger(pulls: Sequence[Pull]) -> Ledger:
    """The ledger of our own pull requests. One whose marker is missing, or names another branch, is none."""
    return Ledger(tuple(_entries(pulls)))


def listed(found: tuple[Pull, ...] | Trouble, slug: str) -> tuple[Pull, ...]:
    """Our pull requests on a repository, as its forge listed them. Raises ForgeError when it did not."""
    if isinstance(found, Trouble):
        raise ForgeError(
            f"our pull requests on {slug} cannot be read: {found.reason}",
            hint=found.hint or "run again in a few minutes",
        )
    return found


def own_marker(pull: Pull) -> Marker | None:
    """The marker of a pull request, if it names its branch and the branch its first finding."""
    marker = parse(pull.body)
    # A body that was copied from another pull request speaks of that one, and one that was edited to name
    # another finding than its branch would hide that.
    if marker is None or marker.branch != pull.branch:
        return None
    return marker if marker.branch.startswith(BRANCH_PREFIX + marker.fingerprints[0]) else None


def _entries(pulls: Iterable[Pull]) -> Iterable[Entry]:
    for pull in pulls:
        marker = own_marker(pull)
        if marker is not None:
            yield Entry(pull, marker)
