"""What an answer that is no success means: a `Trouble`, in GitHub's own words made harmless. Pure."""

from __future__ import annotations

import email.utils
import math
import re
from collections.abc import Iterable, Mapping

import github

from agent.forge.values import Trouble, TroubleKind
from agent.text import spelled_out

LONGEST = 300
DEFAULT_WAIT = 60.0
SIGN_IN_HINT = (
    "set GITHUB_TOKEN (or GH_TOKEN) to a valid token, or give the id and private key of a GitHub App"
)
ADDRESS_HINT = "check GITHUB_API_URL and the connection to it"

# Permissions by what a path begins with below the repository, for answers that do not name one.
_NEEDED = (
    ("/code-scanning", "code scanning alerts (security_events): write"),
    ("/git/", "contents: write"),
    ("/pulls", "pull requests: write"),
    ("/issues", "issues: write"),
    ("/teams", "members: read (organization)"),
    ("/graphql", "contents: write and pull requests: write"),
)
_PLACES = (
    "fine-grained token: its repository permissions; GitHub App: its permissions, then accept them in the "
    "installation; GITHUB_TOKEN: `permissions:` of the workflow"
)
# A phrase in lower case, and what it means whatever the status.
_KNOWN = (
    (
        "not permitted to create or approve pull requests",
        TroubleKind.PERMISSION,
        "Settings > Actions > General > Workflow permissions: allow GitHub Actions to create and approve "
        "pull requests",
    ),
    ("was archived", TroubleKind.PERMISSION, "the repository is archived: unarchive it, or leave it out"),
    ("is archived", TroubleKind.PERMISSION, "the repository is archived: unarchive it, or leave it out"),
    (
        "draft pull requests are not supported",
        TroubleKind.REFUSED,
        "drafts need a public repository or a paid plan; nothing is ever opened that is not a draft",
    ),
    (
        "rule violations",
        TroubleKind.REFUSED,
        "allow our identity to create branches named suture/ in Settings > Rules > Rulesets",
    ),
    (
        "saml enforcement",
        TroubleKind.PERMISSION,
        "authorize the token for the organization's single sign-on",
    ),
    (
        "security must be enabled",
        TroubleKind.PERMISSION,
        "enable code scanning in Settings > Code security",
    ),
    ("already exists", TroubleKind.EXISTS, ""),
    ("not a fast forward", TroubleKind.EXISTS, ""),
    ("not a fast-forward", TroubleKind.EXISTS, ""),
    ("reference does not exist", TroubleKind.MISSING, ""),
)
_GRAPHQL = {
    "NOT_FOUND": TroubleKind.MISSING,
    "FORBIDDEN": TroubleKind.PERMISSION,
    "INSUFFICIENT_SCOPES": TroubleKind.PERMISSION,
    "RATE_LIMITED": TroubleKind.LATER,
    "STALE_DATA": TroubleKind.EXISTS,
    "INTERNAL": TroubleKind.UNSURE,
    "SERVICE_UNAVAILABLE": TroubleKind.UNSURE,
}
_SECRETS = re.compile(r"gh[a-z]_\w{8,}|github_pat_\w{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")


def trouble(status: int, headers: Mapping[str, str], body: object, path: str = "") -> Trouble:
    """What an answer outside 200 to 299 means.

    `headers` have names in lower case, `body` is parsed JSON or the raw text, `path` what was asked for.
    """
    said = words(body) or f"status {status}"
    lower = said.casefold()
    if _limited(status, headers, lower):
        return _later(said, headers)
    if status == 401:
        return Trouble(TroubleKind.PERMISSION, f"the token is refused: {said}", SIGN_IN_HINT)
    if (known := _known(lower)) and 400 <= status < 500:
        return Trouble(known[0], said, known[1])
    if status == 403:
        return Trouble(TroubleKind.PERMISSION, said, _permission_hint(headers, lower, path))
    if status in (404, 410):
        return Trouble(TroubleKind.MISSING, said, "it is not there, or the token may not see it")
    if 300 <= status < 400:
        return Trouble(TroubleKind.REFUSED, f"the forge redirects elsewhere ({status})", ADDRESS_HINT)
    if 400 <= status < 500 and status not in (408, 425):
        return Trouble(TroubleKind.REFUSED, said)
    return Trouble(TroubleKind.UNSURE, f"the forge answered {status}: {said}")


