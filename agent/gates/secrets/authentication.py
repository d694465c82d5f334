"""Changes to code that decides who somebody is and what they may do; checks that go come first. Pure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.hidden import PROSE
from agent.gates.imports.parse import parse_python
from agent.gates.imports.tree import is_test
from agent.gates.pysource import written
from agent.gates.secrets.lines import Lines, lines_of, masked, uncommented
from agent.verdict import Flag, FlagKind

_WORDS = re.compile(
    r"(?<![a-z])(?:auth(?:n|z|enticat\w*|oriz\w*)?|log(?:ged_?)?_?(?:in|out)|sign_?in|sessions?|csrf|xsrf|jwt|oauth2?|saml|passwords?"
    r"|passwd|credentials?|permissions?|roles?|acl|rbac|mfa|otp|tokens?|admin_required|staff_required|superuser|webhooks?)(?![a-z])",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    r"\b\w*(?:login|auth|permission|role|admin|staff|csrf|token|session|jwt|scope)s?_?(?:required|check|guard|protect)\w*"
    r"|\b(?:require|ensure|check|verify|validate|has|is)_?(?:auth|login|logged|permission|perm|role|admin|staff|token|csrf|jwt|signature"
    r"|session|password|owner|user|authenticated|authorized|superuser|active)\w*|\bcompare_digest\b|\bconstantTimeEqual\b|\btimingSafeEqual\b"
    r"|\bpassport\.authenticate\b|\bjwt\.(?:verify|decode)\b|\babort\s*\(\s*40[13]\b|\bstatus\s*\(\s*40[13]\b|\bcurrent_user\b"
    r"|\bPermissionDenied\b|\bForbidden\b|\bUnauthorized\b|\bcsrf_exempt\b|\bAllowAny\b|@PreAuthorize\b|@RolesAllowed\b|@Secured\b"
    r"|\bsecurity\.authorize\w*|\w*csrf\w*|\blogin_manager\b|\bsession\s*\[|\bverify\s*=\s*False\b|\bverify_signature\b",
    re.IGNORECASE,
)
_LONGEST = 100


def changed_authentication(changes: Sequence[Change]) -> Iterator[Flag]:
    """Removed checks, then added ones, then other changes to functions and modules that are named for it."""
    gone: list[Flag] = []
    come: list[Flag] = []
    other: list[Flag] = []
    for change in changes:
        if change.path.endswith(PROSE) or is_test(change.path):
            continue
        lines = lines_of(change)
        gone += _marks(change, "removes", change.before, change.after)
        gone += _checks(change, "removes", lines)
        come += _marks(change, "adds", change.after, change.before)
        come += _checks(change, "adds", lines)
        other += _places(change, lines)
    yield from (*gone, *come, *other)


def _flag(change: Change, line: int, text: str) -> Flag:
    return Flag(FlagKind.AUTHENTICATION, f"{change.path}:{line}", text)


def _marks(change: Change, verb: str, here: bytes | None, there: bytes | None) -> Iterator[Flag]:
    """Decorators of Python functions that one side has and the other has not, function by function."""
    other = Counter((owner, spelled) for owner, spelled, _ in _decorators(change, there))
    for owner, spelled, line in _decorators(change, here):
        other[owner, spelled] -= 1
        if other[owner, spelled] < 0:
            at = line if verb == "adds" else min(line, (change.after or b"").count(b"\n") + 1)
            yield _flag(change, at, f"{verb} @{masked(spelled)[:_LONGEST]} on {owner}")


def _decorators(change: Change, content: bytes | None) -> Iterator[tuple[str, str, int]]:
    tree = parse_python(content or b"") if change.path.endswith(".py") else None
    for node in ast.walk(tree) if isinstance(tree, ast.Module) else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for mark in node.decorator_list:
                spelled = written(mark)
                name = written(mark.func if isinstance(mark, ast.Call) else mark)
                if _WORDS.search(name) or _CHECKS.search(name):
                    yield node.name, spelled, mark.lineno


def _checks(change: Change, verb: str, lines: Lines) -> Iterator[Flag]:
    """Calls and answers that check, more of them on one side of the change than on the other."""
    adds = verb == "adds"
    said = "adds code that checks or grants access" if adds else "removes a check"
    here, there = (lines.added, lines.removed) if adds else (lines.removed, lines.added)
    python = change.path.endswith(".py")
    other = Counter(match.lower() for line in there for match in _found(change.path, line.text))
    for line in here:
        if python and line.text.lstrip().startswith(("@", "import ", "from ")):
            continue
        for match in _found(change.path, line.text):
            other[match.lower()] -= 1
            if other[match.lower()] < 0:
                at = line.number if adds else min(line.number, (change.after or b"").count(b"\n") + 1)
                yield _flag(change, at, f"{said}: {masked(line.text.strip())[:_LONGEST]!r}")
                break


def _found(path: str, text: str) -> list[str]:
    return _CHECKS.findall(uncommented(path, text))


def _places(change: Change, lines: Lines) -> Iterator[Flag]:
    """Changed functions, else the changed module, when its name says that it authenticates or authorises."""
    touched = [line.number for line in lines.added] or [line.number for line in lines.removed]
    if not touched:
        return
    named: dict[str, int] = {}
    tree = parse_python(change.after or b"") if change.path.endswith(".py") else None
    for node in ast.walk(tree) if isinstance(tree, ast.Module) else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _WORDS.search(node.name):
            inside = [at for at in touched if node.lineno <= at <= (node.end_lineno or node.lineno)]
            if inside:
                named[node.name] = inside[0]
    for name, line in sorted(named.items(), key=lambda item: item[1]):
        yield _flag(change, line, f"changes {name}()")
    if not named and any(_WORDS.search(part) for part in PurePosixPath(change.path).with_suffix("").parts):
        yield _flag(change, touched[0], "changes a module that authenticates or authorises")
