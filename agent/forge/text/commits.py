"""What commits on the forge say: the failing test first where the patch has one, then the fix."""

from __future__ import annotations

import textwrap

from agent.domain import Change
from agent.forge.text.defuse import plain
from agent.forge.text.facts import Facts
from agent.forge.text.secret import redactor
from agent.forge.text.title import WIDTH, subject, title, what
from agent.ports import Proposal
from agent.workspace.branch import BASE, MARK


def split_changes(proposal: Proposal) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes of the patch as (the proof, the fix); the first is empty where no proof goes out."""
    path = proposal.proof.path if proposal.proof else ""
    changes = proposal.draft.patch.changes
    return tuple(c for c in changes if c.path == path), tuple(c for c in changes if c.path != path)


def commit_messages(facts: Facts) -> tuple[str, ...]:
    """One message for each commit, in their order; as many as `split_changes` has parts with changes."""
    proof, fix = split_changes(facts.proposal)
    return (*((_proof(facts),) if proof else ()), *((_fix(facts),) if fix else ()))


def _proof(facts: Facts) -> str:
    path, neutral = facts.proposal.case.path, facts.neutral
    said = "show how values are handled" if neutral else f"show the need to {what(facts.proposal.case.rule)}"
    body = [] if neutral else ["Its attacks fail on this commit and pass with the next one."]
    return _message(facts, subject("test", path, facts.slug, said), body)


def _fix(facts: Facts) -> str:
    case, draft = facts.proposal.case, facts.proposal.draft
    clean = redactor(facts.proposal)
    why = () if facts.neutral else (case.findings[0].message, draft.summary)
    body = [plain(clean(text)) for text in why if text.strip()]
    return _message(facts, title(case.rule, case.path, facts.slug, neutral=facts.neutral), body)


def _message(facts: Facts, first: str, body: list[str]) -> str:
    wrapped = [
        textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) for text in body if text
    ]
    return "\n\n".join([first, *wrapped, "\n".join(_trailers(facts))]) + "\n"


def _trailers(facts: Facts) -> list[str]:
    case, patch = facts.proposal.case, facts.proposal.draft.patch
    told = []
    if not facts.neutral:
        told = [f"Suture-Rule: {plain(case.rule.id, 200)}"]
        told += [f"Suture-CWE: {plain(cwe, 40)}" for cwe in case.rule.cwe[:20]]
    return [
        *(f"{MARK}: {finding.fingerprint}" for finding in case.findings),
        *told,
        f"{BASE}: {patch.base_sha}",
        f"Suture-Patch: {patch.digest}",
    ]
