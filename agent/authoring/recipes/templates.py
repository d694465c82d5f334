"""Templates that somebody sent: Jinja's sandbox renders them. Pure."""

from __future__ import annotations

import ast

from agent.authoring.recipes.place import Edit, Place, Recipe

_TEMPLATE = "jinja2.Template"
_SANDBOX = "from jinja2.sandbox import ImmutableSandboxedEnvironment"


def sandboxed(place: Place) -> Recipe | None:
    """Render a template that somebody sent in Jinja's sandbox."""
    found = [call for call in place.calls() if place.origin(call.func) == _TEMPLATE]
    if not found or not place.may_import(_SANDBOX):
        return None
    if any(call.keywords or len(call.args) != 1 or isinstance(call.args[0], ast.Starred) for call in found):
        return None
    edits = [place.instead(call.func, "ImmutableSandboxedEnvironment().from_string") for call in found]
    line = _only_template(place, len(found))
    return Recipe(
        (*edits, *([line] if line else [])),
        "Renders the template in Jinja's sandbox, where it reaches nothing but what it is given, and changes "
        "none of it.",
        () if line else (_SANDBOX,),
        assumptions=("Whoever sends templates may read everything that they are given to render.",),
    )


def _only_template(place: Place, calls: int) -> Edit | None:
    """The import of `Template` alone, with the sandbox in its place, where nothing else uses the name."""
    for node in place.tree.body:
        match node:
            case ast.ImportFrom(module="jinja2", level=0, names=[ast.alias(name="Template", asname=asname)]):
                name = asname or "Template"
                uses = [
                    n for n in ast.walk(place.tree) if name in (getattr(n, "id", ""), getattr(n, "value", ""))
                ]
                if "ImmutableSandboxedEnvironment" in place.used or len(uses) != calls:
                    return None
                start, end = (
                    place.offset(node.lineno, 0),
                    place.offset(node.end_lineno or 0, node.end_col_offset or 0),
                )
                return Edit(start + node.col_offset, end, _SANDBOX)
            case _:
                pass
    return None
