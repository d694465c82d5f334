"""Gate `tests`: are the repository's own tests no worse than at base?"""

from __future__ import annotations

from agent.gates.trial import Answer, Trial


def tests(trial: Trial) -> Answer:
    """Ask the target's suite; fails when a test that passed at base fails, is skipped or is missing."""
    return trial.suite.judge((*trial.patch.changes, *trial.included))
