"""The body of a pull request, from which a code owner can decide in a minute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from agent.domain import Source
from agent.forge.text import marker
from agent.forge.text.defuse import Markdown, block, code
from agent.forge.text.facts import Facts
from agent.forge.text.look import Look
from agent.forge.text.people import People
from agent.forge.text.places import reproduction
from agent.forge.text.secret import redactor
from agent.forge.text.sheet import sheets
from agent.forge.text.title import title
from agent.forge.text.words import Words
from agent.forge.text.work import Work
from agent.forge.text.wrong import Wrong
from agent.forge.writes import PullText
from agent.verdict import VerdictKind

LIMIT = 60_000
"""Longest body, as `length` counts it: GitHub takes 65,536 characters."""

CUTS = (
    ("outputs", "what the test said"),
    ("trace", "how it could be reached"),
    ("siblings", "places like this one"),
    ("contract", "what the fix has to hold"),
    ("assumptions", "the assumptions"),
    ("snippet", "the code as it was"),
    ("flags", "the risk flags"),
    ("reproduction", "how to repeat this"),
    ("shares", "most owners"),
    ("details", "most of what the gates saw"),
    ("words", "most of what was said"),
)
"""What gives way to the length, in this order, and what it is called then."""

COMMANDS = (
    ("/suture retry", "the fix is written anew, on today's code."),
    ("/suture rebase", "the base branch is merged in, and every gate runs again."),
    ("/suture explain", "you are told how this stands, what comes next, and why."),
    ("/suture snooze 14d", "nobody is reminded for so long, or until a day: `YYYY-MM-DD`."),
    ("/suture reassign @user", "somebody else is asked, or a team: `@org/team`."),
    ("/suture close wont-fix: why", "it is closed for good. Other reasons are `false-positive`, "
     "`fixed-elsewhere` and `accepted-risk until YYYY-MM-DD`, which comes back on that day."),
)  # fmt: skip
"""What people can say in a comment, and what comes of it."""

ACTS = (
    ("Add the label {stop}", "nothing more is written to this pull request, until you take it off again."),
    ("Close this pull request", "this finding is never proposed again."),
)
"""What else people can do, and what comes of it."""

_TEMPLATES = Path(__file__).parent / "templates"


def describe(facts: Facts, verified: bool | None) -> PullText:
    """Title and body of a pull request, given what the forge says of its commits' signatures.

    Raises ValueError for findings that may only be reported: these have no pull request.
    """
    if facts.disclosure == "report":
        raise ValueError("what may only be reported has no pull request")
    case = facts.proposal.case
    name = title(case.rule, case.path, facts.slug, neutral=facts.neutral)
    names = [cut for cut, _ in CUTS]
    clean = redactor(facts.proposal)
    bodies = (_render(facts, clean, verified, frozenset(names[:count])) for count in range(len(names) + 1))
    return PullText(name, next(body for body in bodies if length(body) <= LIMIT))


def length(body: str) -> int:
    """How long GitHub may take a body to be: in UTF-16, with line ends of two characters."""
    return len(body.encode("utf-16-le", "surrogatepass")) // 2 + body.count("\n")


def mark(facts: Facts) -> marker.Marker:
    """The marker that goes into the body; neutral wording names neither rule nor CWE."""
    proposal = facts.proposal
    rule, patch = proposal.case.rule, proposal.draft.patch
    fixed = proposal.verdict.kind is VerdictKind.FIXED
    return marker.Marker(
        fingerprints=tuple(finding.fingerprint for finding in proposal.case.findings),
        branch=facts.branch,
        base_sha=patch.base_sha,
        head=facts.head,
        patch=patch.digest,
        kind="fixed" if fixed else "evidence_gap",
        ready=fixed,
        source=patch.source.value,
        rule="" if facts.neutral else marker.rule_name(rule.id),
        cwe=() if facts.neutral else marker.cwe_names(rule.cwe),
        assignees=marker.logins(facts.ownership.assignees, 10),
        users=marker.logins(facts.ownership.users, 15),
        teams=marker.logins(facts.ownership.teams, 15),
        model=marker.model_name(proposal.model or facts.model) if patch.source is Source.MODEL else "",
    )


def _render(facts: Facts, clean: Callable[[str], str], verified: bool | None, cut: frozenset[str]) -> str:
    words = Words(facts, clean, cut)
    proposal = facts.proposal
    template = sheets(_TEMPLATES).get_template("neutral.md.j2" if facts.neutral else "body.md.j2")
    return template.render(
        facts=facts,
        words=words,
        wrong=Wrong(words),
        work=Work(words),
        look=Look(words),
        people=People(words),
        proposal=proposal,
        cut=cut,
        gap=proposal.verdict.kind is not VerdictKind.FIXED,
        base_sha=proposal.draft.patch.base_sha,
        reproduction=block(reproduction(facts), "sh"),
        said=COMMANDS,
        acts=_acts(facts),
        open_gates=words.name(", ".join(check.gate for check in proposal.verdict.gaps)),
        left_out=", ".join(said for name, said in CUTS if name in cut),
        verified=_verified(verified),
        begin=Markdown(marker.BEGIN),
        end=Markdown(marker.END),
        marker=Markdown(marker.render(mark(facts))),
    )


def _acts(facts: Facts) -> list[tuple[Markdown, str]]:
    return [(Markdown(act.format(stop=code(facts.stop_label))), effect) for act, effect in ACTS]


def _verified(verified: bool | None) -> str:
    match verified:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "not known before they are made"
        case _:
            assert_never(verified)
