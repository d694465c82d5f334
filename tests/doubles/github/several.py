"""Several repositories of one organisation at one address: which of them a request is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .dispatch import parse_body
from .render_git import number_of
from .routing import Refusal

NAMED = re.compile(r"/(?:repos/)?([^/]+/[^/]+?)(?:\.git)?(?:/.*)?")


def named(path: str, body: bytes) -> tuple[str, ...]:
    """The names, in lower case, or the GraphQL ids of the repository that a request may be about."""
    if path != "/graphql":
        found = NAMED.fullmatch(path)
        return (found[1].lower(),) if found else ()
    try:
        asked = parse_body(body)
    except Refusal:
        return ()
    given: Mapping[str, Any] = (asked.get("variables") or {}) if isinstance(asked, dict) else {}
    return (f"{given.get('owner')}/{given.get('name')}".lower(), str(given.get("repository")))


def keys_of(slug: str) -> tuple[str, str]:
    """Under what a repository is looked up."""
    return slug.lower(), f"R_{number_of(slug)}"
