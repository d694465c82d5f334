"""What an SDK error means: try again, give this request up, or stop the run; and whether it may be billed."""

from __future__ import annotations

import email.utils
import time

import openai
import tenacity

from agent.errors import ModelError
from agent.model.endpoint import Endpoint
from agent.ports import CUT_OFF

LONGEST_PAUSE = 60.0
KEY_HINT = "set OPENAI_API_KEY to a key that this endpoint accepts"
URL_HINT = "set OPENAI_BASE_URL to the endpoint's address (it usually ends in /v1)"
MODEL_HINT = "name a model that this endpoint serves with --model"

_backoff = tenacity.wait_exponential_jitter(initial=1, max=30, jitter=1)
# Names, because the SDK moved from one HTTP library to another between the versions we support.
_NEVER_CONNECTED = frozenset({"ConnectError", "ConnectTimeout", "UnsupportedProtocol"})


def transient(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, openai.APIStatusError):
        spent = error.status_code == 429 and error.code == "insufficient_quota"
        return (error.status_code in (408, 425, 429) or error.status_code >= 500) and not spent
    return isinstance(error, openai.APIConnectionError) and not never_connected(error)


def never_connected(error: openai.APIConnectionError) -> bool:
    """Whether no connection came about: unknown host, refused, no route, wrong certificate."""
    return type(error.__cause__).__name__ in _NEVER_CONNECTED


def may_be_billed(error: BaseException | None) -> bool:
    """Whether the endpoint may have worked on the request that ended so: a time-out, a broken connection, a
    failure of its own. What it refused, it did not work on."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500
    return isinstance(error, openai.APIConnectionError) and not never_connected(error)


def pause(state: tenacity.RetryCallState) -> float:
    """Seconds until the next try: what the endpoint asks for, up to a minute, else exponential."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        asked = _seconds(error.response.headers.get("retry-after", ""))
        if asked is not None:
            return min(max(asked, 0.0), LONGEST_PAUSE)
    return _backoff(state)


def _seconds(header: str) -> float | None:
    """`retry-after` as seconds; it is either a number or a date."""
    try:
        return float(header)
    except ValueError:
        pass
    try:
        return email.utils.parsedate_to_datetime(header).timestamp() - time.time()
    except ValueError:
        return None


def refused(error: openai.APIStatusError, endpoint: Endpoint) -> ModelError | None:
    """The error for an endpoint that will never serve us, if it serves nobody; None for any other status."""
    said = complaint(error, endpoint)
    status = error.status_code
    if status in (401, 403):
        return ModelError(f"{endpoint.shown} refuses the key ({status}): {said}", hint=KEY_HINT)
    if status == 404 or (status == 400 and error.code == "model_not_found"):
        names_model = "model" in said.lower()
        what = f"model {endpoint.model}" if names_model else "chat completions at this address"
        return ModelError(
            f"{endpoint.shown} has no {what} ({status}): {said}", hint=MODEL_HINT if names_model else URL_HINT
        )
    if 300 <= status < 400:
        return ModelError(f"{endpoint.shown} redirects elsewhere ({status})", hint=URL_HINT)
    return None


def unreachable(error: openai.APIConnectionError, endpoint: Endpoint) -> ModelError:
    """The error for an address where nothing listens."""
    why = endpoint.redact(str(error.__cause__ or error))
    return ModelError(f"{endpoint.shown} cannot be reached: {why}", hint=URL_HINT)


def given_up(error: openai.APIError, endpoint: Endpoint) -> str:
    """Why one request has no answer, in words."""
    if isinstance(error, openai.APITimeoutError):
        return "the endpoint did not answer in time"
    if isinstance(error, openai.APIStatusError):
        said = complaint(error, endpoint)
        if error.status_code == 400 and "output limit was reached" in said:
            return CUT_OFF
        if error.status_code == 429:
            return f"the endpoint's rate limit or quota is reached (429): {said}"
        return f"the endpoint answered {error.status_code}: {said}"
    return f"the connection broke: {endpoint.redact(str(error.__cause__ or error))}"


def complaint(error: openai.APIStatusError, endpoint: Endpoint) -> str:
    """What the endpoint said, on one line and without the key; a web page is only named."""
    body = error.body
    text = str(body.get("message") or body) if isinstance(body, dict) else str(body or "no message")
    return "a web page" if text.lstrip().startswith("<") else endpoint.redact(text)
