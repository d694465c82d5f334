"""A plain HTTP client for the doubles: one request, its status, headers and body."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.doubles.github import Hub

REPO = "/repos/acme/shop"


@dataclass(frozen=True, slots=True)
class Got:
    """An answer; `body` is parsed where it is JSON, text otherwise, None when empty."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def message(self) -> str:
        """GitHub's words for what is wrong: of the first error where there is one."""
        errors = self.body.get("errors") or [self.body]
        return str(errors[0].get("message") or errors[0])


@dataclass
class Asker:
    """Asks one server with one token, over one connection that it keeps open."""

    url: str
    token: str = "bot-token"

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._prefix = parts.path
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Got:
        """Send a request; a body that is not bytes is sent as JSON. Raises OSError, HTTPException."""
        sent = {
            "user-agent": "test",
            **({"authorization": f"token {self.token}"} if self.token else {}),
            **headers,
        }
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, self._prefix + path, data, sent)
            answer = self._connection.getresponse()
            raw = answer.read()
        except Exception:
            self.close()
            raise
        kept = {name.lower(): value for name, value in answer.getheaders()}
        is_json = kept.get("content-type", "").startswith("application/json")
        text: Any = raw.decode() if raw else None
        return Got(answer.status, kept, json.loads(text) if is_json and text else text)

    def close(self) -> None:
        """End the connection; the next request opens another."""
        self._connection.close()

    def graphql(self, query: str, **variables: Any) -> Any:
        """The body of a GraphQL answer, which has status 200 always."""
        got = self("POST", "/graphql", {"query": query, "variables": variables})
        assert got.status == 200, got
        return got.body


def tip(hub: Hub, branch: str = "main") -> str:
    """The commit that a branch points at; empty when there is none."""
    return hub.state.store.ref(f"refs/heads/{branch}")


def opened(ask: Asker, hub: Hub, branch: str = "suture/one", **more: Any) -> dict[str, Any]:
    """A draft pull request of the bot from a branch that somebody made."""
    if not tip(hub, branch):
        hub.person("bob").pushes(branch, {"app/a.py": f"{branch}\n"})
    body = {"title": "a fix", "body": "why", "head": branch, "base": "main", "draft": True, **more}
    got = ask("POST", f"{REPO}/pulls", body)
    assert got.status == 201, got
    made: dict[str, Any] = got.body
    return made
