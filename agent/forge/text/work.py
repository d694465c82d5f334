"""What changed, who wrote it, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from agent.domain import Source
from agent.forge.text.commits import split_changes
from agent.forge.text.defuse import Markdown, block, cell, code
from agent.forge.text.places import changed
from agent.forge.text.words import MOST, Words, more
from agent.report.words import status_word
from agent.verdict import Check, Status, VerdictKind

_OUTPUTS = 6


@dataclass(frozen=True, slots=True)
class Work:
    """The patch and its verdict, piece by piece."""

    words: Words

    @property
    def headline(self) -> str:
        verdict = self.words.verdict
        if verdict.kind is VerdictKind.FIXED:
            return "Fixed: every required gate passed or does not apply."
        gaps = ", ".join(dict.fromkeys(check.gate for check in verdict.gaps)) or "every required gate"
        return f"Draft, evidence gap: not proven by {gaps}."

    @property
    def tally(self) -> str:
        checks = self.words.verdict.checks
        if checks and all(check.status is Status.PASSED for check in checks):
            return f"All {len(checks)} gates passed."
        counts = [(sum(c.status is s for c in checks), s) for s in Status]
        return f"Of {len(checks)} gates {', '.join(f'{n} {_verb(n, s)}' for n, s in counts if n)}."

    @property
    def gaps(self) -> list[Markdown]:
        """The required gates that came to nothing, and why."""
        return [
            self._open(check, f" {status_word(check.status)}") for check in self.words.verdict.gaps[:MOST]
        ]

    @property
    def author(self) -> Markdown:
        """Who wrote the patch."""
        match self.words.proposal.draft.patch.source:
            case Source.RULE_FIX:
                return Markdown("the rule's own fix")
            case Source.RECIPE:
                return Markdown("a recipe of Suture's")
            case Source.MODEL:
                name = code(self.words.proposal.model or self.words.facts.model)
                return Markdown(f"the model {name}" if name else "a model")
            case Source.HUMAN:
                return Markdown("a person")
            case other:
                assert_never(other)

    @property
    def files(self) -> list[Markdown]:
        """Every file of the fix with its lines; the proof is told of elsewhere."""
        fix = split_changes(self.words.proposal)[1]
        told = [Markdown(f"{code(change.path)}: {changed(change)}") for change in fix[:MOST]]
        return [*told, *more(len(fix) - MOST, "files")]

    @property
    def contract(self) -> list[tuple[str, Markdown]]:
        """What a model stated before the fix was written, point by point; nothing where none did."""
        stated = self.words.proposal.contract
        if stated is None:
            return []
        points = (
            ("How the value flows", stated.flow), ("What an attacker does", stated.attacker),
            ("Must hold", stated.invariant), ("Where", stated.place),
            ("Must keep working", stated.keep), ("What the repository has for it", stated.helper),
        )  # fmt: skip
        return [(name, self.words.said(text, 500)) for name, text in points if text]

    @property
    def proof(self) -> Markdown:
        """The path of the failing test that is part of the patch; empty where none is."""
        proof, _ = split_changes(self.words.proposal)
        return code(proof[0].path) if proof else Markdown("")

    @property
    def gates(self) -> list[tuple[Markdown, Markdown, Markdown]]:
        """Each gate, its result in words, and what it saw."""
        checks = self.words.verdict.checks[:MOST]
        return [(cell(c.gate, most=60), _result(c), self.words.row(_seen(c))) for c in checks]

    @property
    def not_run(self) -> list[Markdown]:
        """The gates that were not run, and why."""
        checks = [c for c in self.words.verdict.checks if c.status is Status.NOT_RUN]
        return [self._open(check) for check in checks[:MOST]]

    @property
    def outputs(self) -> list[tuple[Markdown, Markdown]]:
        """What programs said in the gates, each under its title."""
        said = [(check.gate, output) for check in self.words.verdict.checks for output in check.outputs]
        return [
            (self.words.name(f"{gate}, {output.title}", 80), block(self.words.clean(output.text)))
            for gate, output in said[:_OUTPUTS]
        ]

    def _open(self, check: Check, status: str = "") -> Markdown:
        most = 80 if "details" in self.words.cut else 300
        return Markdown(
            f"**{self.words.name(check.gate, 60)}**{status}: {self.words.said(check.detail, most)}"
        )


def _result(check: Check) -> Markdown:
    """The words for a status; what is no pass stands out."""
    match check.status:
        case Status.PASSED:
            return Markdown("✓ passed")
        case Status.NOT_APPLICABLE:
            return Markdown("does not apply")
        case Status.FAILED | Status.INCONCLUSIVE | Status.NOT_RUN:
            return Markdown(f"**{status_word(check.status)}**")
        case _:
            assert_never(check.status)


def _seen(check: Check) -> str:
    return "see “What was not run”" if check.status is Status.NOT_RUN else check.detail


def _verb(count: int, status: Status) -> str:
    match status:
        case Status.PASSED | Status.FAILED:
            return status.value
        case Status.INCONCLUSIVE:
            return "came to no answer"
        case Status.NOT_RUN:
            return "was not run" if count == 1 else "were not run"
        case Status.NOT_APPLICABLE:
            return "does not apply" if count == 1 else "do not apply"
        case _:
            assert_never(status)
