"""One case: by its rule where that is safe, by a sibling's fix, else by the models of the ladder."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from agent.authoring.asking.crew import Crew, crew_for
from agent.authoring.asking.team import Team
from agent.authoring.author import Commission, NotWritten, Written, author
from agent.authoring.earlier import Earlier
from agent.authoring.recipes import recipe
from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.authoring.transplant import Pattern, transplant
from agent.contract import Contract, OpenDecision, SafeAsIs
from agent.domain import Case, Draft, FixSafety
from agent.endings import Ending, judged
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import Bench
from agent.ports import Snapshot
from agent.report.words import NEEDS_MODEL
from agent.settings import Settings
from agent.text import utf8
from agent.verdict import OutcomeKind, VerdictKind

NO_MODEL = f"{NEEDS_MODEL}: set OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own)"

BRIEF = "a model that is asked briefly (model.brief) writes no proof"
NO_PROBE = ", and no probe of the repository's own tests holds"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every case of a run is worked on with. With `earlier` a fix is written again, and by a model;
    `patterns` are verified fixes of the same code elsewhere, by `Finding.pattern`."""

    bench: Bench
    shown: Snapshot
    """What models may see of the commit."""
    team: Team
    settings: Settings
    earlier: Earlier | None = None
    patterns: Mapping[str, Pattern] = field(default_factory=dict)


def needs_model(case: Case) -> bool:
    """Whether the rule itself has no fix for some finding of the case."""
    return case.rule.fix_safety is FixSafety.NONE or any(f.fix is None for f in case.findings)


def work_on(desk: Desk, case: Case, end: float, watch: Callable[[str], object]) -> tuple[Ending, CaseBench]:
    """What became of a case, with its proof and what models cost, and the bench that judged it.

    `end` is when the run's time is over, by the monotonic clock; `watch` is told each stage.
    """
    end = min(end, time.monotonic() + desk.settings.limits.case_seconds)
    crew = crew_for(case, desk.team, desk.settings, desk.shown, end)
    judge = CaseBench(desk.bench, case, witnesses(crew, desk.settings, end), watch)
    ending = _write(desk, case, judge, crew)
    contract = judge.stated if isinstance(judge.stated, Contract) else None
    told = replace(
        ending, usage=ending.usage + judge.usage, proof=judge.proof, review=judge.review, contract=contract
    )
    return told, judge


def witnesses(crew: Crew, settings: Settings, end: float = math.inf) -> Witnesses:
    """Who may be asked for the proof and the review of a case: for a proof none that is asked briefly."""
    provers = tuple(writer.model for writer in crew.writers if not writer.settings.brief)
    # A probe takes its time: where the policy asks for no proof, nobody waits for one.
    probes = settings.proof.probes and _wants_proof(settings)
    brief = BRIEF + (NO_PROBE if probes else "") if crew.writers and not provers else ""
    return Witnesses(
        provers=provers,
        reviewer=crew.reviewer.judge if crew.reviewer else None,
        tries=settings.proof.max_reflections + 1,
        no_model=brief or crew.refused or NO_MODEL,
        no_review=crew.review_refused or NO_MODEL,
        shown=crew.shown,
        reveal=crew.vault.reveal,
        conventions=settings.policy.rules_files,
        brief_review=crew.reviewer is not None and crew.reviewer.settings.brief,
        probes=probes,
        end=end,
    )


def _wants_proof(settings: Settings) -> bool:
    return not settings.gates.require or "proof" in settings.gates.require


def _write(desk: Desk, case: Case, judge: CaseBench, crew: Crew) -> Ending:
    """A fix that passed the gates: from the rule where it has one, else from a model."""
    source = desk.bench.snapshot.read(case.path)
    if source is None or utf8(source) is None:
        return Ending(OutcomeKind.BLOCKED, "the file is not UTF-8: edits could not be written back exactly")
    # A rule would only write the earlier fix once more.
    by_rule = None if desk.earlier else _by_rule(desk, case, judge, source)
    if by_rule is not None and by_rule.kind is not OutcomeKind.REJECTED:
        return by_rule
    if not crew.writers:
        kind = OutcomeKind.BLOCKED if crew.refused else OutcomeKind.NO_FIX
        return by_rule or Ending(kind, crew.refused or NO_MODEL)
    # The proof comes first: whoever writes it must not know a fix.
    judge.prepare()
    ending = (
        _by_pattern(desk, case, judge, source)
        or _as_stated(judge)
        or _written(desk, case, judge, crew, source)
    )
    if by_rule is None:
        return ending
    reason = ending.reason
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        reason = f"{reason}; before that, the rule's own fix was rejected by {by_rule.reason}"
    return replace(ending, reason=reason, attempts=ending.attempts + by_rule.attempts)