def graphql_trouble(errors: Iterable[object], headers: Mapping[str, str]) -> Trouble:
    """What the `errors` of a GraphQL answer mean; their HTTP status is 200."""
    listed = list(errors)
    said = words({"errors": listed}) or "the query failed without a word"
    lower = said.casefold()
    kinds = [_GRAPHQL.get(str(error.get("type"))) for error in listed if isinstance(error, dict)]
    kind = next((kind for kind in kinds if kind), None)
    if kind is TroubleKind.LATER or "rate limit" in lower or "submitted too quickly" in lower:
        return _later(said, headers)
    if known := _known(lower):
        return Trouble(known[0], said, known[1])
    if kind is TroubleKind.PERMISSION or "resource not accessible" in lower:
        return Trouble(TroubleKind.PERMISSION, said, _permission_hint(headers, lower, "/graphql"))
    if "something went wrong" in lower or "timed out" in lower or "timeout" in lower:
        return Trouble(TroubleKind.UNSURE, said)
    return Trouble(kind or TroubleKind.REFUSED, said)


def of_exception(error: github.GithubException) -> Trouble:
    """The same for what PyGithub raises."""
    headers = {str(name).lower(): str(value) for name, value in (error.headers or {}).items()}
    status = error.status if isinstance(error.status, int) else 0
    if status == 400 and isinstance(error.data, dict) and isinstance(error.data.get("errors"), list):
        return graphql_trouble(error.data["errors"], headers)
    return trouble(status, headers, error.data)


def nonsense(path: str, part: str = "") -> Trouble:
    """The answer to a request that succeeded is not what GitHub answers; `part` is where it differs."""
    where = f" (at {words(part)})" if part else ""
    return Trouble(TroubleKind.UNSURE, f"the answer for {path} made no sense{where}", ADDRESS_HINT)


def wait_seconds(headers: Mapping[str, str]) -> float | None:
    """How long an answer asks us to wait, by the forge's own clock; None when it does not say."""
    asked = _number(headers.get("retry-after", ""))
    if asked is not None:
        return max(asked, 0.0)
    reset, now = _number(headers.get("x-ratelimit-reset", "")), clock(headers)
    if headers.get("x-ratelimit-remaining") == "0" and reset is not None and now is not None:
        return max(reset - now, 0.0)
    return None


def clock(headers: Mapping[str, str]) -> float | None:
    """The forge's clock when it answered, in seconds since 1970; None when the answer has no valid date."""
    try:
        return email.utils.parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def words(body: object) -> str:
    """What an error body says, on one line without control characters or tokens; empty for nothing."""
    if isinstance(body, dict):
        errors = body.get("errors")
        details = [_detail(error) for error in errors] if isinstance(errors, list) else []
        said = ": ".join(part for part in (str(body.get("message") or ""), "; ".join(details)) if part)
    elif isinstance(body, str):
        said = "a web page" if body.lstrip().startswith("<") else body
    else:
        said = ""
    line = " ".join(spelled_out(_SECRETS.sub("[secret]", said), lambda _: " ").split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _detail(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    parts = (error.get("resource"), error.get("field"), error.get("code"))
    return str(error.get("message") or " ".join(str(part) for part in parts if part))


def _known(lower: str) -> tuple[TroubleKind, str] | None:
    if "workflow" in lower and ("refusing" in lower or "without" in lower):
        hint = f"allow `workflows: write` ({_PLACES}); GITHUB_TOKEN can never change workflows"
        return TroubleKind.PERMISSION, hint
    return next(((kind, hint) for phrase, kind, hint in _KNOWN if phrase in lower), None)


def _permission_hint(headers: Mapping[str, str], lower: str, path: str) -> str:
    named = headers.get("x-accepted-github-permissions", "")
    line = (
        " ".join(spelled_out(named, lambda _: " ").split()).replace("=", ": ").replace(";", " or")[:LONGEST]
    )
    needed = line or next((permission for part, permission in _NEEDED if part in path), "")
    if needed:
        return f"allow `{needed}` ({_PLACES})"
    if "resource not accessible" in lower:
        return f"the token lacks a permission ({_PLACES})"
    return "use an identity with write access to the repository"


def _limited(status: int, headers: Mapping[str, str], lower: str) -> bool:
    if status == 429 or (400 <= status < 500 and "submitted too quickly" in lower):
        return True
    asked = "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"
    return status == 403 and (asked or "rate limit" in lower or "abuse detection" in lower)


def _later(said: str, headers: Mapping[str, str]) -> Trouble:
    asked = wait_seconds(headers)
    seconds = math.ceil(DEFAULT_WAIT if asked is None else asked)
    hint = f"run again in {seconds} seconds; what waits is taken up then"
    return Trouble(TroubleKind.LATER, f"GitHub asks us to wait {seconds} seconds: {said}", hint)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
