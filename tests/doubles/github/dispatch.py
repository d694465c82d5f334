"""From an authenticated request to its answer: the rules that hold for every operation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from . import (
    api_apps,
    api_checks,
    api_comments,
    api_git,
    api_graphql,
    api_issues,
    api_orgs,
    api_people,
    api_pulls,
    api_repos,
    api_reviews,
    api_timeline,
    spec,
)
from .branches import settle
from .records import Json
from .routing import Answer, Call, Refusal, Route, find, not_found
from .state import State, Token

HANDLERS = (
    api_apps, api_checks, api_comments, api_git, api_issues, api_orgs, api_people, api_pulls, api_repos, api_reviews, api_timeline,
)  # fmt: skip
"""Importing them fills the table of routes."""
NOBODY = Token(
    "", "user", {"metadata": "read", "contents": "read", "pull_requests": "read", "issues": "read"}
)
PREFIX = "/api/v3"
RIGHTS = "Must have push access to repository"


@dataclass
class Request:
    """One request as tests look at it. `happened`: it was carried out without an error."""

    method: str
    path: str
    query: dict[str, str]
    body: Json
    headers: dict[str, str]
    login: str = ""
    """Whom the token spoke for; empty without one, or with one that is not known."""
    auth: str = ""
    """How the token was sent: `token`, `bearer`, `basic`; empty without one. The secret is not kept."""
    status: int = 0
    fault: str = ""
    happened: bool = False
    label: str = ""
    """What the token is called."""

    @property
    def writes(self) -> bool:
        """Whether it would change the repository or what belongs to it."""
        if self.path == "/graphql":
            return api_graphql.is_mutation(self.body)
        reads = self.path.startswith("/app/") or self.path.endswith("/git-upload-pack")
        return self.method not in {"GET", "HEAD"} and not reads


def split_target(target: str) -> tuple[str, dict[str, str], bool]:
    """Path without the enterprise prefix, the query, and whether there was that prefix."""
    path, _, query = target.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    if path == "/api/graphql":
        return "/graphql", pairs, True
    if path.startswith(f"{PREFIX}/"):
        return path.removeprefix(PREFIX), pairs, True
    return path, pairs, False


def identify(state: State, secret: str) -> Token:
    """Whom a secret speaks for; 401 for one that is not known or has expired."""
    if not secret:
        return NOBODY
    if secret.count(".") == 2:
        return api_apps.signed_by_app(state, secret)
    known = state.tokens.get(secret)
    if known is None or (known.expires and known.expires <= state.now()):
        raise Refusal(401, "Bad credentials")
    return known


@dataclass
class Dispatch:
    """Answers requests on a state, and keeps what was wrong with them."""

    state: State
    complaints: list[str] = field(default_factory=list)

    def answer(self, request: Request, secret: str, origin: str, *, prefixed: bool) -> Answer:
        """Carry a request out; refusals come back as answers."""
        try:
            if not request.headers.get("user-agent"):
                raise Refusal(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")  # fmt: skip
            token = identify(self.state, secret)
            request.login, request.label = token.login, token.label
            settle(self.state, token.login or "ghost")
            answer = self._routed(request, token, origin, prefixed=prefixed)
            if request.method != "GET":
                settle(self.state, token.login)
            return answer
        except Refusal as refusal:
            return refusal.answer

    def _routed(self, request: Request, token: Token, origin: str, *, prefixed: bool) -> Answer:
        root = origin + PREFIX if prefixed else origin
        accept = request.headers.get("accept", "")
        url = f"{root}{request.path}"
        if request.path == "/graphql":
            if not token.login:
                raise Refusal(401, "Requires authentication")
            call = Call(self.state, token, root, origin, url, {}, request.query, request.body, accept)
            answer, complaint = api_graphql.answer(call)
            self.complaints += [complaint] if complaint else []
            return answer
        found = find(request.method, request.path)
        if found is None:
            self.complaints.append(f"{request.method} {request.path}: unknown operation")
            raise not_found()
        one, params = found
        wrong = spec.complaints(f"{one.method} {one.template}", params, request.query, request.body)
        self.complaints += wrong
        self._admit(one, params, token)
        if any(": body " in text and "has no" not in text for text in wrong):
            raise Refusal(422, f"Invalid request.\n\n{wrong[0]}")
        return one.handler(
            Call(self.state, token, root, origin, url, params, request.query, request.body, accept)
        )

    def _admit(self, one: Route, params: Mapping[str, str], token: Token) -> None:
        """Whether a token may do this at all: existence, sight, archive, then its rights."""
        state = self.state
        if one.method == "GET" and one.template == "/repos/{owner}/{repo}" and _slug(params) in state.others:
            return
        if (
            not token.login
            and not one.anonymous
            and (one.method != "GET" or not one.template.startswith("/repos/"))
        ):
            raise Refusal(401, "Requires authentication")
        if not one.template.startswith("/repos/"):
            return
        unseen = state.private and token.kind == "user" and state.role(token.login) == "none"
        if f"{params['owner']}/{params['repo']}".lower() != state.slug.lower() or unseen:
            raise not_found()
        if state.disabled:
            raise Refusal(403, "Repository access blocked")
        if one.method != "GET" and state.archived:
            raise Refusal(403, "Repository was archived so is read-only.")
        if one.needs:
            Call(state, token, "", "", "", {}, {}, None).need(one.needs)
        if one.role and token.kind == "user" and not state.at_least(token.login, one.role):
            raise not_found() if one.needs.startswith("contents") else Refusal(403, RIGHTS)


def _slug(params: Mapping[str, str]) -> str:
    return f"{params['owner']}/{params['repo']}".lower()


def parse_body(text: bytes) -> Json:
    """The JSON of a request; None when there is none. Raises Refusal 400 as GitHub does."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        raise Refusal(400, "Problems parsing JSON") from None
