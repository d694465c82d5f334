"""Hard-coded secrets: told apart, never shown again, and found wherever else they are used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from agent.credentials import Vault
from agent.domain import Case, Change, Finding, Location, Rule
from agent.ports import Proposal, Snapshot
from agent.report.hiding import learn
from agent.text import utf8

REDACTED = "[redacted]"
MOST_USES = 20

_CWES = frozenset(f"CWE-{n}" for n in (256, 257, 259, 260, 312, 313, 321, 522, 526, 540, 547, 615, 798, 1391))
_NAMED = re.compile(r"hard-?_?coded|secret|credential|password|api-?_?key|private-?_?key", re.IGNORECASE)
_LITERAL = re.compile(r"""("{3}|'{3}|"|'|`)((?:\\.|(?!\1).)*)(\1|\Z)""", re.DOTALL)
_ASSIGNED = re.compile(r"^\s*[\w.-]+\s*[:=]\s*(?!\s)([^\n]+)$", re.MULTILINE)
_NAME = re.compile(
    r"(?:^|[\s.({,;])([A-Za-z_]\w{3,})\s*(?::[^=\n]{1,40})?(?<![=!<>])=(?!=)|[\w\])]\[\s*[\"'](\w{4,})[\"']\s*\]\s*=(?!=)"
)
_LOGIN = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
_PEM = re.compile(r"-----BEGIN[^-]*-----.*?(?:-----END[^-]*-----|\Z)", re.DOTALL)
_SHORTEST = 4
_LONG = 16
_LARGEST = 1_000_000


def is_secret(rule: Rule) -> bool:
    """Whether the rule is about a secret in the source; by its name only where it gives no CWE."""
    return bool(_CWES.intersection(rule.cwe)) or (not rule.cwe and _NAMED.search(rule.id) is not None)


def redactor(proposal: Proposal) -> Callable[[str], str]:
    """What takes credentials out of any text: of a finding about one its value, and long parts of it, too.

    A text that was asked for before is answered from memory.
    """
    vault = Vault()
    changes = proposal.draft.patch.changes
    before, after = (
        tuple(map(utf8, side)) for side in ([c.before for c in changes], [c.after for c in changes])
    )
    # A value is told by what stands around it: where it is quoted alone, it has to be known.
    learn(vault, proposal.case, before, after, proposal)
    if not is_secret(proposal.case.rule):
        return cache(vault.hide)
    values = _values(proposal.case, changes)
    parts = [part for value in values for part in _patterns(value)]
    pattern = re.compile("|".join([*parts, _PEM.pattern]), re.DOTALL)
    return cache(lambda text: vault.hide(pattern.sub(REDACTED, text)))


def snippet(finding: Finding) -> str:
    """The finding's code; of a secret, every literal that is no name is redacted.

    Empty when nothing could be redacted: then the secret might stand in there in a form that is not known.
    """
    text = finding.snippet
    if not is_secret(finding.rule):
        return text
    spans = [match.span(2) for match in _literals(text)] or [m.span(1) for m in _ASSIGNED.finditer(text)]
    for start, end in reversed(spans):
        text = text[:start] + REDACTED + text[end:]
    return _PEM.sub(REDACTED, text) if spans else ""


def uses(case: Case, snapshot: Snapshot) -> tuple[Location, ...]:
    """Other lines of the commit that hold the secret's value or name what it was assigned to: at most 20.

    Empty for findings that are about no secret.
    """
    if not is_secret(case.rule):
        return ()
    values = _values(case, ())
    names = {one for f in case.findings for pair in _NAME.findall(f.snippet) for one in pair if one}
    words = [rf"\b{re.escape(name)}\b" for name in sorted(names)] + [re.escape(value) for value in values]
    if not words:
        return ()
    own = {(f.location.path, n) for f in case.findings for n in range(f.location.start, f.location.end + 1)}
    places: list[Location] = []
    for place in _matching(snapshot, re.compile("|".join(words))):
        if (place.path, place.start) not in own:
            places.append(place)
        if len(places) == MOST_USES:
            break
    return tuple(places)


def _matching(snapshot: Snapshot, pattern: re.Pattern[str]) -> Iterator[Location]:
    for path, entry in sorted(snapshot.entries().items()):
        text = utf8(snapshot.read(path)) if entry.size <= _LARGEST else None
        if text is None or pattern.search(text) is None:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if pattern.search(line):
                yield Location(path, number, number)


def _values(case: Case, changes: Sequence[Change]) -> tuple[str, ...]:
    """Every value that may be the secret, the longest first."""
    found: set[str] = set()
    for finding in case.findings:
        literals = [match[2] for match in _literals(finding.snippet)]
        found.update(literals or [match[1].strip() for match in _ASSIGNED.finditer(finding.snippet)])
    for change in changes:
        before, after = utf8(change.before) or "", utf8(change.after) or ""
        gone = (match[2] for match in _literals(before) if match[2] not in after)
        found.update(value for value in gone if len(value) >= 2 * _SHORTEST and "\n" not in value)
    found.update(login for value in tuple(found) for login in _LOGIN.findall(value))
    found.update(line.strip() for value in tuple(found) for line in value.split("\n"))
    return tuple(sorted((v for v in found if len(v) >= _SHORTEST), key=lambda v: (-len(v), v)))


def _literals(text: str) -> Iterator[re.Match[str]]:
    """String literals that may be values: no keys of a mapping, no names in brackets or of variables."""
    for match in _LITERAL.finditer(text):
        start, end = match.span()
        before, after = text[max(start - 60, 0) : start].rstrip(), text[end : end + 60].lstrip()
        key = after.startswith(":") and (not before or before[-1] in "{,")
        subscript = after.startswith("]") and re.search(r"[\w\])]\[$", before) is not None
        variable = re.search(r"(?:getenv|environ\.get)\($", before) is not None
        if match[2] and not (key or subscript or variable):
            yield match


def _patterns(value: str) -> Iterator[str]:
    """The value, and where it is long the ends of it: tools shorten what they show."""
    yield re.escape(value)
    if len(value) >= _LONG:
        yield re.escape(value[:8]) + r"[\w+/=.-]*"
        yield r"[\w+/=.-]*" + re.escape(value[-8:])
