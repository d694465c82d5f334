"""Requests through PyGithub's requester: reads are tried again, writes are sent exactly once."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import github
import requests
import tenacity
from github.Requester import Requester
from pydantic import TypeAdapter, ValidationError

from agent.forge.github.meter import Meter
from agent.forge.github.trouble import (
    ADDRESS_HINT,
    graphql_trouble,
    nonsense,
    of_exception,
    trouble,
    wait_seconds,
)
from agent.forge.values import Trouble, TroubleKind

PAGE = 100
MOST_PAGES = 100
LONGEST_WAIT = 60.0
MEDIA_TYPE = "application/vnd.github+json"

T = TypeVar("T")
Query = Mapping[str, str | int]
NO_QUERY: Query = MappingProxyType({})
_PAGE_NUMBER = re.compile(r"[?&]page=([0-9]{1,9})(?![0-9])")
_backoff = tenacity.wait_exponential_jitter(initial=1, max=30, jitter=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: header names in lower case, and the parsed JSON (None for an empty body)."""

    headers: Mapping[str, str]
    body: object


@dataclass(frozen=True, slots=True)
class Failure:
    """No success, and how many seconds the forge asks us to wait (None: it does not say)."""

    trouble: Trouble
    wait: float | None = None

    @property
    def transient(self) -> bool:
        """Whether the same read may succeed soon."""
        if self.trouble.kind is TroubleKind.LATER:
            return self.wait is not None and self.wait <= LONGEST_WAIT
        return self.trouble.kind is TroubleKind.UNSURE


class Api:
    """One identity at one forge. Safe to share between threads, as far as PyGithub's requester is."""

    def __init__(
        self,
        requester: Requester,
        *,
        tries: int,
        secret: str = "",
        sleep: Callable[[float], None] = time.sleep,
        meter: Meter | None = None,
    ) -> None:
        """`secret` is kept out of every reason; `tries` and `sleep` are for reads; `meter` counts."""
        self.meter = meter or Meter()
        self.requester = requester
        self._tries = tries
        self._secret = secret
        self._sleep = sleep

    def answer(self, path: str, query: Query = NO_QUERY, *, media: str = MEDIA_TYPE) -> Answer | Trouble:
        """GET a path, again while that may help."""
        return self._patiently(lambda: self._once("GET", path, query, None, media))

    def get(self, path: str, shape: type[T], query: Query = NO_QUERY) -> T | Trouble:
        """GET one object."""
        found = self.answer(path, query)
        return found if isinstance(found, Trouble) else parse(found.body, shape, path)

    def pages(
        self, path: str, shape: type[T], query: Query = NO_QUERY, *, limit: int = 1000
    ) -> tuple[T, ...] | Trouble:
        """GET a list with all its pages, at most `limit` entries."""
        found: list[T] = []
        size = min(limit, PAGE)
        page = 1
        while True:
            answer = self.answer(path, {**query, "per_page": size, "page": page})
            if isinstance(answer, Trouble):
                return answer
            part = parse_list(answer.body, shape, path)
            if isinstance(part, Trouble):
                return part
            found += part
            if not part or len(found) >= limit or not _more(answer.headers, len(part) == size):
                return tuple(found[:limit])
            page += 1

    def tail(self, path: str, *, limit: int = 1000) -> tuple[object, ...] | Trouble:
        """GET a list that begins with the oldest: its last `limit` entries, as parsed JSON.

        Pages in between are left out where the forge tells which is the last one.
        """
        found: deque[object] = deque(maxlen=limit)
        page = 1
        for _ in range(MOST_PAGES):
            answer = self.answer(path, {"per_page": PAGE, "page": page})
            if isinstance(answer, Trouble):
                return answer
            if not isinstance(answer.body, list):
                return nonsense(path)
            found.extend(answer.body)
            if not answer.body or not _more(answer.headers, len(answer.body) == PAGE):
                break
            page = max(page + 1, _last_page(answer.headers) - limit // PAGE)
        return tuple(found)

    def send(self, verb: str, path: str, body: object, shape: type[T]) -> T | Trouble:
        """POST, PATCH or PUT once. A success whose answer makes no sense is UNSURE."""
        sent = self._once(verb, path, NO_QUERY, body, MEDIA_TYPE)
        return sent.trouble if isinstance(sent, Failure) else parse(sent.body, shape, path)

    def delete(self, path: str) -> Trouble | None:
        """DELETE once."""
        sent = self._once("DELETE", path, NO_QUERY, None, MEDIA_TYPE)
        return sent.trouble if isinstance(sent, Failure) else None

    def query(self, text: str, variables: Mapping[str, object], shape: type[T]) -> T | Trouble:
        """Ask GraphQL, again while that may help. MISSING when the forge has no GraphQL."""
        found = self._patiently(lambda: self._graphql(text, variables))
        return found if isinstance(found, Trouble) else _data(found, shape)

    def mutate(self, text: str, variables: Mapping[str, object], shape: type[T]) -> T | Trouble:
        """Have GraphQL change something, once. MISSING when the forge has no GraphQL."""
        sent = self._graphql(text, variables)
        return sent.trouble if isinstance(sent, Failure) else _data(sent, shape)

    def close(self) -> None:
        """Give the connections back."""
        self.requester.close()

    def _patiently(self, attempt: Callable[[], Answer | Failure]) -> Answer | Trouble:
        """Attempts until one succeeds, fails for good, or `tries` are used up."""
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._tries),
            retry=tenacity.retry_if_result(_transient),
            wait=_pause,
            sleep=self._sleep,
            retry_error_callback=_last,
        )
        found = retrying(attempt)
        return found.trouble if isinstance(found, Failure) else found

    def _graphql(self, text: str, variables: Mapping[str, object]) -> Answer | Failure:
        body = {"query": text, "variables": variables}
        found = self._once("POST", self.requester.graphql_url, NO_QUERY, body, MEDIA_TYPE)
        if isinstance(found, Failure):
            if found.trouble.kind is TroubleKind.MISSING:
                gone = Trouble(TroubleKind.MISSING, "this forge has no GraphQL", "do this step by hand")
                return Failure(gone)
            return found
        errors = found.body.get("errors") if isinstance(found.body, dict) else None
        if isinstance(errors, list) and errors:
            return self._failure(graphql_trouble(errors, found.headers), found.headers)
        return found

    def _once(self, verb: str, path: str, query: Query, body: object, media: str) -> Answer | Failure:
        headers = {"Accept": media}
        self.meter.tick()
        try:
            status, got, text = self.requester.requestJson(verb, path, dict(query), headers, body)
        except github.GithubException as error:
            # An App's token is renewed on the way, and that can be refused.
            return self._failure(of_exception(error), {})
        except requests.Timeout:
            return self._failure(Trouble(TroubleKind.UNSURE, "no answer in time", ADDRESS_HINT), {})
        except requests.RequestException as error:
            why = f"the connection broke ({type(error).__name__})"
            return self._failure(Trouble(TroubleKind.UNSURE, why, ADDRESS_HINT), {})
        except RuntimeError:
            # PyGithub's way to say that it does not follow a redirection.
            return self._failure(
                Trouble(TroubleKind.REFUSED, "the forge redirects elsewhere", ADDRESS_HINT), {}
            )
        return self._judge(status, got, text, path)

    def _judge(self, status: int, headers: Mapping[str, str], text: str, path: str) -> Answer | Failure:
        try:
            body = json.loads(text) if text else None
        except (ValueError, RecursionError):
            if 200 <= status < 300:
                return self._failure(nonsense(path), headers)
            body = text
        if 200 <= status < 300:
            return Answer(headers, body)
        return self._failure(trouble(status, headers, body, path), headers)

    def _failure(self, found: Trouble, headers: Mapping[str, str]) -> Failure:
        if self._secret:
            clean = [text.replace(self._secret, "[secret]") for text in (found.reason, found.hint)]
            found = replace(found, reason=clean[0], hint=clean[1])
        return Failure(found, wait_seconds(headers))


