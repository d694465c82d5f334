"""Text that no patch may add, and tests that no patch may weaken. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from agent.domain import Change, Source

LONGEST_LINE = 1000

_SUPPRESSION = re.compile(
    r"nosem(grep)?\b|\bnosec\b|\bnoqa\b|\bNOSONAR\b|\blgtm\b\s*\[|codeql\s*\[|eslint-disable|tslint:disable"
    r"|\bpylint:\s*disable|\bpragma:\s*(no\s*cover|allowlist)|#\s*type:\s*ignore|#\s*pyright:\s*ignore|@ts-(ignore|nocheck)"
    r"|@SuppressWarnings|#nosec|//\s*nolint|rubocop:disable|phpcs:ignore|checkov:skip|tfsec:ignore|snyk:ignore"
    r"|bearer:disable|devskim:\s*ignore|gitleaks:allow|semgrep-?ignore|skipcq",
    re.IGNORECASE,
)

# Ways for application code to reach into the test framework that judges it.
_FRAMEWORK = re.compile(
    r"^\s*(import|from)\s+(_?pytest|unittest|atexit|ctypes|gc|sitecustomize)\b|\bsys\.modules\b|\bos\._exit\b"
    r"|\bPYTEST_CURRENT_TEST\b|\bsys\.(settrace|setprofile|_getframe)\b|\b__import__\s*\(|/proc/self"
)

_TEST_FILE = re.compile(
    r"(^|/)(tests?|__tests__|spec)/|(^|/)(test_[^/]*|conftest\.py|[^/]*_test\.\w+|[^/]*\.(test|spec)\.\w+)$"
)
_SKIP = re.compile(
    r"\b(pytest\.(skip|xfail|importorskip)|pytest\.mark\.(skip|skipif|xfail)|unittest\.(skip|expectedFailure)\w*|SkipTest"
    r"|collect_ignore|__test__\s*=\s*False)\b|\b(it|test|describe)\.(skip|only|todo|failing)\b|\bx(it|describe|test)\s*\("
)
_ASSERTION = re.compile(
    r"\bassert\b|\bself\.(assert\w+|fail)\b|\bpytest\.raises\b|\bexpect\s*\(|\bassert\.\w+\s*\("
)
_TEST_NAME = re.compile(
    r"^\s*(?:async\s+)?def\s+(test\w*)|\b(?:it|test)\s*\(\s*(['\"`])(.*?)\2", re.MULTILINE
)


def added_text_trouble(change: Change, removed: Sequence[str], added: Sequence[str], source: Source) -> str:
    """Why an added line is refused, with the line's beginning; empty when none is."""
    known = (change.before or b"").decode("utf-8", "replace")
    silenced = Counter(word for line in removed for word in _silencers(line))
    for line in added:
        reason = _hidden(line, known)
        if len(line) > LONGEST_LINE:
            reason = f"a line of {len(line)} characters"
        elif Counter(_silencers(line)) - silenced:
            reason = "silences a scanner instead of mending the code"
        elif source is not Source.HUMAN and _FRAMEWORK.search(line) and line not in known.split("\n"):
            reason = "reaches into the test framework or the running process"
        if reason:
            return f"{reason}: {line.strip()[:80]!a}"
    return ""


def _silencers(line: str) -> list[str]:
    """The suppression comments of a line; one that an edited line had before is not new."""
    return [match[0].lower() for match in _SUPPRESSION.finditer(line)]


def _hidden(line: str, known: str) -> str:
    """Invisible, bidirectional and look-alike characters that the file did not hold before."""
    if line.isascii() or line in known:
        return ""
    for character in line:
        if unicodedata.category(character) in ("Cf", "Co", "Cn", "Cc") and character not in "\t\r\f":
            return f"a hidden character U+{ord(character):04X}"
    for word in re.findall(r"\w+", line):
        foreign = [c for c in word if c.isalpha() and not c.isascii() and _looks_latin(c)]
        if foreign and word not in known and len(foreign) < sum(c.isalpha() for c in word):
            return f"a look-alike character U+{ord(foreign[0]):04X} in {word!a}"
    return ""


def _looks_latin(character: str) -> bool:
    """Letters of alphabets that hold twins of Latin ones, and compatibility forms of Latin letters."""
    name = unicodedata.name(character, "")
    if name.startswith(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")):
        return True
    return unicodedata.normalize("NFKC", character).isascii()


def weakened_test(change: Change) -> str:
    """Why a changed test file counts as weakened; empty when it does not, or is no test file."""
    if change.before is None or not _TEST_FILE.search(change.path):
        return ""
    before, after = ((content or b"").decode("utf-8", "replace") for content in (change.before, change.after))
    lost = _names(before) - _names(after)
    if lost:
        return f"removes the test {min(lost)!r}"
    if len(_SKIP.findall(after)) > len(_SKIP.findall(before)):
        return "skips a test that was run"
    if len(_ASSERTION.findall(after)) < len(_ASSERTION.findall(before)):
        return "removes assertions"
    return ""


def _names(text: str) -> set[str]:
    return {match[1] or match[3] for match in _TEST_NAME.finditer(text)}
