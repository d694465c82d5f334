"""Open redirect: an address has to stay on this site. Pure."""

from __future__ import annotations

import ast
import re

from agent.authoring.recipes.asked import asked
from agent.authoring.recipes.place import Place, Recipe

_REDIRECTS = (
    "django.http.HttpResponseRedirect", "django.shortcuts.redirect", "fastapi.responses.RedirectResponse",
    "flask.redirect", "starlette.responses.RedirectResponse", "werkzeug.utils.redirect",
)  # fmt: skip
_OWN = ("flask.url_for", "django.urls.reverse")
_LOCAL = """
def is_local_path(address):
    # Browsers read a backslash as a slash, and leave out blanks and control characters.
    path = r"/(?![/\\\\])[^\\x00-\\x20\\x7f\\\\]*"
    return isinstance(address, str) and re.fullmatch(path, address) is not None
"""


def stays(place: Place) -> Recipe | None:
    """Redirect to the start page in place of an address from the request that leads elsewhere."""
    edits = []
    for call in place.calls():
        if place.origin(call.func) not in _REDIRECTS or not call.args:
            continue
        match call.args[0]:
            case ast.Name(id=name) as address:
                said = asked(place, address)
                if said is None or not all(_local(place, other) for other in said.others):
                    return None
                edits.append(place.instead(address, f'{name} if is_local_path({name}) else "/"'))
            case _:
                pass
    if not edits or "is_local_path" in place.used or not place.may_import("import re"):
        return None
    return Recipe(
        tuple(edits),
        "Redirects only to paths of this site, as browsers read them, else to its start page.",
        ("import re",),
        _LOCAL,
        ("Nobody is sent to another site on purpose, and addresses on this one begin with a slash.",),
    )


def _local(place: Place, other: ast.expr) -> bool:
    """Whether an address that is taken where none was sent stays what it is."""
    match other:
        case ast.Constant(value=str(path)):
            return re.fullmatch(r"(?:/(?![/\\])[^\x00-\x20\x7f\\]*)?", path) is not None
        case ast.Constant(value=None):
            return True
        case ast.Call(func=func, keywords=words):
            return place.origin(func) in _OWN and not any(
                word.arg in (None, "_external", "_scheme") for word in words
            )
        case _:
            return False