def parse(body: object, shape: type[T], path: str) -> T | Trouble:
    """A parsed answer as `shape`; UNSURE when it is something else."""
    return _as(TypeAdapter(shape), body, path)


def parse_list(body: object, shape: type[T], path: str) -> tuple[T, ...] | Trouble:
    """A parsed answer as a list of `shape`; UNSURE when it is something else."""
    if not isinstance(body, list):
        return nonsense(path)
    # Made once: that takes longer than using it.
    adapter = TypeAdapter(shape)
    found: list[T] = []
    for entry in body:
        read = _as(adapter, entry, path)
        if isinstance(read, Trouble):
            return read
        found.append(read)
    return tuple(found)


def _as(adapter: TypeAdapter[T], body: object, path: str) -> T | Trouble:
    try:
        return adapter.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return nonsense(path, ".".join(map(str, first["loc"])))


def _data(answer: Answer, shape: type[T]) -> T | Trouble:
    data = answer.body.get("data") if isinstance(answer.body, dict) else None
    return parse(data, shape, "/graphql")


def _more(headers: Mapping[str, str], full: bool) -> bool:
    """Whether there is another page; a forge that sends no links has one after every full page."""
    return 'rel="next"' in headers["link"] if "link" in headers else full


def _last_page(headers: Mapping[str, str]) -> int:
    """The number of the last page; 0 where it is not told."""
    links = headers.get("link", "").split(",")
    last = next((link for link in links if 'rel="last"' in link), "")
    number = _PAGE_NUMBER.search(last)
    return int(number[1]) if number else 0


def _transient(found: Answer | Failure) -> bool:
    return isinstance(found, Failure) and found.transient


def _last(state: tenacity.RetryCallState) -> Answer | Failure:
    if state.outcome is None:
        raise RuntimeError("tenacity gave up before the first attempt")
    result: Answer | Failure = state.outcome.result()
    return result


def _pause(state: tenacity.RetryCallState) -> float:
    found = state.outcome.result() if state.outcome else None
    asked = found.wait if isinstance(found, Failure) else None
    return _backoff(state) if asked is None else min(asked, LONGEST_WAIT)


def not_utf8(path: str) -> bool:
    """Whether git's name of a file has bytes that are no UTF-8 (surrogates, as we read them)."""
    return any("\ud800" <= char <= "\udfff" for char in path)
