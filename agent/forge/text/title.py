"""What a change is called: `fix(<area>): <what>`, in plain words and at most 72 characters."""

from __future__ import annotations

import posixpath
import re

from agent.domain import Rule
from agent.forge.text.defuse import has_reference

WIDTH = 72
NEUTRAL = "handle values more strictly"

# Folders that every project of a kind has; they tell nothing of the place.
_COMMON = frozenset(
    {"src", "source", "sources", "lib", "libs", "app", "apps", "pkg", "packages", "internal", "cmd"}
    | {"python", "java", "js", "main", "com", "org", "net", "io"}
)
_WHAT = {
    "CWE-20": "check input before it is used",
    "CWE-22": "keep file paths inside their folder",
    "CWE-73": "keep file paths inside their folder",
    "CWE-77": "pass arguments to commands without a shell",
    "CWE-78": "pass arguments to commands without a shell",
    "CWE-79": "escape values in HTML",
    "CWE-80": "escape values in HTML",
    "CWE-88": "keep values from becoming options of a command",
    "CWE-89": "use bound parameters in SQL",
    "CWE-90": "escape values in LDAP filters",
    "CWE-94": "stop running input as code",
    "CWE-95": "stop running input as code",
    "CWE-116": "escape output for where it goes",
    "CWE-117": "keep line breaks out of log entries",
    "CWE-208": "compare secrets in constant time",
    "CWE-215": "turn debug mode off",
    "CWE-259": "read the password from outside the source",
    "CWE-295": "verify TLS certificates",
    "CWE-321": "read the key from outside the source",
    "CWE-322": "verify the host's key",
    "CWE-326": "use a key of sufficient length",
    "CWE-327": "use a current cryptographic algorithm",
    "CWE-328": "use a current hash function",
    "CWE-330": "make secrets with a secure generator",
    "CWE-338": "make secrets with a secure generator",
    "CWE-340": "make identifiers that cannot be guessed",
    "CWE-347": "verify the signatures of tokens",
    "CWE-352": "check where a request comes from",
    "CWE-377": "create temporary files safely",
    "CWE-434": "restrict which files can be uploaded",
    "CWE-489": "turn debug mode off",
    "CWE-502": "load data without building objects",
    "CWE-532": "keep secrets out of the log",
    "CWE-601": "restrict redirects to known targets",
    "CWE-611": "parse XML without external entities",
    "CWE-614": "send cookies over HTTPS only",
    "CWE-639": "check whose record it is",
    "CWE-643": "pass values to XPath as variables",
    "CWE-732": "restrict file permissions",
    "CWE-776": "parse XML without entity expansion",
    "CWE-798": "read the secret from outside the source",
    "CWE-862": "check permission before acting",
    "CWE-863": "check permission before acting",
    "CWE-916": "hash passwords with a slow function",
    "CWE-918": "restrict which hosts requests go to",
    "CWE-942": "restrict which origins may ask",
    "CWE-1004": "hide cookies from scripts",
    "CWE-1321": "keep input off object prototypes",
    "CWE-1333": "bound the work of a regular expression",
    "CWE-1336": "stop rendering input as a template",
}


def title(rule: Rule, path: str, slug: str, *, neutral: bool) -> str:
    """The subject of pull request and commit; `neutral` names no weakness."""
    return subject("fix", path, slug, NEUTRAL if neutral else what(rule))


def subject(kind: str, path: str, slug: str, said: str) -> str:
    """A conventional subject of at most 72 characters; the area gives way first."""
    room = WIDTH - len(f"{kind}(): {said}")
    return f"{kind}({area(path, slug)[: max(room, 8)]}): {said}"[:WIDTH].rstrip()


def what(rule: Rule) -> str:
    """What a fix for this rule does, in a few plain words."""
    known = next((_WHAT[cwe] for cwe in rule.cwe if cwe in _WHAT), "")
    if known:
        return known
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", re.split(r"[./]", rule.id)[-1]).strip("-_")[:48]
    return f"resolve {name}" if name and not has_reference(name) else "resolve a scanner finding"


def area(path: str, slug: str) -> str:
    """The outermost folder or module of a path that tells a place apart.

    Neither folders that every project has nor one that is named as the repository do.
    """
    folders, stem = posixpath.dirname(path).split("/"), posixpath.splitext(posixpath.basename(path))[0]
    named = [*folders, *([] if stem in ("__init__", "index") else [stem])]
    plain = [word for word in map(_plain, named) if word and not has_reference(word)]
    own = slug.partition("/")[2].lower().replace("-", "_")
    telling = (w for w in plain if w.lower() not in _COMMON and w.lower().replace("-", "_") != own)
    return next(telling, plain[-1] if plain else "code")


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "", name).strip(".-")
