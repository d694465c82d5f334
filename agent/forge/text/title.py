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
    "CWE-74": "keep input out of what another program reads",
    "CWE-77": "pass arguments to commands without a shell",
    "CWE-78": "pass arguments to commands without a shell",
    "CWE-79": "escape values in HTML",
    "CWE-80": "escape values in HTML",
    "CWE-88": "keep values from becoming options of a command",
    "CWE-89": "use bound parameters in SQL",
    "CWE-90": "escape values in LDAP filters",
    "CWE-94": "stop running input as code",
    "CWE-95": "stop running input as code",
    "CWE-98": "load files from a fixed list",
    "CWE-113": "keep line breaks out of headers",
    "CWE-116": "escape output for where it goes",
    "CWE-117": "keep line breaks out of log entries",
    "CWE-183": "compare with whole allowed values",
    "CWE-185": "anchor the regular expression",
    "CWE-200": "tell no more than is asked for",
    "CWE-208": "compare secrets in constant time",
    "CWE-209": "keep internals out of error messages",
    "CWE-215": "turn debug mode off",
    "CWE-250": "run with fewer privileges",
    "CWE-256": "store passwords as hashes",
    "CWE-259": "read the password from outside the source",
    "CWE-266": "grant fewer privileges",
    "CWE-269": "grant fewer privileges",
    "CWE-272": "run with fewer privileges",
    "CWE-276": "restrict file permissions",
    "CWE-284": "restrict who has access",
    "CWE-285": "check permission before acting",
    "CWE-287": "check who is asking",
    "CWE-295": "verify TLS certificates",
    "CWE-297": "verify the host's name in certificates",
    "CWE-306": "ask who it is before acting",
    "CWE-307": "limit how often a password can be tried",
    "CWE-311": "encrypt sensitive data",
    "CWE-312": "encrypt sensitive data",
    "CWE-319": "send data over an encrypted connection",
    "CWE-321": "read the key from outside the source",
    "CWE-322": "verify the host's key",
    "CWE-323": "use each nonce once",
    "CWE-324": "rotate keys",
    "CWE-326": "use a key of sufficient length",
    "CWE-327": "use a current cryptographic algorithm",
    "CWE-328": "use a current hash function",
    "CWE-329": "use a random initialization vector",
    "CWE-330": "make secrets with a secure generator",
    "CWE-338": "make secrets with a secure generator",
    "CWE-340": "make identifiers that cannot be guessed",
    "CWE-345": "check where data comes from",
    "CWE-346": "check where a message comes from",
    "CWE-347": "verify the signatures of tokens",
    "CWE-348": "use the address that can be trusted",
    "CWE-352": "check where a request comes from",
    "CWE-353": "check that data is unchanged",
    "CWE-377": "create temporary files safely",
    "CWE-384": "begin a new session at sign-in",
    "CWE-400": "bound how long a request may take",
    "CWE-409": "bound the size of what is unpacked",
    "CWE-434": "restrict which files can be uploaded",
    "CWE-470": "choose classes from a fixed list",
    "CWE-489": "turn debug mode off",
    "CWE-494": "check what is downloaded before it runs",
    "CWE-501": "keep input out of what is trusted",
    "CWE-502": "load data without building objects",
    "CWE-506": "leave out code that nobody can vouch for",
    "CWE-521": "ask for stronger passwords",
    "CWE-522": "protect credentials",
    "CWE-525": "keep sensitive pages out of caches",
    "CWE-532": "keep secrets out of the log",
    "CWE-538": "keep internal files out of what is served",
    "CWE-548": "serve no listing of folders",
    "CWE-552": "serve only what is meant to be public",
    "CWE-565": "do not decide by what a cookie says",
    "CWE-601": "restrict redirects to known targets",
    "CWE-611": "parse XML without external entities",
    "CWE-613": "let sessions end",
    "CWE-614": "send cookies over HTTPS only",
    "CWE-621": "keep input from naming variables",
    "CWE-639": "check whose record it is",
    "CWE-640": "protect the password reset",
    "CWE-643": "pass values to XPath as variables",
    "CWE-668": "keep internals out of reach",
    "CWE-681": "check a number before it is converted",
    "CWE-690": "check for a missing value",
    "CWE-693": "leave the protection on",
    "CWE-697": "compare values of one type",
    "CWE-704": "check a type before it is converted",
    "CWE-732": "restrict file permissions",
    "CWE-749": "expose fewer functions",
    "CWE-757": "refuse old versions of a protocol",
    "CWE-759": "hash passwords with a salt",
    "CWE-760": "hash passwords with a random salt",
    "CWE-770": "bound what a request may use",
    "CWE-776": "parse XML without entity expansion",
    "CWE-777": "anchor the regular expression",
    "CWE-778": "keep a record of what happens",
    "CWE-798": "read the secret from outside the source",
    "CWE-829": "pin what runs here to a known version",
    "CWE-843": "check a type before it is used",
    "CWE-862": "check permission before acting",
    "CWE-863": "check permission before acting",
    "CWE-908": "fill memory before it is used",
    "CWE-915": "set only the fields that may be set",
    "CWE-916": "hash passwords with a slow function",
    "CWE-917": "stop evaluating input as an expression",
    "CWE-918": "restrict which hosts requests go to",
    "CWE-922": "store sensitive data where scripts cannot read it",
    "CWE-942": "restrict which origins may ask",
    "CWE-943": "keep input from becoming a query",
    "CWE-1004": "hide cookies from scripts",
    "CWE-1021": "keep other sites from framing pages",
    "CWE-1022": "cut the link back to this page",
    "CWE-1104": "use a component that is looked after",
    "CWE-1204": "use a random initialization vector",
    "CWE-1236": "keep formulas out of exported sheets",
    "CWE-1275": "send cookies to this site only",
    "CWE-1321": "keep input off object prototypes",
    "CWE-1327": "listen on one address only",
    "CWE-1333": "bound the work of a regular expression",
    "CWE-1336": "stop rendering input as a template",
    "CWE-1357": "pin the version of a component",
    "CWE-1385": "check where a connection comes from",
    "CWE-1395": "look for known weaknesses in components",
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
