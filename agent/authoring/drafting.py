"""From an answer to a draft: its code applied to the commit, or why that cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from agent.authoring.answers.edits import OPEN, EditFailure, apply_edits, parse_edits
from agent.authoring.answers.functions import replace_functions
from agent.authoring.answers.notes import Declined, declined, notes, quoted_code
from agent.authoring.answers.put_back import spread
from agent.authoring.commission import Commission
from agent.authoring.results import CLAIM, FORM, Failure, Stopped
from agent.authoring.shown.context import Context
from agent.authoring.shown.dossier import Dossier
from agent.contract import OpenDecision, SafeAsIs
from agent.domain import Case, Change, Draft, Patch, Source
from agent.ports import Entry, Snapshot
from agent.verdict import OutcomeKind, Verdict

TryOut = Callable[[Draft], Verdict]
_WITHHELD = re.compile(r"\bCREDENTIAL_\d+\b")


@dataclass(frozen=True, slots=True)
class Desk:
    """What stays the same through all attempts at a case, and what was found out about patches."""

    case: Case
    snapshot: Snapshot
    source: str
    seen: Context
    dossier: Dossier
    try_out: TryOut
    commission: Commission
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    """What the gates said, by the digest of the patch."""


def drafted(desk: Desk, answer: str, whole: bool) -> Draft | Stopped | Failure:
    """What an answer proposes; `whole` when it was asked for in whole functions."""
    word = declined(answer)
    if word is not None:
        return _declined(desk, word)
    changes = _changes(desk, answer, whole)
    if isinstance(changes, EditFailure):
        return Failure(FORM, changes.message)
    said = notes(answer)
    summary = said.summary or f"Repairs what {desk.case.rule.id} reports in {desk.case.path}."
    return Draft(Patch(desk.snapshot.base_sha, changes, Source.MODEL), summary, said.assumptions)


def _declined(desk: Desk, word: Declined) -> Stopped | Failure:
    """A claim of safety must quote code that is really there, and stand a second look at it."""
    if word.safe:
        return _claimed(desk, SafeAsIs(word.reason, quoted_code(word.reason, desk.source)))
    if not word.options and not word.owner:
        return Stopped(OutcomeKind.NO_FIX, f"the model declined: {word.reason}")
    named = [f"options: {'; '.join(word.options)}"] if word.options else []
    named += [f"likely owner: {word.owner}"] if word.owner else []
    reason = f"the model declined: {word.reason} ({'; '.join(named)})"
    return Stopped(OutcomeKind.NO_FIX, reason, decision=OpenDecision(word.reason, word.options, word.owner))


def _claimed(desk: Desk, claim: SafeAsIs) -> Stopped | Failure:
    if not claim.quote:
        return Failure(
            CLAIM, "FALSE POSITIVE must quote in backticks the line of the file that makes it safe."
        )
    why = desk.commission.doubt(claim)
    return Failure(CLAIM, why) if why else Stopped(OutcomeKind.FALSE_POSITIVE, claim.reason)


def _changes(desk: Desk, answer: str, whole: bool) -> tuple[Change, ...] | EditFailure:
    """The answer applied to the commit, with the modes that files have there, withheld values put back."""
    text = desk.commission.reveal(answer)
    found = _applied(desk, text, whole)
    if isinstance(found, EditFailure):
        return found
    if names := _unknown(found):
        return EditFailure(
            f"{', '.join(names)} stands for no value. Keep only the names of that kind that the file has."
        )
    if extra := spread(answer, found, desk.commission.reveal):
        return EditFailure(
            f"The answer has {', '.join(extra)} more often than the file, or in a comment. "
            "Such a name may stay where its value stands, and stand nowhere else."
        )
    entries = desk.snapshot.entries()
    modes = {change.path: entries[change.path].mode for change in found if change.path in entries}
    return tuple(
        replace(c, mode=modes[c.path], before_mode=modes[c.path]) if c.path in modes else c for c in found
    )


def _applied(desk: Desk, answer: str, whole: bool) -> tuple[Change, ...] | EditFailure:
    """Either form is taken, whichever was asked for: which one it is can be told without guessing."""
    if OPEN in answer or not (whole or (desk.seen.in_functions and "```" in answer)):
        return _edited(desk, answer)
    near = [finding.location.start for finding in desk.case.findings]
    text = replace_functions(answer, desk.case.path, desk.source, near)
    if not isinstance(text, EditFailure):
        return (Change(desk.case.path, desk.source.encode(), text.encode()),)
    return text if whole else _edited(desk, answer)


def _edited(desk: Desk, answer: str) -> tuple[Change, ...] | EditFailure:
    entries = desk.snapshot.entries()
    edits = parse_edits(answer, desk.case.path, entries)
    if isinstance(edits, EditFailure):
        return edits
    for edit in edits:
        if why := _not_a_file(edit.path, entries):
            return EditFailure(f"`{edit.path}` {why}, so it cannot be edited.")
    return apply_edits(edits, desk.snapshot.read)


def _not_a_file(path: str, entries: Mapping[str, Entry]) -> str:
    """Why nothing can be written at `path`: a link there, or a file where a folder would have to be."""
    if path in entries and not entries[path].mode.startswith("100"):
        return "is a link or a submodule"
    parts = path.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    return "lies below a file or a link" if any(folder in entries for folder in above) else ""


def _unknown(changes: tuple[Change, ...]) -> list[str]:
    """Names of withheld values that an answer made up."""
    return sorted({name for change in changes for name in _names(change.after) - _names(change.before)})


def _names(content: bytes | None) -> set[str]:
    return set(_WITHHELD.findall((content or b"").decode("utf-8", "replace")))
