"""Rights that a patch gives away: file modes, origins, privileges, open ports. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from agent.domain import Change
from agent.gates.hidden import PROSE
from agent.gates.secrets.lines import lines_of, uncommented, without_login
from agent.verdict import Flag, FlagKind

# What each says of itself, and how it is spelled in code and in configuration.
_RIGHTS = (
    ("file rights", r"\b[fl]?ch(?:mod|own)\b[^;\n]{0,60}|\bumask\s*\(?[^;\n]{0,20}|\bS_I[RWX]\w*"),
    ("file rights", r"\bmode\s*[=:]\s*(?:0o?)?[0-7]{3,4}\b|\b0o?[0-7]?[0-7][0-7][2367]\b"),
    ("origins", r"(?i)Access-Control-Allow-[\w-]+|\bcors\s*\([^\n]{0,60}|\ballow_origins?\b[^\n]{0,40}"),
    ("origins", r"\borigins?\s*[=:]\s*[\[(]?\s*['\"`]?(?:\*|https?:)[^\s,)]*"),
    ("origins", r"\bCSRF_TRUSTED_ORIGINS\b|\bALLOWED_HOSTS\b[^\n]{0,40}"),
    ("privileges", r"\bprivileged\b\s*[=:]\s*[Tt]rue|--privileged\b|\bsudo\b['\"]?,?\s+\S+|\bcap_add\b"),
    ("privileges", r"\bhostNetwork\b|\bset(?:e|res)?[ug]id\s*\(|\brunAsUser\s*:\s*0\b|^\s*USER\s+root\b"),
    ("privileges", r"\bGRANT\s+[\w ,]+\s+(?:ON|TO)\s+\S+|\bSECURITY\s+DEFINER"),
    ("privileges", r"\b(?:ALTER|CREATE)\s+(?:ROLE|USER)\s+\S+"),
    ("privileges", r"['\"](?:Action|Principal|Resource)['\"]\s*:\s*\[?\s*['\"]\*['\"]"),
    ("privileges", r"\bis_(?:superuser|staff|admin)\s*=\s*True\b"),
    ("privileges", r"\brole\s*[=:]\s*['\"](?:admin|root|owner|superuser)['\"]"),
    ("an open port", r"\b0\.0\.0\.0\b(?!/)[^\s,)]*|^\s*EXPOSE\s+\d+|\[::\]:\d+|\bINADDR_ANY\b"),
)
_PATTERNS = tuple((kind, re.compile(spelled)) for kind, spelled in _RIGHTS)


def new_permissions(changes: Sequence[Change]) -> Iterator[Flag]:
    """One flag for each line that gives a right which the removed lines of its file did not give."""
    for change in changes:
        if change.path.endswith(PROSE):
            continue
        lines = lines_of(change)
        before = Counter(said for line in lines.removed for said in _rights(change.path, line.text))
        for line in lines.added:
            fresh = []
            for kind, said in _rights(change.path, line.text):
                before[kind, said] -= 1
                if before[kind, said] < 0:
                    fresh.append((kind, said))
            for kind, said in fresh[:1]:
                where = f"{change.path}:{line.number}"
                yield Flag(FlagKind.PERMISSION, where, f"changes {kind}: {without_login(said)[:100]}")


def _rights(path: str, text: str) -> Iterator[tuple[str, str]]:
    code = uncommented(path, text)
    for kind, pattern in _PATTERNS:
        yield from ((kind, match[0].strip()) for match in pattern.finditer(code))
