"""What another scanner says of a rule and of a finding, made ours. All of its text is untrusted. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.domain import Level, Rule, Severity
from agent.scanner.bandit_cwe import bandit_cwe
from agent.text import shortened, spelled_out

LONGEST_GUIDANCE = 1500
LONGEST_MESSAGE = 1000
_LONGEST_NAME = 100
_READ = 8000
_MOST_TAGS = 100

_SCORED = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
_BY_LEVEL = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "": Severity.MEDIUM,
}
_PRECISIONS = {"very-high": Level.HIGH, "high": Level.HIGH, "low": Level.LOW}
_CREDENTIALS = frozenset(("CWE-259", "CWE-321", "CWE-522", "CWE-798"))

_CWE = re.compile(r"\bcwe[-:_/ ]?0*(\d{1,5})\b", re.IGNORECASE)
_OWASP = re.compile(r"\bA\d\d:20\d\d\b")
_ABOUT_CREDENTIALS = re.compile(r"passw|secret|credential|token|api.?key|private.?key", re.IGNORECASE)
_SECRETS_TOOL = re.compile(r"gitleaks|trufflehog|secret", re.IGNORECASE)
_LONG_WORD = re.compile(r"[\w+/=.-]{8,}")
_QUOTED = re.compile(r"""(['"`])(.{3,200}?)\1""")
_WEB = re.compile(r"https?://[!#-;=?-\[\]_a-z~%]{1,300}", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\n]{0,500}\)")
_ADVICE = re.compile(
    r"^#+ *(?:recommendation|how to fix|best practices|remediation)[^\n]*\n", re.IGNORECASE | re.MULTILINE
)
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://\S+", re.IGNORECASE)
HIDDEN = "(not shown)"


@dataclass(frozen=True, slots=True)
class Described:
    """What a report says of a rule. `help` is Markdown or text, `link` its page."""

    tool: str
    id: str
    severity: Severity
    precision: str = ""
    tags: tuple[str, ...] = ()
    """Tags and whatever else may name a CWE or an OWASP category."""
    help: str = ""
    link: str = ""


def rule_from(said: Described) -> Rule:
    """The rule under the tool's name (`codeql/py/sql-injection`), so that it cannot pass for one of ours."""
    tool = tool_name(said.tool)
    tags = (*said.tags[:_MOST_TAGS], said.id)
    cwe = tuple(dict.fromkeys(f"CWE-{number}" for number in _numbers(tags)))
    cwe = cwe or _unsaid(tool, said.id)
    return Rule(
        id=f"{prefix(tool)}{_name(said.id)}",
        severity=said.severity,
        confidence=_PRECISIONS.get(said.precision.lower(), Level.MEDIUM),
        cwe=cwe,
        owasp=tuple(dict.fromkeys(found for tag in tags for found in _OWASP.findall(tag))),
        references=(said.link,) if _WEB.fullmatch(said.link) else (),
        guidance=guidance(said.help),
        tool=tool,
    )


def _unsaid(tool: str, name: str) -> tuple[str, ...]:
    """The weakness where a tool never says it."""
    if tool.lower() == "bandit":
        return bandit_cwe(name)
    return ("CWE-798",) if _SECRETS_TOOL.search(tool) else ()


def prefix(tool: str) -> str:
    """What a tool's rules begin with here: `semgrep-oss/`."""
    return re.sub(r"[^a-z0-9]+", "-", tool.lower()).strip("-") + "/"


def tool_name(text: str) -> str:
    """A tool's name on one line: letters, digits and `. + -`, at most 40 characters."""
    name = " ".join(re.sub(r"[^A-Za-z0-9 .+-]", " ", text).split())[:40].strip()
    return name if any(char.isalnum() for char in name) else "another scanner"


def _name(text: str) -> str:
    """A rule's name as branches, trailers and shells can carry it."""
    return re.sub(r"[^A-Za-z0-9_.:/+-]+", "-", text)[:_LONGEST_NAME]


def _numbers(tags: Iterable[str]) -> Iterator[str]:
    return (number for tag in tags for number in _CWE.findall(tag))


def by_score(score: object, level: str) -> Severity:
    """Severity from a `security-severity` of 0 to 10, else from the level."""
    try:
        value = float(score) if isinstance(score, str | int | float) else math.nan
    except (ValueError, OverflowError):
        value = math.nan
    if not 0 < value <= 10:
        return _BY_LEVEL.get(level, Severity.LOW)
    return next((severity for least, severity in _SCORED if value >= least), Severity.LOW)


def guidance(text: str) -> str:
    """Help text without markup, links and hidden characters: its advice where a heading tells it apart."""
    text = _seen(text[:_READ].replace("\r\n", "\n"))
    text = _ADDRESS.sub("(link)", _LINK.sub(r"\1", _TAG.sub("", text)))
    advice = _ADVICE.search(text)
    if advice is not None:
        rest = text[advice.end() :]
        after = _HEADING.search(rest)
        text = rest[: after.start()] if after is not None else rest
    text = re.sub(r"\n\s*\n+", "\n\n", text).strip()
    return shortened(text, LONGEST_GUIDANCE)


def message_from(text: str, rule: Rule, snippet: str) -> str:
    """A finding's message on one line. One about a credential does not repeat what the code quotes."""
    text = _ADDRESS.sub("(link)", _LINK.sub(r"\1", " ".join(_seen(text[:_READ]).split())))
    if about_credentials(rule):
        for _, literal in _QUOTED.findall(snippet):
            text = text.replace(literal, HIDDEN)
        text = _QUOTED.sub(lambda found: f"{found[1]}{HIDDEN}{found[1]}", text)
        text = _LONG_WORD.sub(lambda found: HIDDEN if _secret(found[0], snippet) else found[0], text)
    return shortened(text, LONGEST_MESSAGE) or rule.id


def _secret(word: str, snippet: str) -> bool:
    return any(char.isdigit() for char in word) and word.strip(".=-") in snippet


def about_credentials(rule: Rule) -> bool:
    """Whether the finding's code is likely to hold a secret."""
    return not _CREDENTIALS.isdisjoint(rule.cwe) or _ABOUT_CREDENTIALS.search(rule.id) is not None


def short(*texts: str) -> str:
    """Foreign text on one line for a list of what was left out, at most 200 characters."""
    return shortened(" ".join(_seen(" ".join(text[:_READ] for text in texts)).split()), 200)


def _seen(text: str) -> str:
    """Without the characters that are not drawn."""
    return spelled_out(text, lambda _: "", keep="\n\t")


def trail(places: Sequence[str]) -> str:
    """Foreign names for a note: the first three, and how many more."""
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return ", ".join(short(place) for place in places[:3]) + more
