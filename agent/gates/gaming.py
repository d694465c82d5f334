"""Text that no patch may add. Pure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

from agent.domain import Change, Source
from agent.gates.hidden import hidden_trouble
from agent.gates.imports.parse import parse_python
from agent.gates.pysource import uses
from agent.gates.silencing import new_silencer

LONGEST_LINE = 1000

# Ways for application code to reach into the test framework that judges it. In Python they are looked for
# in what `pysource.uses` yields, elsewhere in the added lines.
_FRAMEWORK = re.compile(
    r"^\s*(import|from)\s+(_?pytest|pluggy|unittest|doctest|coverage|atexit|ctypes|gc|builtins|sitecustomize)\b"
    r"|\bsys\.(modules|settrace|gettrace|setprofile|getprofile|_getframe|_current_frames|monitoring)\b"
    r"|\bsys\.(meta_path|path_hooks|path_importer_cache|addaudithook)\b|\bos\._exit\b|\b__import__\s*\("
    r"|\binspect\.(stack|currentframe|trace|getouterframes)\b|\btraceback\.(extract|walk|print)_stack\b"
    r"|\bPYTEST_[A-Z_]+\b|\bJEST_WORKER_ID\b|\bVITEST(_\w+)?\b|\bNODE_TEST_CONTEXT\b|/proc/self"
    r"|\bNODE_ENV\b['\"\])]*\s*[=!]==?\s*['\"]test\b|^['\"](_?pytest|py\.test)['\"]$"
    r"|\bSUTURE_[A-Z_]+\b|\bjunit\.xml\b|\bmain_thread\b"
)


def added_text_trouble(change: Change, removed: Sequence[str], added: Sequence[str], source: Source) -> str:
    """Why what the patch adds is refused, with the beginning of the line; empty when it is not."""
    before, after = ((content or b"").decode("utf-8", "replace") for content in (change.before, change.after))
    # A data file that has long lines may get another, if not one that is longer beyond measure.
    longest = max(map(len, before.split("\n")))
    limit = LONGEST_LINE if longest <= LONGEST_LINE else 2 * longest
    for line in added:
        if len(line) > limit:
            return f"a line of {len(line)} characters: {line.strip()[:80]!a}"
    hidden = hidden_trouble(change, before, after, added)
    if hidden:
        return hidden
    silencer = new_silencer(change.path, before, after)
    if silencer:
        return f"silences a scanner instead of mending the code: {silencer[:80]!a}"
    reach = "" if source is Source.HUMAN else _new_reach(change, removed, added)
    return f"reaches into the test framework or the running process: {reach[:80]!a}" if reach else ""


def _new_reach(change: Change, removed: Sequence[str], added: Sequence[str]) -> str:
    """The first reach into the framework that the file did not hold, or not so often, before; or nothing."""
    if change.path.endswith((".py", ".pyi")):
        old, new = parse_python(change.before or b""), parse_python(change.after or b"")
        if isinstance(old, ast.Module) and isinstance(new, ast.Module):
            return next(iter(_reaches(new) - _reaches(old)), "")
    new_lines = _reaching(added) - _reaching(removed)
    return next(iter(new_lines), "")


def _reaching(lines: Sequence[str]) -> Counter[str]:
    return Counter(match[0].strip() for line in lines for match in _FRAMEWORK.finditer(line))


def _reaches(tree: ast.Module) -> Counter[str]:
    return Counter(use for use in uses(tree) if _FRAMEWORK.search(use))
