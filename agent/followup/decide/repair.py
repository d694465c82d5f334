"""Rows about the patch itself: conflicts, checks, a base that moved, drafts, evidence that broke."""

from __future__ import annotations

from agent.followup.decide.facts import SHORT, Facts, question
from agent.followup.decide.heard import labels
from agent.followup.values import AuthorAgain, MarkReady, Merge, MergeBase, Proven, Step, Wait
from agent.forge.commands import Rebase

MOST_PATHS = 5
"""Conflicting paths that a reason names."""


def conflict(facts: Facts) -> Step | None:
    """It no longer merges: write it anew, or say once which files conflict."""
    branch = facts.observed.branch
    if branch.merge is not Merge.CONFLICT or facts.asked("conflict"):
        return None
    what = f"It conflicts with its base{_in_paths(branch.conflicts)}"
    barred = _barred(facts)
    if not barred:
        return AuthorAgain(f"{what}: the fix is written anew on today's base.", "conflict")
    return facts.ask("conflict", f"{what}; {barred}.", question("conflict", branch.head))


def _in_paths(paths: tuple[str, ...]) -> str:
    more = len(paths) - MOST_PATHS
    named = ", ".join(paths[:MOST_PATHS]) + (f" and {more} more" if more > 0 else "")
    return f" in {named}" if named else ""


def _barred(facts: Facts) -> str:
    if facts.follow.rebase_when == "never":
        return "follow.rebase_when is set to never"
    return facts.barred_anew()


def checks(facts: Facts) -> Step | None:
    """Checks that fail because of us are mended; those that have not ended are waited for."""
    found, base = facts.observed.checks, facts.observed.base_checks
    red = tuple(name for name in found.red if name not in base.red)
    ours = tuple(name for name in red if name not in base.pending)
    if ours and not facts.asked("checks"):
        return _red(facts, ours)
    if len(red) > len(ours):
        told = "A check fails, and it has not ended yet on the base branch: whether we broke it is not known."
        return Wait(told, "checks")
    if found.waiting:
        told = "Its checks wait for somebody's approval to run, which is nobody's slowness in reviewing."
        return Wait(told, "checks")
    return Wait("Its checks have not ended yet.", "checks") if found.pending else None


def _red(facts: Facts, ours: tuple[str, ...]) -> Step | None:
    count = "A check fails" if len(ours) == 1 else f"{len(ours)} checks fail"
    what = f"{count} at {facts.head[:SHORT]} and not on the base branch"
    barred = facts.barred(facts.memory.repairs, facts.follow.repairs, "repaired")
    if not barred:
        return AuthorAgain(f"{what}: the fix is repaired.", "checks", repair=ours)
    return facts.ask("checks", f"{what}; {barred}.", question("checks", facts.head))


def behind(facts: Facts) -> Step | None:
    """The base moved, and the policy or a label wants it merged in."""
    wanted = facts.follow.rebase_when == "behind" or any(
        isinstance(one.command, Rebase) for one in labels(facts)
    )
    base = facts.observed.base.sha
    if not wanted or facts.observed.branch.merge is not Merge.CLEAN or facts.touched:
        return None
    if question("behind", base) in facts.memory.asked:
        return None
    return MergeBase(f"The base branch moved to {base[:SHORT]}, which is merged in.", "behind")


def draft(facts: Facts) -> Step | None:
    """A draft of ours is put before people once its evidence holds; one of theirs is theirs."""
    pull, marker = facts.observed.pull, facts.observed.marker
    if not pull.draft:
        return _unasked(facts)
    kinds = {act.kind for act in facts.observed.acts}
    if kinds & {"ready_for_review", "converted_to_draft"}:
        return Wait("Somebody turned it back into a draft: it is not to be reviewed yet.", "draft")
    gap = facts.delivery.gap_label.casefold() in {label.casefold() for label in pull.labels}
    if gap or not marker.ready or marker.kind == "evidence_gap":
        return Wait("It is a draft whose fix is not proven: people decide what becomes of it.", "draft")
    if facts.touched or facts.observed.living.proven is Proven.BROKEN:
        return None
    if facts.observed.living.proven is Proven.UNKNOWN:
        return Wait("It is a draft, and its gates could not be run today.", "draft")
    if not facts.calendar.working(facts.now):
        told = "It is ready for review; nobody is asked on a day that is no day of work."
        return Wait(told, "draft", until=facts.calendar.next_working(facts.now))
    return MarkReady("Every required gate passed on today's base: it is ready for review.", "draft")


def _unasked(facts: Facts) -> Step | None:
    """We made it ready and were ended before anybody was asked."""
    marker = facts.observed.marker
    named = {("assigned", name.casefold()) for name in marker.assignees}
    named |= {("review_requested", name.casefold()) for name in (*marker.users, *marker.teams)}
    ours = any(act.kind == "ready_for_review" and facts.is_us(act.actor) for act in facts.observed.acts)
    asked = {(act.kind, act.subject.casefold()) for act in facts.observed.acts}
    # Whom the forge does not let us ask is tried once: then it is remembered that people were spoken to.
    done = named <= asked or facts.memory.told is not None
    if not ours or done or facts.touched or not facts.calendar.working(facts.now):
        return None
    return MarkReady("It is ready for review, and its owners were not asked yet.", "draft")


def broken(facts: Facts) -> Step | None:
    """Merged into today's base the fix no longer passes its gates."""
    if facts.observed.living.proven is not Proven.BROKEN or facts.asked("broken"):
        return None
    what = f"Merged into the base branch at {facts.observed.base.sha[:SHORT]}, it no longer passes its gates"
    barred = _barred(facts)
    if not barred:
        return AuthorAgain(f"{what}: the fix is written anew.", "broken")
    return facts.ask("broken", f"{what}; {barred}.", question("broken", facts.head))
