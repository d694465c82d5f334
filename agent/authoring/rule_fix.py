"""The rule's own fix: its replacements applied together, with the imports they need. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from agent.authoring.answers.imports import add_imports, drop_unused
from agent.domain import Case, Change, Draft, Finding, FixSafety, Patch, RuleFix, Source


@dataclass(frozen=True, slots=True)
class NoRuleFix:
    """The rule cannot fix this case, and why."""

    reason: str


def rule_fix(case: Case, base_sha: str, source: bytes, mode: str = "100644") -> Draft | NoRuleFix:
    """All findings of the case fixed by their rule, from right to left, or the reason why not.

    Overlapping replacements are refused: applied one after the other they would corrupt the file.
    """
    fixes = [finding.fix for finding in case.findings if finding.fix is not None]
    if len(fixes) < len(case.findings):
        return NoRuleFix("the rule has no fix for it")
    if case.rule.fix_safety is FixSafety.NONE:
        return NoRuleFix("the rule says that its fix is not to be applied")
    ordered = sorted(set(fixes), key=lambda fix: fix.start)
    if any(left.end > right.start for left, right in pairwise(ordered)):
        return NoRuleFix("the rule's fixes overlap")
    fixed = _replace(source, ordered)
    try:
        before, text = source.decode(), fixed.decode()
    except UnicodeDecodeError:
        return NoRuleFix("the file is not UTF-8")
    whole = add_imports(case.path, text, case.rule.fix_imports)
    after = drop_unused(case.path, before, whole).encode()
    if after == source:
        return NoRuleFix("the rule's fix changes nothing")
    change = Change(case.path, source, after, mode, mode)
    return Draft(Patch(base_sha, (change,), Source.RULE_FIX), _summary(case))


def _replace(source: bytes, fixes: list[RuleFix]) -> bytes:
    for fix in reversed(fixes):
        matched = source[fix.start : fix.end].decode("utf-8", "replace")
        source = source[: fix.start] + _indented_as(matched, fix.replacement).encode() + source[fix.end :]
    return source


def _indented_as(matched: str, replacement: str) -> str:
    """The replacement with each line as far in as it was: semgrep moves continued lines to the right."""
    old, new = matched.split("\n"), replacement.split("\n")
    if len(old) != len(new):
        return replacement
    kept = [line[: len(line) - len(line.lstrip())] for line in old]
    return "\n".join(new[:1] + [space + line.lstrip() for space, line in zip(kept[1:], new[1:], strict=True)])


def _summary(case: Case) -> str:
    places = ", ".join(f"line {_line(finding)}" for finding in case.findings)
    return f"Replaced by the rule's own fix at {places}. {case.rule.guidance}".strip()


def _line(finding: Finding) -> int:
    return finding.location.start