def _written(desk: Desk, case: Case, judge: CaseBench, crew: Crew, source: bytes) -> Ending:
    """A fix of a model or of a recipe: the recipe comes first where models are asked briefly, as such a model
    seldom does better, and else where the gates let no model's fix through."""
    brief = all(writer.settings.brief for writer in crew.writers)
    first = by_recipe(desk, case, judge, source) if brief else None
    if first is not None:
        return first
    ending = _by_model(desk, case, judge, crew)
    if brief or ending.kind not in (OutcomeKind.REJECTED, OutcomeKind.EVIDENCE_GAP):
        return ending
    last = by_recipe(desk, case, judge, source)
    if last is None:
        return ending
    return replace(last, usage=last.usage + ending.usage, attempts=last.attempts + ending.attempts)


def by_recipe(desk: Desk, case: Case, judge: CaseBench, source: bytes) -> Ending | None:
    """The repair that follows from the code, where every gate accepts it."""
    if desk.earlier is not None or (_wants_proof(desk.settings) and judge.proof is None):
        return None
    mode = desk.bench.snapshot.entries()[case.path].mode
    return _if_fixed(judge, recipe(case, desk.bench.snapshot.base_sha, source, mode))


def _if_fixed(judge: CaseBench, draft: Draft | None) -> Ending | None:
    """A draft that every gate accepts; of any other nothing stays, its review least of all."""
    if draft is None:
        return None
    before = judge.review
    verdict = judge.verify(draft.patch)
    if verdict.kind is VerdictKind.FIXED:
        return judged(draft, verdict, attempts=1)
    judge.review = before
    return None


def _by_rule(desk: Desk, case: Case, judge: CaseBench, source: bytes) -> Ending | None:
    mode = desk.bench.snapshot.entries()[case.path].mode
    draft = rule_fix(case, desk.bench.snapshot.base_sha, source, mode)
    return None if isinstance(draft, NoRuleFix) else judged(draft, judge.verify(draft.patch), attempts=1)


def _by_pattern(desk: Desk, case: Case, judge: CaseBench, source: bytes) -> Ending | None:
    """The fix of a sibling elsewhere, where every gate accepts it here too."""
    if desk.earlier is not None:
        return None
    mode = desk.bench.snapshot.entries()[case.path].mode
    return _if_fixed(judge, transplant(case, desk.bench.snapshot.base_sha, source, mode, desk.patterns))


def _as_stated(judge: CaseBench) -> Ending | None:
    """The end that was stated before any code: the code is safe, and a second look agrees, or somebody has to
    decide first."""
    match judge.stated:
        case SafeAsIs() as claim:
            doubt = judge.doubt(claim)
            return None if doubt else Ending(OutcomeKind.FALSE_POSITIVE, claim.reason)
        case OpenDecision() as decision:
            return Ending(OutcomeKind.NO_FIX, _undecided(decision))
        case Contract() | None:
            return None
        case other:
            assert_never(other)


def _undecided(decision: OpenDecision) -> str:
    options = "; ".join(decision.options)
    owner = f"; likely to decide: {decision.owner}" if decision.owner else ""
    return f"a decision is missing: {decision.question}{f' Options: {options}' if options else ''}{owner}"


def _by_model(desk: Desk, case: Case, judge: CaseBench, crew: Crew) -> Ending:
    commission = Commission(
        contract=judge.stated if isinstance(judge.stated, Contract) else None,
        earlier=desk.earlier,
        reveal=crew.vault.reveal,
        doubt=judge.doubt,
        conventions=desk.settings.policy.rules_files,
    )
    written = author(case, crew.shown, crew.writers, lambda draft: judge.verify(draft.patch), commission)
    match written:
        case Written():
            ending = judged(written.draft, written.verdict, written.attempts, written.usage)
            return replace(ending, model=written.model)
        case NotWritten():
            undecided = f"; {_undecided(written.decision)}" if written.decision else ""
            return Ending(
                written.kind, f"{written.reason}{undecided}", written.draft, written.verdict,
                attempts=written.attempts, usage=written.usage,
            )  # fmt: skip
        case _:
            assert_never(written)
