"""docs/rules.md from the rule files: `python -m tests.rules_doc` writes it, and a test holds it up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agent.domain import FixSafety
from agent.scanner.bundled import SHELVES, BundledRule, bundled_rules, cwe_number
from agent.scanner.packs import PREFIX, packs, packs_of

FILE = Path(__file__).parents[1] / "docs/rules.md"
_HEAD = """\
# Bundled rules

Written by `python -m tests.rules_doc` from the rule files; do not edit it. `suture rules show ID` prints what one says, and
[configuration.md](configuration.md#packs) tells what the packs mean.
"""
_FIX = {FixSafety.SAFE: "safe", FixSafety.NEEDS_REVIEW: "needs review", FixSafety.NONE: ""}
_WORDS: Mapping[str, str] = {
    "suture:default": "confidence high; what an empty `config` means",
    "suture:all": "every rule",
    "suture:owasp": "confidence high or medium, with a category of the OWASP Top 10:2021",
    "suture:cwe-top-25": "confidence high or medium, first weakness in MITRE's CWE Top 25 of 2024",
}


def text() -> str:
    """The whole file."""
    rules = bundled_rules()
    known = packs(rules)
    return "\n".join((_HEAD, *_counts(rules, known), *_sections(rules, known), ""))


def _counts(rules: Sequence[BundledRule], known: Mapping[str, Sequence[BundledRule]]) -> Iterator[str]:
    own = sum(rule.rule.fix_safety is not FixSafety.NONE for rule in rules)
    tested = sum(rule.rule.fix_tested for rule in rules)
    weaknesses = {rule.rule.cwe[0] for rule in rules}
    yield (
        f"{len(rules)} rules for {len(weaknesses)} weaknesses. {own} have a fix of their own, of which {_safe(rules)}"
        f" are safe; for {tested} of these a test runs code before and after the fix, so that it needs neither proof"
        " nor review.\n"
    )
    yield "| pack | rules | with a safe fix | what it holds |\n|---|---|---|---|"
    for name, held in known.items():
        language = name.removeprefix(PREFIX)
        said = _WORDS.get(name) or f"confidence high or medium, for {SHELVES[language].title}"
        yield f"| `{name}` | {len(held)} | {_safe(held)} | {said} |"


def _safe(rules: Sequence[BundledRule]) -> int:
    return sum(rule.rule.fix_safety is FixSafety.SAFE for rule in rules)


def _sections(rules: Sequence[BundledRule], known: Mapping[str, Sequence[BundledRule]]) -> Iterator[str]:
    for language, shelf in SHELVES.items():
        here = [rule for rule in rules if rule.language == language]
        if here:
            yield f"\n## {shelf.title}\n"
            yield "| rule | CWE | severity | confidence | fix | packs |\n|---|---|---|---|---|---|"
            yield from (_row(rule, packs_of(rule, known)) for rule in here)


def _row(rule: BundledRule, held_by: Sequence[str]) -> str:
    what = rule.rule
    number = cwe_number(what.cwe[0])
    tested = ", tested" if what.fix_tested else ""
    named = ", ".join(name.removeprefix(PREFIX) for name in held_by)
    weakness = f"[{number}](https://cwe.mitre.org/data/definitions/{number}.html)"
    return f"| `{what.id}` | {weakness} | {what.severity} | {what.confidence} | {_FIX[what.fix_safety]}{tested} | {named} |"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
    sys.stdout.write(f"wrote {FILE}\n")
