"""Who comes before whom: the ancestors of each commit as the bits of one number, which makes asking cheap."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol


class Commits(Protocol):
    """What tells the parents of a commit; none where it is not there."""

    def parents(self, sha: str) -> tuple[str, ...]: ...


@dataclass
class History:
    """The commits that were asked about, each numbered after its parents."""

    commits: Commits
    _names: list[str] = field(default_factory=list)
    _bits: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def bits(self, sha: str) -> int:
        """A commit and all before it, one bit each."""
        if sha not in self._bits:
            with self._lock:
                self._learn(sha)
        return self._bits[sha]

    def _learn(self, sha: str) -> None:
        todo = [sha]
        while todo:
            parents = self.commits.parents(todo[-1])
            missing = [one for one in reversed(parents) if one not in self._bits]
            if missing:
                todo += missing
                continue
            one = todo.pop()
            if one not in self._bits:
                bits = 1 << len(self._names)
                for parent in parents:
                    bits |= self._bits[parent]
                self._names.append(one)
                self._bits[one] = bits

    def above(self, base: str, head: str) -> list[str]:
        """The commits that `head` has and `base` has not, parents before their children."""
        return [self._names[place] for place in _places(self.bits(head) & ~self.bits(base))]

    def bases(self, one: str, other: str) -> list[str]:
        """The newest commits that both have: usually one, none for strangers."""
        common, out = self.bits(one) & self.bits(other), []
        while common:
            newest = self._names[common.bit_length() - 1]
            out.append(newest)
            common &= ~self._bits[newest]
        return out

    def holds(self, head: str, sha: str) -> bool:
        """Whether a commit is `head` or before it."""
        return self.bits(head) | self.bits(sha) == self.bits(head)


def _places(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
