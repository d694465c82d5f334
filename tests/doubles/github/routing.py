"""From a request to the function that answers it, and what such a function may use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

from .state import Json, PullRecord, State, Token

DOCS = "https://docs.github.com/rest"
SLASHED = {"ref", "path", "branch", "basehead"}
"""Path parameters that may hold slashes, as GitHub's own server takes them."""


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

    def need(self, permission: str) -> None:
        """403, naming the permission, when the token has not got it."""
        if not self.token.allows(permission):
            raise forbidden(self.token, permission)

    def page(self, items: list[Json]) -> Answer:
        """One page of a list, with GitHub's Link header."""
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
        return Answer(200, shown, (("link", link),) if link else ())

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


def route(
    method: str, template: str, needs: str = "", role: str = "", *, anonymous: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for an operation, written as the official description writes it."""

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, handler, needs, role, anonymous))
        return handler

    return register


@cache
def _pattern(template: str) -> re.Pattern[str]:
    def part(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?P<{name}>.+)" if name in SLASHED else f"(?P<{name}>[^/]+)"

    literal = re.sub(r"[.()+]", lambda match: "\\" + match[0], template)
    return re.compile(re.sub(r"\{(\w+)\}", part, literal))


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request, the one with the most literal text first, and its decoded path parameters."""
    fitting: list[tuple[int, Route, dict[str, Any]]] = []
    for one in ROUTES:
        if one.method == method and (match := _pattern(one.template).fullmatch(path)):
            literal = len(re.sub(r"\{\w+\}", "", one.template))
            fitting.append((literal, one, match.groupdict()))
    if not fitting:
        return None
    _, best, params = max(fitting, key=lambda found: found[0])
    return best, {name: unquote(value) for name, value in params.items()}
