"""What the forge says of a CODEOWNERS file, applied to our reading of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.forge.codeowners import Codeowners, Owner, Rule
from agent.forge.owners import OwnerError

UNKNOWN_OWNER = "Unknown owner"


@dataclass(frozen=True, slots=True)
class Applied:
    """The file without what the forge does not accept, and what was taken away.

    `lines` are rules that it skips, with its word for why; `owners` are those it does not know, by line.
    `vouched` are the lines of which it has said all there is to say.
    """

    codeowners: Codeowners
    lines: tuple[tuple[Rule, str], ...]
    owners: Mapping[int, tuple[Owner, ...]]
    vouched: frozenset[int]


def apply_errors(codeowners: Codeowners, errors: Iterable[OwnerError]) -> Applied:
    """Drop owners that are unknown, and lines with any other error.

    A line whose unknown owner cannot be told by its column stays whole, and is not vouched for.
    """
    ours = [error for error in errors if error.path in ("", codeowners.file)]
    broken = {error.line: error.kind for error in ours if error.kind != UNKNOWN_OWNER}
    by_line = {rule.line: rule for rule in codeowners.rules}
    unknown: dict[int, tuple[Owner, ...]] = {}
    doubtful: set[int] = set()
    for error in ours:
        rule = by_line.get(error.line)
        if rule is None or error.line in broken:
            continue
        meant = _meant(rule, error.column)
        if meant is None:
            doubtful.add(rule.line)
        else:
            unknown[rule.line] = (*unknown.get(rule.line, ()), meant)
    return Applied(
        codeowners.without(broken, unknown),
        tuple((rule, broken[rule.line]) for rule in codeowners.rules if rule.line in broken),
        unknown,
        frozenset(by_line) - doubtful,
    )


def concerns(applied: Applied, paths: Sequence[str]) -> tuple[tuple[Rule, str], ...]:
    """The lines taken away that would have decided one of these paths, with the forge's word for why."""
    decided = {path: applied.codeowners.share(path) for path in paths}
    return tuple(
        (rule, kind)
        for rule, kind in applied.lines
        if any(
            (winner is None or winner.line < rule.line) and Codeowners((rule,)).share(path) is not None
            for path, winner in decided.items()
        )
    )


def _meant(rule: Rule, column: int) -> Owner | None:
    """The owner at a column, which may count characters or bytes."""
    wider = len(rule.pattern.encode("utf-8", "surrogateescape")) - len(rule.pattern)
    for shift in (0, wider):
        for each in rule.owners:
            if each.column + shift == column:
                return each
    return None
