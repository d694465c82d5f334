"""Where things are: links to lines of a commit, changed lines of a file, and commands to repeat a proof."""

from __future__ import annotations

import shlex
from typing import assert_never
from urllib.parse import quote

from agent.diff import opcodes
from agent.domain import Change, Location, TestStyle
from agent.forge.text.commits import split_changes
from agent.forge.text.defuse import Markdown, code, link
from agent.forge.text.facts import Facts
from agent.report.text import visible

LONGEST = 600
"""Longer addresses are no links: a body has to hold many."""


def permalink(facts: Facts, where: Location, ref: str = "") -> Markdown:
    """A link to lines at the base commit, or at `ref`, that shows their path and numbers."""
    lines = f"#L{where.start}" + (f"-L{where.end}" if where.end > where.start else "")
    label = f"{where}-{where.end}" if where.end > where.start else str(where)
    return file_link(facts, where.path, lines, label, ref)


def file_link(facts: Facts, path: str, lines: str, label: str, ref: str = "") -> Markdown:
    """A link with any label to a file at the base commit, or at `ref`."""
    if len(path) > LONGEST or ".." in path.split("/"):
        return code(label)
    name = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    at = ref or facts.proposal.draft.patch.base_sha
    url = f"{facts.server_url.rstrip('/')}/{facts.slug}/blob/{at}/{name}{lines}"
    return link(code(label), url) if len(url) <= LONGEST else code(label)


def changed(change: Change) -> str:
    """Which lines of the result a change wrote, and how many: `lines 3-4, 9 (+3 -2)`."""
    if change.before is None:
        return f"new, {_count(change.after)} lines"
    if change.after is None:
        return f"deleted, {_count(change.before)} lines"
    codes = [c for c in opcodes(_split(change.before), _split(change.after)) if c[0] != "equal"]
    ranges = [f"{j1 + 1}-{j2}" if j2 > j1 + 1 else f"{max(j2, 1)}" for _, _, _, j1, j2 in codes]
    more = f" and {len(ranges) - 6} more places" if len(ranges) > 6 else ""
    added, gone = sum(j2 - j1 for *_, j1, j2 in codes), sum(i2 - i1 for _, i1, i2, _, _ in codes)
    only = len(ranges) == 1 and "-" not in ranges[0]
    return f"line{'' if only else 's'} {', '.join(ranges[:6])}{more} (+{added} -{gone})"


def reproduction(facts: Facts) -> str:
    """Shell lines that repeat the proof and the verdict in a clone."""
    proposal = facts.proposal
    proof, base = proposal.proof, proposal.draft.patch.base_sha
    lines = [f"git fetch origin {_word(facts.branch)}"]
    exclude, options = "", _finding(facts)
    if proof and split_changes(proposal)[0]:
        path, run = _word(proof.path), f"{_run(proof.style)} {_word(proof.path)}"
        lines += [
            f"git checkout FETCH_HEAD~1 && {run}   # the test alone: it fails",
            f"git checkout FETCH_HEAD && {run}     # with the fix: it passes",
            f"git show FETCH_HEAD:{path} > ../suture-proof",
        ]
        exclude = f" -- . {_word(f':(exclude){proof.path}')}"
        options = [*options, "--proof ../suture-proof"]
    return "\n".join(
        [
            *lines,
            f"git diff {base} FETCH_HEAD{exclude} \\\n    > ../suture.diff",
            f"git checkout {base}",
            " \\\n    ".join(["suture verify --patch ../suture.diff", *options]),
        ]
    )


def _finding(facts: Facts) -> list[str]:
    """The options that name the finding; a scanner of others cannot be asked again."""
    finding = facts.proposal.case.findings[0]
    if finding.rule.tool:
        return []
    place = finding.location
    return [f"--rule {_word(finding.rule.id)}", f"--finding-path {_word(place.path)} --line {place.start}"]


def _word(text: str) -> str:
    """A word that a shell takes as it stands, and a person sees as it is."""
    return shlex.quote(visible(text))


def _run(style: TestStyle) -> str:
    match style:
        case TestStyle.PYTEST:
            return "python -m pytest"
        case TestStyle.UNITTEST:
            return "python -m unittest"
        case TestStyle.NODE:
            return "node --test"
        case TestStyle.JEST:
            return "npx jest"
        case TestStyle.MOCHA:
            return "npx mocha"
        case _:
            assert_never(style)


def _split(content: bytes) -> list[bytes]:
    return content.split(b"\n")


def _count(content: bytes | None) -> int:
    return len((content or b"").splitlines())
