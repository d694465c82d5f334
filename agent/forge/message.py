"""What a commit of ours says. Pure, and the same for the same patch, so that commits repeat exactly."""

from __future__ import annotations

import posixpath
import re
import textwrap

from agent.domain import Case, Draft
from agent.workspace.branch import BASE, MARK

WIDTH = 72


def branch_name(case: Case) -> str:
    """A name that identifies the case and tells nothing of the flaw."""
    return f"suture/{case.fingerprint}"


def commit_message(case: Case, draft: Draft) -> str:
    """A conventional subject, what the rule said, and trailers that machines read."""
    rule = case.rule
    weakness = f" ({rule.cwe[0]})" if rule.cwe else ""
    subject = f"fix({_area(case.path)}): resolve {rule.id}{weakness}"
    trailers = [f"{MARK}: {finding.fingerprint}" for finding in case.findings]
    trailers += [f"Suture-Rule: {rule.id}", f"{BASE}: {draft.patch.base_sha}"]
    body = [
        textwrap.fill(_plain(text), WIDTH)
        for text in (case.findings[0].message, draft.summary)
        if text.strip()
    ]
    return "\n\n".join([_plain(subject), *body, "\n".join(_plain(line) for line in trailers)]) + "\n"


def _area(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return (
        re.sub(r"[^\w.-]", "", posixpath.basename(posixpath.dirname(path)) if stem == "__init__" else stem)
        or "code"
    )


def _plain(text: str) -> str:
    """One line without control characters: a model's or a rule's words must not become a trailer."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
