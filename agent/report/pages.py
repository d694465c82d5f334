"""HTML pages: one to decide on a case, one for the whole run. Self-contained, without script, inert."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import assert_never
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.domain import Severity, Source
from agent.report.difflines import diff_lines
from agent.report.hiding import hider, told
from agent.report.record import RunRecord
from agent.report.text import is_web_link, visible
from agent.report.words import (
    KIND_ORDER,
    author_word,
    gate_question,
    kind_word,
    status_word,
    summary,
    wants_model,
)
from agent.verdict import Outcome, OutcomeKind, Status

_TEMPLATES = Path(__file__).parent / "templates"
_KIND_TONES = {
    OutcomeKind.FIXED: "good",
    OutcomeKind.EVIDENCE_GAP: "warn",
    OutcomeKind.REJECTED: "bad",
    OutcomeKind.BLOCKED: "bad",
}
_STATUS_TONES = {Status.PASSED: "good", Status.FAILED: "bad", Status.NOT_APPLICABLE: "calm"}
_SEVERITY_TONES = {Severity.CRITICAL: "bad", Severity.HIGH: "bad", Severity.MEDIUM: "warn"}


def case_page(
    outcomes: Sequence[Outcome], *, target: str, base: str, base_sha: str, sandbox: str, model: str
) -> str:
    """The review page of one case, from which a code owner can decide; all outcomes are of that case.

    `base` is the branch that the fix would be merged into, `model` the name of the model of the run.
    """
    # A page shows texts one by one; what tells that one holds a credential may stand in another.
    outcomes = told(tuple(outcomes), hider(tuple(outcomes)))
    outcome = outcomes[0]
    finding, verdict = outcome.finding, outcome.verdict
    return _render(
        "case.html.j2",
        outcomes=outcomes,
        outcome=outcome,
        rule=finding.rule,
        path=finding.location.path,
        target=target,
        base_sha=base_sha,
        sandbox=sandbox,
        author=_author(outcome.source, outcome.model or model),
        headline=_headline(outcome),
        messages=tuple(dict.fromkeys(each.finding.message for each in outcomes)),
        references=[link for link in finding.rule.references if is_web_link(link)],
        lines=tuple(diff_lines(outcome.diff)),
        checks=() if verdict is None else verdict.checks,
        require=() if verdict is None else verdict.require,
        proven=verdict is not None
        and any(check.gate == "proof" and check.status is Status.PASSED for check in verdict.checks),
        flags=() if verdict is None else verdict.flags,
        open_gates=", ".join(_open_gates(outcome)),
        commands=_commands(base, outcome.delivered.branch),
        url=outcome.delivered.url if is_web_link(outcome.delivered.url) else "",
    )


def index_page(run: RunRecord, pages: Mapping[str, str]) -> str:
    """The overview of a run. `pages` maps a case's fingerprint to its review page, relative to this one."""
    counts = Counter(outcome.kind for outcome in run.outcomes)
    hide = hider(run)
    return _render(
        "index.html.j2",
        run=run,
        pages=pages,
        summary=summary(run.outcomes),
        tiles=[(kind, counts[kind]) for kind in KIND_ORDER if counts[kind]],
        # Whether a model is wanted is told by the reason as we wrote it.
        outcomes=[(wants_model(each), told(each, hide)) for each in sorted(run.outcomes, key=_by_kind)],
        notes=[hide(note) for note in run.notes],
        skipped=sorted(told(run.skipped, hide), key=lambda skip: (skip.what, skip.reason)),
        timing=sorted(run.timing.items(), key=lambda item: (item[0] != "total", item[0])),
    )


def _by_kind(outcome: Outcome) -> tuple[int, int, str, int]:
    finding = outcome.finding
    place = finding.location
    return KIND_ORDER.index(outcome.kind), finding.rule.severity.rank, place.path, place.start


def _headline(outcome: Outcome) -> str:
    match outcome.kind:
        case OutcomeKind.FIXED:
            return "Fixed: every required gate passed or does not apply"
        case OutcomeKind.EVIDENCE_GAP:
            return f"Draft, evidence gap: not proven by {', '.join(_open_gates(outcome)) or 'every gate'}"
        case OutcomeKind.REJECTED:
            return "Rejected: a gate failed, do not merge this"
        case OutcomeKind.NO_FIX:
            return "No fix"
        case OutcomeKind.FALSE_POSITIVE:
            return "Held to be a false positive"
        case OutcomeKind.BLOCKED:
            return "Blocked"
        case OutcomeKind.SKIPPED:
            return "Skipped"
        case _:
            assert_never(outcome.kind)


def _open_gates(outcome: Outcome) -> tuple[str, ...]:
    return () if outcome.verdict is None else tuple(check.gate for check in outcome.verdict.gaps)


def _author(source: Source | None, model: str) -> str:
    match source:
        case Source.RULE_FIX:
            return "the rule's own fix"
        case Source.RECIPE:
            return "a recipe of Suture's"
        case Source.MODEL:
            return f"the model {model}" if model else "a model"
        case Source.HUMAN:
            return "a person"
        case None:
            return "nobody"
        case _:
            assert_never(source)


def _commands(base: str, branch: str) -> tuple[tuple[str, str], ...]:
    if not branch:
        return ()
    # Names of branches may hold what a shell obeys, and these lines are there to be copied.
    name = shlex.quote(branch)
    return (
        ("Look at it", f"git diff {shlex.quote(f'{base}...{branch}')}"),
        ("Take it", f"git switch {shlex.quote(base)} && git merge --no-ff {name}"),
        ("Leave it", f"git branch -D {name}"),
    )


def _cwe_number(cwe: str) -> str:
    match = re.fullmatch(r"CWE-([0-9]{1,6})", cwe)
    return match[1] if match else ""


def _oneline(text: str) -> str:
    return visible(text)


def _relative(page: str) -> str:
    """A link that can only lead to a file beside this page: no scheme survives the quoting."""
    return quote(page.lstrip("/").encode("utf-8", "surrogateescape"))


def _inert(value: object) -> object:
    """Every value that reaches a page passes here: invisible characters show, Jinja escapes the rest."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value, lines=True)


def _render(template: str, **values: object) -> str:
    environment = _environment()
    style = environment.get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(template).render(style_hash=f"sha256-{digest}", **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inert,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters |= {
        "oneline": _oneline,
        "relative": _relative,
        "cwe_number": _cwe_number,
        "question": gate_question,
        "kind_word": kind_word,
        "status_word": status_word,
        "author_word": author_word,
        "kind_tone": lambda kind: _KIND_TONES.get(kind, "calm"),
        "status_tone": lambda status: _STATUS_TONES.get(status, "warn"),
        "severity_tone": lambda severity: _SEVERITY_TONES.get(severity, "calm"),
    }
    return environment
