"""Findings and patches made by hand, for tests of pure parts."""

from __future__ import annotations

from agent.domain import Change, Finding, FixSafety, Location, Patch, Rule, RuleFix, Severity, Source

BASE = "1" * 40


def rule(name: str = "py-rule", *, safety: FixSafety = FixSafety.NONE, imports: tuple[str, ...] = ()) -> Rule:
    return Rule(name, Severity.HIGH, cwe=("CWE-89",), fix_safety=safety, fix_imports=imports)


def finding_at(text: str, needle: str, name: str = "py-rule", path: str = "a.py", nth: int = 0) -> Finding:
    """A finding of rule `name` on the nth line of `text` that holds `needle`."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if needle in line]
    number = lines[nth]
    return Finding(
        rule(name), Location(path, number, number), "a message", text.split("\n")[number - 1], ordinal=nth
    )


def fixable(text: str, needle: str, replacement: str, imports: tuple[str, ...] = (), nth: int = 0) -> Finding:
    """A finding on `needle` itself, whose rule replaces it."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(needle, start + 1)
    line = text.count("\n", 0, start) + 1
    offset = len(text[:start].encode())
    return Finding(
        rule(safety=FixSafety.SAFE, imports=imports),
        Location("a.py", line, line),
        "a message",
        text.split("\n")[line - 1],
        RuleFix(offset, offset + len(needle.encode()), replacement),
        ordinal=nth,
    )


def patch(before: str | None, after: str | None, path: str = "a.py", source: Source = Source.MODEL) -> Patch:
    return Patch(BASE, (change(before, after, path),), source)


def change(before: str | None, after: str | None, path: str = "a.py") -> Change:
    return Change(path, _bytes(before), _bytes(after))


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
