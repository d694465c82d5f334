"""From a request to the function that answers it, and what such a function may use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import unquote, urlencode

from .records import Json, Numbered, PullRecord
from .state import State, Token

T = TypeVar("T")
DOCS = "https://docs.github.com/rest"
SLASHED = {"ref", "path", "branch", "basehead"}
"""Path parameters that may hold slashes, as GitHub's own server takes them."""


@dataclass(frozen=True, slots=True)
class Raw:
    """JSON that was written before."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: Json = None
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """An error answer in GitHub's form."""

    def __init__(
        self, status: int, message: str, *errors: Json, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        body: dict[str, Json] = {"message": message, "documentation_url": DOCS, "status": str(status)}
        if errors:
            body["errors"] = list(errors)
        self.answer = Answer(status, body, tuple((headers or {}).items()))


def invalid(**error: str) -> Refusal:
    """422 `Validation Failed` with one error of GitHub's form."""
    return Refusal(422, "Validation Failed", error)


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


@dataclass(frozen=True, slots=True)
class Call:
    """One request that found its operation. `root` is what all URLs of the answer begin with."""

    state: State
    token: Token
    root: str
    site: str
    url: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    accept: str = ""
    user: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "user", self.token.login)

    def written(self, name: tuple[Json, ...], made_of: Json, write: Callable[[], Json]) -> Raw:
        """JSON that is written anew only when what it is made of has changed; `name` is unique in the hub."""
        known = self.state.texts.get((*name, self.root))
        if known is None or known[0] != made_of:
            known = made_of, json.dumps(write(), separators=(",", ":")).encode()
            self.state.texts[*name, self.root] = known
        return Raw(known[1])

    @property
    def repo_url(self) -> str:
        return f"{self.root}/repos/{self.state.slug}"

    def pull(self, name: str = "pull_number") -> PullRecord:
        """The pull request that the path names; 404 when there is none."""
        number = self.params[name]
        found = self.state.pulls.get(int(number)) if number.isdigit() else None
        if found is None:
            raise not_found()
        return found

    def numbered(self, name: str = "issue_number") -> Numbered:
        """The issue or pull request that the path names; 404 when there is none, 410 where issues are off."""
        number = self.params[name]
        found = self.state.issues.get(int(number)) if number.isdigit() else None
        if found is None:
            return self.pull(name)
        if not self.state.has_issues:
            raise Refusal(410, "Issues are disabled for this repo")
        return found

    def need(self, permission: str) -> None:
        """403, naming the permission, when the token has not got it; `; ` stands between alternatives."""
        if not any(self.token.allows(one) for one in permission.split("; ")):
            raise forbidden(self.token, permission)

    def page(self, items: Sequence[T], write: Callable[[T], Raw] | None = None) -> Answer:
        """One page of a list, with GitHub's Link header; `write` writes only what is on it."""
        size = min(max(self._number("per_page", 30), 1), 100)
        page = max(self._number("page", 1), 1)
        last = max(-(-len(items) // size), 1)
        goals = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page <= 1:
            goals = {name: goals[name] for name in ("next", "last")}
        if page >= last:
            goals = {name: goals[name] for name in ("prev", "first") if name in goals}
        link = ", ".join(f'<{self._at(goal)}>; rel="{name}"' for name, goal in goals.items())
        shown = items[(page - 1) * size : page * size]
        body = Raw(b"[" + b",".join(write(one).text for one in shown) + b"]") if write else shown
        return Answer(200, body, (("link", link),) if link else ())

    def _number(self, name: str, otherwise: int) -> int:
        given = self.query.get(name, "")
        return int(given) if given.isdigit() else otherwise

    def _at(self, page: int) -> str:
        return f"{self.url}?{urlencode({**self.query, 'page': page})}"


def forbidden(token: Token, permission: str) -> Refusal:
    """What GitHub answers a token that lacks a permission."""
    who = "personal access token" if token.kind == "user" else "integration"
    headers = {"x-accepted-github-permissions": permission}
    return Refusal(403, f"Resource not accessible by {who}", headers=headers)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """An operation of the official description. `needs` is the permission, `role` the least role of a user."""

    method: str
    template: str
    handler: Handler
    needs: str = ""
    role: str = ""
    anonymous: bool = False


ROUTES: list[Route] = []
_TABLE: dict[tuple[str, str], list[tuple[re.Pattern[str], Route]]] = {}
"""By method and the place in a path where routes part, those with the most literal text first."""


def route(
    method: str, template: str, needs: str = "", role: str = "", *, anonymous: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for an operation, written as the official description writes it."""

    def register(handler: Handler) -> Handler:
        made = Route(method, template, handler, needs, role, anonymous)
        ROUTES.append(made)
        known = _TABLE.setdefault((method, _corner(template)), [])
        known.append((_pattern(template), made))
        known.sort(key=lambda one: -len(re.sub(r"\{\w+\}", "", one[1].template)))
        return handler

    return register


def _corner(path: str) -> str:
    """`pulls` of `/repos/{owner}/{repo}/pulls/...`, or the first word of anything else."""
    parts = path.split("/", 5)
    return (parts[4] if len(parts) > 4 else "") if parts[1] == "repos" else f"/{parts[1]}"


@cache
def _pattern(template: str) -> re.Pattern[str]:
    def part(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?P<{name}>.+)" if name in SLASHED else f"(?P<{name}>[^/]+)"

    literal = re.sub(r"[.()+]", lambda match: "\\" + match[0], template)
    return re.compile(re.sub(r"\{(\w+)\}", part, literal))


@lru_cache(maxsize=4096)
def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a request, the one with the most literal text first, and its decoded path parameters."""
    for pattern, one in _TABLE.get((method, _corner(path)), []):
        if match := pattern.fullmatch(path):
            return one, {name: unquote(value) for name, value in match.groupdict().items()}
    return None
