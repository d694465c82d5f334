"""What a look at every pull request comes to, for another job to act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from agent.followup.decided import MOST_PULLS, Decision, about, evidence_of, work_of
from agent.followup.engine import Followed
from agent.followup.values import Living, MergeBase, Proven
from agent.forge.text.marker import Marker
from agent.forge.values import Pull

Prove = Callable[[Pull, Marker], Living]
"""The gates again, on today's merge of base and branch."""


def decisions(done: Sequence[Followed], prove: Prove) -> tuple[Decision, ...]:
    """What was decided for each pull request that could be read, with evidence wherever acting on it needs
    any."""
    return tuple(_decisions(done, prove))[:MOST_PULLS]


def _decisions(done: Sequence[Followed], prove: Prove) -> Iterator[Decision]:
    for each in done:
        observed, step = each.observed, each.step
        if observed is None or step is None or not observed.pull.head_sha:
            continue
        living = observed.living
        if isinstance(step, MergeBase) and living.proven is Proven.NOT_ASKED:
            living = prove(observed.pull, observed.marker)
        yield Decision(
            number=observed.pull.number,
            head_sha=observed.pull.head_sha,
            step=type(step).__name__,
            row=step.row,
            about=about(observed.marker),
            work=work_of(step),
            evidence=evidence_of(living),
        )
