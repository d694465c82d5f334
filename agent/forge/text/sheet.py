"""Templates of Markdown: whatever reaches one and is no Markdown of ours becomes plain prose."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.forge.text.defuse import Markdown, code, prose


@cache
def sheets(folder: Path) -> Environment:
    """The templates of a folder."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        # This is Markdown: `_inert` and `Markdown` do what escaping does in HTML.
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        finalize=_inert,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": code, "joined": joined}
    return environment


def joined(items: Iterable[Markdown], by: str) -> Markdown:
    """Pieces of Markdown as one; `by` is ours."""
    return Markdown(by.join(items))


def _inert(value: object) -> object:
    """Every value that reaches a text passes here."""
    return prose(value) if isinstance(value, str) and not isinstance(value, Markdown) else value
