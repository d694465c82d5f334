"""How an answer is drawn: the parameters in which one request for a draft differs from another."""

from __future__ import annotations

from dataclasses import dataclass

VERDICT_TOKENS = 200
"""Longest answer of a model that is asked briefly for a verdict: three lines, with room to spare."""
_TEMPERATURES = (0.4, 0.7, 1.0)


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is sent; None is left out."""

    temperature: float | None = 0.0
    seed: int | None = None
    limit: int | None = None
    """Longest answer, where that is shorter than the settings'."""

    def longest(self, usual: int) -> int:
        """The longest answer to ask for, in tokens, where `usual` is what the settings say."""
        return usual if self.limit is None else min(usual, self.limit)


def varied(count: int, temperature: float | None) -> tuple[Sampling, ...]:
    """`count` ways to draw that differ, the usual one first; the same ones on every run.

    Where no temperature may be sent, the seed alone differs.
    """
    return (
        Sampling(temperature),
        *(
            Sampling(None if temperature is None else _TEMPERATURES[(seed - 1) % len(_TEMPERATURES)], seed)
            for seed in range(1, count)
        ),
    )
