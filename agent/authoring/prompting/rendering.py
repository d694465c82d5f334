"""The templates of `prompts/`: strict, plain text, with foreign text fenced."""

from __future__ import annotations

from functools import cache

import jinja2

from agent.authoring.prompting.quoting import fenced
from agent.resources import prompts_dir


@cache
def environment() -> jinja2.Environment:
    """The templates' environment: an undefined variable is an error, `fenced` quotes foreign text."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(prompts_dir()),
        undefined=jinja2.StrictUndefined,
        # Prompts are plain text: HTML escapes would change the code that is shown.
        autoescape=False,  # noqa: S701
        keep_trailing_newline=False,
    )
    made.filters["fenced"] = fenced
    return made


def render(template: str, **variables: object) -> str:
    """One prompt from its template; every variable of the template has to be given."""
    return environment().get_template(template).render(variables).strip() + "\n"
