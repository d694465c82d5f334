"""What semgrep says, as our values. Pure; tolerant of what other people's metadata leaves out."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from agent.domain import Finding, FixSafety, Level, Location, Rule, RuleFix, Severity

_SEVERITIES = {
    "CRITICAL": Severity.CRITICAL,
    "HIGH": Severity.HIGH,
    "ERROR": Severity.HIGH,
    "MEDIUM": Severity.MEDIUM,
    "WARNING": Severity.MEDIUM,
}


_JS_IMPORT = re.compile(
    r"import [\w*{}, ]+ from ['\"][\w@/.:-]+['\"];?"
    r"|(const|let|var) [\w{}, ]+ = require\(['\"][\w@/.:-]+['\"]\);?"
)


def rule_from(result: Mapping[str, Any]) -> Rule:
    """The rule behind one semgrep result. What its metadata leaves out gets the middle value."""
    extra = result["extra"]
    metadata = _table(extra.get("metadata"))
    ours = _table(metadata.get("suture"))
    fix = "fix" in extra
    return Rule(
        id=result["check_id"],
        severity=_SEVERITIES.get(str(extra.get("severity")).upper(), Severity.LOW),
        confidence=_level(metadata.get("confidence")),
        likelihood=_level(metadata.get("likelihood")),
        impact=_level(metadata.get("impact")),
        cwe=tuple(m[0] for m in (re.match(r"CWE-\d+", text) for text in _texts(metadata.get("cwe"))) if m),
        owasp=_texts(metadata.get("owasp")),
        references=_texts(metadata.get("references")),
        guidance=str(ours.get("guidance") or "").strip(),
        fewshot=str(ours.get("fewshot") or ""),
        fix_safety=_safety(ours.get("fix_safety"), fix),
        fix_imports=tuple(filter(_is_import, _texts(ours.get("fix_imports")))),
        fix_tested=ours.get("fix_tested") is True,
        new_files=_texts(ours.get("new_files")),
    )


def finding_from(result: Mapping[str, Any], source: bytes) -> Finding:
    """One semgrep result against the file it was found in. Semgrep's offsets are bytes, its lines from 1."""
    start, end = result["start"], result["end"]
    fix = result["extra"].get("fix")
    # A match that ends at a line's very beginning does not hold that line.
    last = end["line"] - 1 if end["col"] == 1 and end["line"] > start["line"] else end["line"]
    lines = source.split(b"\n")[start["line"] - 1 : last]
    return Finding(
        rule=rule_from(result),
        location=Location(result["path"], start["line"], last),
        message=" ".join(str(result["extra"].get("message", "")).split()),
        snippet=b"\n".join(lines).decode("utf-8", "replace").rstrip("\r"),
        fix=None if fix is None else RuleFix(start["offset"], end["offset"], fix),
    )


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_import(statement: str) -> bool:
    """Whether a rule's `fix_imports` entry is one import and nothing else; code in there is not inserted."""
    try:
        (node,) = ast.parse(statement).body
    except (SyntaxError, ValueError):
        return _JS_IMPORT.fullmatch(statement) is not None
    return isinstance(node, ast.Import | ast.ImportFrom)


def _level(value: object) -> Level:
    text = str(value).lower()
    return Level(text) if text in set(Level) else Level.MEDIUM


def _safety(value: object, has_fix: bool) -> FixSafety:
    """A rule that carries a fix without saying how safe it is gets the careful reading."""
    if not has_fix:
        return FixSafety.NONE
    return FixSafety(str(value)) if str(value) in set(FixSafety) else FixSafety.NEEDS_REVIEW


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
