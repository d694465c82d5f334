"""Reads the body of an answer whole: within a time for the whole request, and up to a size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

MAX_BYTES = 4_000_000
"""Far more than the longest answer that is asked for; what is larger is no answer."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a body was left before its end."""

    reason: str


TOO_SLOW = Unread("the endpoint did not answer in time")
TOO_LARGE = Unread(f"the endpoint sent more than {MAX_BYTES // 1_000_000} MB")
NO_TEXT = Unread("the endpoint sent bytes that are not UTF-8")


def read_body(chunks: Iterable[bytes], clock: Callable[[], float], end: float) -> str | Unread:
    """The text of `chunks`, or why it was given up; `end` is when it has to be there, by `clock`.

    A timeout between two bytes is no timeout: an endpoint that trickles would be waited for without end.
    """
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_BYTES:
            return TOO_LARGE
        if clock() > end:
            return TOO_SLOW
    try:
        return body.decode()
    except UnicodeDecodeError:
        return NO_TEXT
