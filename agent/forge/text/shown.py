"""A fix that is only shown: a comment on the dashboard in place of a pull request."""

from __future__ import annotations

import re
from pathlib import Path

from agent.diff import unified_diff
from agent.forge.text.commits import split_changes
from agent.forge.text.defuse import Markdown, block, prose
from agent.forge.text.facts import Facts
from agent.forge.text.look import Look
from agent.forge.text.secret import redactor
from agent.forge.text.sheet import sheets
from agent.forge.text.title import title
from agent.forge.text.words import Words
from agent.forge.text.work import Work
from agent.forge.text.wrong import Wrong

LONGEST_DIFF = 20_000

_TEMPLATES = Path(__file__).parent / "templates"
_MARK = re.compile(r"^<!-- suture:fix v1 ([0-9a-f]{16}) -->\r?$", re.MULTILINE)


def shown(facts: Facts, why: str) -> str:
    """The comment, with the rule's level explained by `why`. It begins with a mark for each finding.

    Raises ValueError for what may not be told openly: that is not shown at all.
    """
    if facts.disclosure != "public":
        raise ValueError("what may not be told openly is not shown")
    proposal = facts.proposal
    case, patch = proposal.case, proposal.draft.patch
    words = Words(facts, redactor(proposal), frozenset())
    diff = unified_diff(split_changes(proposal)[1])
    return sheets(_TEMPLATES).get_template("shown.md.j2").render(
        marks=[Markdown(f"<!-- suture:fix v1 {finding.fingerprint} -->") for finding in case.findings],
        title=prose(title(case.rule, case.path, facts.slug, neutral=False)),
        why=prose(why),
        words=words,
        work=Work(words),
        wrong=Wrong(words),
        look=Look(words),
        proposal=proposal,
        base_sha=patch.base_sha,
        diff=block(words.clean(diff), "diff", LONGEST_DIFF),
    )  # fmt: skip


def fingerprints(text: str) -> frozenset[str]:
    """The findings whose fix a comment of ours shows; of nobody else's text anything is believed."""
    return frozenset(_MARK.findall(text))
