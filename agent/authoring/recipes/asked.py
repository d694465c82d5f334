"""Text that is taken from the request as it is. Pure."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from agent.authoring.recipes.place import Place

_FIELDS = ("GET", "POST", "args", "form", "query_params", "values")
_KEEPERS = ("lower", "lstrip", "rstrip", "strip", "title", "upper")


@dataclass(frozen=True, slots=True)
class Asked:
    """A value of the request: what stands for it where nothing was sent, and whether it is always a text."""

    others: tuple[ast.expr, ...] = ()
    is_text: bool = True


def asked(place: Place, value: ast.expr) -> Asked | None:
    """What an expression is, if it is a field of the request as it came, or the one name of it."""
    if isinstance(value, ast.Name):
        made = place.assigned(value.id)
        return _field(place, made.value) if made and place.parameter(value.id) is None else None
    return _field(place, value)


def _field(place: Place, value: ast.expr) -> Asked | None:
    match value:
        case ast.BoolOp(op=ast.Or(), values=[first, *others]):
            found = _field(place, first)
            return found and Asked((*found.others, *others), _text(others[-1]))
        case ast.Call(func=ast.Attribute(value=inner, attr=attr), args=[], keywords=[]) if attr in _KEEPERS:
            found = _field(place, inner)
            return found and Asked(found.others)
        case ast.Call(func=ast.Attribute(value=fields, attr="get"), args=[_], keywords=[]):
            return Asked(is_text=False) if _fields(place, fields) else None
        case ast.Call(func=ast.Attribute(value=fields, attr="get"), args=[_, other], keywords=[]):
            return Asked((other,), _text(other)) if _fields(place, fields) else None
        case ast.Subscript(value=fields, slice=ast.Constant()):
            return Asked() if _fields(place, fields) else None
        case _:
            return None


def _text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _fields(place: Place, node: ast.expr) -> bool:
    """Whether these are the fields of the request: of Flask's, or of the view's parameter."""
    match node:
        case ast.Attribute(value=ast.Name(id="request"), attr=attr):
            own = place.parameter("request") is not None and len(place.binders("request")) == 1
            flasks = place.known.get("request") == "flask.request"
            return attr in _FIELDS and (own or flasks)
        case ast.Attribute(value=ast.Attribute() as module, attr=attr):
            return attr in _FIELDS and place.origin(module) == "flask.request"
        case _:
            return False
