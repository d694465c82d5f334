"""suture rules list and show: which rules there are, in which packs, and what each says."""

from __future__ import annotations

import argparse
import difflib
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from agent.cli.rules.adding import add
from agent.domain import FixSafety
from agent.errors import UsageError
from agent.report.record import Json, dumps
from agent.scanner.bundled import BundledRule, bundled_rules
from agent.scanner.packs import pack, packs, packs_of

_WIDTH = 120
"""Of a table that nobody's terminal limits, so that what reads it finds whole names."""
_FIXES = {FixSafety.SAFE: "safe", FixSafety.NEEDS_REVIEW: "needs review", FixSafety.NONE: "by a model"}


def command(arguments: argparse.Namespace, _environ: Mapping[str, str]) -> int:
    """List the rules, show one, or begin one. Raises UsageError or RulesError for what does not exist."""
    match arguments.part:
        case "list":
            _list(_chosen(arguments.pack), as_json=arguments.json)
        case "show":
            _show(_named(arguments.id))
        case _:
            add(arguments.language, arguments.id, arguments.cwe, arguments.checkout)
    return 0


def fix_word(rule: BundledRule) -> str:
    """Who mends what the rule finds: its own fix, and how far that may be trusted, or a model."""
    return _FIXES[rule.rule.fix_safety]


def _chosen(names: Sequence[str] | None) -> tuple[BundledRule, ...]:
    if not names:
        return bundled_rules()
    wanted = {rule.id for name in names for rule in pack(name)}
    return tuple(rule for rule in bundled_rules() if rule.id in wanted)


def _named(rule_id: str) -> BundledRule:
    known = {rule.id: rule for rule in bundled_rules()}
    if rule_id in known:
        return known[rule_id]
    near = difflib.get_close_matches(rule_id, known, 3)
    raise UsageError(
        f"there is no bundled rule {rule_id}",
        hint=("perhaps: " + ", ".join(near)) if near else "`suture rules list` names them all",
    )


def _list(rules: Sequence[BundledRule], *, as_json: bool) -> None:
    if as_json:
        known = packs()
        print(
            dumps({"version": 1, "rules": [_record(rule, packs_of(rule, known)) for rule in rules]}), end=""
        )
        return
    table = Table(box=box.ROUNDED)
    for heading in ("Rule", "CWE", "Severity", "Confidence", "Fix"):
        table.add_column(heading, overflow="fold")
    for number, rule in enumerate(rules, 1):
        what = rule.rule
        last = number == len(rules) or rules[number].language != rule.language
        cells = (what.id, what.cwe[0], what.severity.value, what.confidence.value, fix_word(rule))
        table.add_row(*cells, end_section=last)
    console = Console()
    (console if console.is_terminal else Console(width=_WIDTH)).print(table)
    own = sum(rule.rule.fix_safety is not FixSafety.NONE for rule in rules)
    safe = sum(rule.rule.fix_safety is FixSafety.SAFE for rule in rules)
    print(f"{len(rules)} rules; {own} with a fix of their own, {safe} of these safe.")


def _record(rule: BundledRule, held_by: tuple[str, ...]) -> dict[str, Json]:
    what = rule.rule
    return {
        "id": what.id,
        "language": rule.language,
        "cwe": list(what.cwe),
        "owasp": list(what.owasp),
        "severity": what.severity.value,
        "confidence": what.confidence.value,
        "likelihood": what.likelihood.value,
        "impact": what.impact.value,
        "fix": what.fix_safety.value,
        "fix_tested": what.fix_tested,
        "packs": list(held_by),
    }


def _show(rule: BundledRule) -> None:
    console = Console()
    width = max(20, min(console.width, 100))
    for line in _page(rule):
        # Addresses and code stay on one line, so that they can be copied.
        whole = line.startswith(" ") or "\n" in line
        if not whole:
            # No id and no name of a header is broken either.
            line = textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        print(line)


def _page(rule: BundledRule) -> Iterator[str]:
    what, body = rule.rule, rule.body
    written: Mapping[str, Any] = rule.metadata
    levels = f"confidence {what.confidence}, likelihood {what.likelihood}, impact {what.impact}"
    yield from (what.id, f"  severity {what.severity}, {levels}")
    yield from (f"  {text}" for text in (*written["cwe"], *what.owasp))
    yield f"  in {', '.join(packs_of(rule, packs()))}"
    yield from ("", " ".join(str(body["message"]).split()), "", what.guidance)
    if "fix" in body:
        tested = "; a test runs code before and after it" if what.fix_tested else ""
        yield from ("", f"Its own fix ({fix_word(rule)}{tested}):")
        yield textwrap.indent("\n".join((*what.fix_imports, str(body["fix"]).rstrip())), "  ")
    yield from ("", *(f"  {link}" for link in what.references))
    yield f"  rules/{rule.language}/{rule.file.name}"
