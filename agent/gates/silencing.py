"""Comments and annotations that tell a scanner to look away. Pure."""

from __future__ import annotations

import re
import tokenize
from collections import Counter
from collections.abc import Iterator

from agent.gates.hidden import PROSE
from agent.gates.pysource import tokens

_WORDS = re.compile(
    r"\bnosem(grep)?\b|\bnosec\b|\bnoqa\b|\bNOSONAR\b|\blgtm\b|\bcodeql\s*\[|\bcoverity\s*\[|\bNOLINT|\bskipcq"
    r"|\b(eslint|oxlint|tslint|stylelint|bearer|rubocop|phpcs)[-:]\s*disable|\bbiome-ignore|\bdeno-lint-ignore|\bsemgrep-?ignore"
    r"|\b(jshint|istanbul|c8|v8|deepcode|kics-scan)[\s:]+ignore|\b(tfsec|snyk|trivy|trufflehog|phpcs|devskim):\s*ignore"
    r"|\b(checkov|terrascan):\s*skip|\bpylint:\s*(disable|skip-file)|\bmypy:\s*(ignore-errors|disable)|\bpytype:\s*disable"
    r"|\bpyre-(ignore|fixme|unsafe)|\btype:\s*ignore|\bpyright:\s*ignore|@ts-(ignore|nocheck|expect-error)"
    r"|\bpragma:\s*(no\s*cover|(allow|white)list)|\bgitleaks:\s*allow|\bggignore|\bnoinspection\b|\bcppcheck-suppress",
    re.IGNORECASE,
)
_ANNOTATION = re.compile(r"@(\w+:)?Suppress(FB|Lint)?(Warnings)?\b\s*(\([^)\n]*\))?")
_MARKED = re.compile(r".*(//|#|/\*|<!--|--)")
_BLOCK = re.compile(r"/\*|\*/|<!--|-->")
# semgrep reads lines, not comments: there a string is as good.
_LINE_WORDS = re.compile(r"(#|//)\s*nosem", re.IGNORECASE)


def new_silencer(path: str, before: str, after: str) -> str:
    """A whole comment that silences a scanner, and that the file has more often than before; or nothing."""
    if path.endswith(PROSE) or not (_WORDS.search(after) or _ANNOTATION.search(after)):
        return ""
    return next(iter(Counter(_silencers(path, after)) - Counter(_silencers(path, before))), "")


def _silencers(path: str, text: str) -> Iterator[str]:
    found = tokens(text) if path.endswith((".py", ".pyi")) else None
    if found is None:
        yield from _marked(text)
        yield from (match[0] for match in _ANNOTATION.finditer(text))
        return
    for token in found:
        words = _WORDS if token.type == tokenize.COMMENT else _LINE_WORDS
        if words.search(token.string):
            yield token.string.strip()


def _marked(text: str) -> Iterator[str]:
    """Silencing words behind a comment's mark or inside a block comment, each up to the end of its line.

    Strings are not told from comments: what looks like a comment counts as one.
    """
    inside = False
    for line in text.split("\n"):
        for match in _WORDS.finditer(line):
            marked = _MARKED.match(line, 0, match.end())
            if marked or inside:
                yield line[marked.start(1) if marked else 0 :].strip()
        marks = _BLOCK.findall(line)
        inside = marks[-1] in ("/*", "<!--") if marks else inside
