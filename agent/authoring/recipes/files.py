"""Path traversal: a path is put together of a folder and a name, and has to stay in the folder. Pure."""

from __future__ import annotations

import ast
import re

from agent.authoring.recipes.place import Function, Place, Recipe, parameters

_ERROR = 'raise ValueError("a path that leads out of its folder")'
_REFUSALS = (
    ("flask", "abort(404)", "from flask import abort"),
    ("fastapi", "raise HTTPException(status_code=404)", "from fastapi import HTTPException"),
    ("django", "raise Http404", "from django.http import Http404"),
)
_PATH, _JOIN = "pathlib.Path", "os.path.join"
_OF_PATHS = (
    "exists", "is_dir", "is_file", "mkdir", "open", "read_bytes", "read_text", "resolve", "stat", "touch",
    "unlink", "write_bytes", "write_text",
)  # fmt: skip
# Their paths have some of these methods too, but cannot be resolved, or only with `await`.
_OTHER_PATHS = ("anyio", "importlib", "importlib_resources", "trio", "upath", "yarl", "zipfile")
_CHECKS = ("commonpath", "is_relative_to", "relative_to", "safe_join")
_VERBS = ("delete", "get", "head", "options", "patch", "post", "put")


def inside(place: Place) -> Recipe | None:
    """Refuse a path that leads out of its folder, right behind where it is put together.

    Code that compares paths already is somebody's own idea of it, and left alone.
    """
    nodes = list(ast.walk(place.function))
    if any(getattr(node, "attr", getattr(node, "id", "")) in _CHECKS for node in nodes):
        return None
    mentioned = {node.id for node in nodes if isinstance(node, ast.Name) and place.on(node)}
    here = [node for node in nodes if isinstance(node, ast.Assign) and node.lineno <= place.last]
    for statement in sorted(here, key=lambda node: -node.lineno):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                (name in mentioned or place.on(statement))
                and place.assigned(name) is statement
                and _builds(place, value)
            ):
                base = _base(place, name, value)
                if base is None or not _always_ends(place, statement) or _goes_on(place, name, statement):
                    # An earlier path is another one: to guard it would only look like a repair.
                    return None
                return _guarded(place, statement, name, *base)
            case _:
                pass
    return None


def _builds(place: Place, value: ast.AST) -> bool:
    """Whether an expression puts a path together."""
    match value:
        case ast.BinOp(op=ast.Div()):
            return True
        case ast.Call(func=func):
            return place.origin(func) in (_PATH, _JOIN)
    return False


def _goes_on(place: Place, name: str, statement: ast.stmt) -> bool:
    """Whether the found lines make a longer path of the one that would be guarded."""
    own = {id(node) for node in ast.walk(statement)}
    longer = (n for n in ast.walk(place.function) if place.on(n) and id(n) not in own and _builds(place, n))
    return any(isinstance(n, ast.Name) and n.id == name for each in longer for n in ast.walk(each))


def _always_ends(place: Place, statement: ast.stmt) -> bool:
    """Whether a refusal behind a statement ends the function, as nothing around it catches it."""
    for node in ast.walk(place.function):
        caught = isinstance(node, ast.Try | ast.TryStar)
        if isinstance(node, ast.With | ast.AsyncWith):
            caught = any(re.search(r"suppress|raises", ast.unparse(item)) for item in node.items)
        if caught and any(each is statement for each in ast.walk(node)):
            return False
    return True


def _base(place: Place, name: str, value: ast.expr) -> tuple[str, bool] | None:
    """The folder of a path, as code, and whether it is a Path; None where it may not be evaluated again, or
    may come from a client as the name does."""
    match value:
        case ast.Call(func=func, args=[_, *_, _] as args, keywords=[]) if place.origin(func) in (
            _PATH,
            _JOIN,
        ):
            parts = args[:-1]
            is_path = place.origin(func) == _PATH
            joined = f"{place.text(func)}({', '.join(map(place.text, parts))})"
            text = joined if is_path or len(parts) > 1 else place.text(parts[0])
        case ast.BinOp(op=ast.Div(), left=left) if _is_path(place, left) or _used_as_path(place, name):
            parts, is_path = [left], True
            text = place.text(left)
            text = text if isinstance(left, ast.Name | ast.Attribute | ast.Call) else f"({text})"
        case _:
            return None
    late = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
    inner = [node for part in parts for node in ast.walk(part)]
    if any(isinstance(node, late) for node in ast.walk(value)) or "\n" in text:
        return None
    if any(isinstance(node, ast.Name) and node.id == name for node in inner):
        return None
    return (text, is_path) if all(_fixed(place, part) for part in parts) else None


def _fixed(place: Place, node: ast.expr, *, deep: bool = True) -> bool:
    """Whether a part of a path is nothing that a client says, as far as the function tells, and can be
    evaluated twice."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return _settled(place, name, deep)
        case ast.Attribute(value=value):
            return _fixed(place, value, deep=deep)
        case ast.Subscript(value=value, slice=key):
            return _fixed(place, value, deep=deep) and _fixed(place, key, deep=deep)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return _fixed(place, left, deep=deep) and _fixed(place, right, deep=deep)
        case ast.Call(func=ast.Attribute(value=value, attr="resolve" | "absolute"), args=[], keywords=[]):
            return _fixed(place, value, deep=deep)
        case ast.Call(func=func, args=args, keywords=[]):
            by_name = isinstance(func, ast.Name) and func.id == "str" and not place.binders("str")
            known = by_name or place.origin(func) in (_PATH, _JOIN, "pathlib.Path.cwd", "os.getcwd")
            return known and all(_fixed(place, arg, deep=deep) for arg in args)
        case _:
            return False


def _settled(place: Place, name: str, deep: bool) -> bool:
    """The same of a name: what a view is called with is what a client says, but for numbers."""
    if name in ("request", "req"):
        return False
    made = place.assigned(name)
    if place.binders(name) and place.parameter(name) is None:
        return deep and made is not None and _fixed(place, made.value, deep=False)
    if made is not None:
        return False
    for function in reversed(place.around):
        for each in parameters(function):
            if each.arg == name:
                return name == "self" or not _is_view(function) or _number(function, each)
    return True


def _is_view(function: Function) -> bool:
    names = {each.arg for each in function.args.args}
    return bool(function.decorator_list or names & {"request", "req"} or function.name in _VERBS)


def _number(function: Function, given: ast.arg) -> bool:
    """Whether a view's parameter is a number, by its route."""
    routes = [
        n.value for mark in function.decorator_list for n in ast.walk(mark) if isinstance(n, ast.Constant)
    ]
    return any(f"<int:{given.arg}>" in route for route in routes if isinstance(route, str))


def _is_path(place: Place, node: ast.expr) -> bool:
    """Whether an expression is a Path for sure."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="resolve" | "absolute")):
            return _is_path(place, value)
        case ast.Call(func=func):
            return place.origin(func) in (_PATH, "pathlib.Path.cwd")
        case ast.Attribute(value=value, attr="parent"):
            return _is_path(place, value)
        case ast.BinOp(op=ast.Div(), left=left):
            return _is_path(place, left)
        case ast.Name(id=name):
            given = place.parameter(name)
            if given is not None:
                typed = given.annotation is not None and place.origin(given.annotation) == _PATH
                return typed and len(place.binders(name)) == 1
            made = place.assigned(name) or place.only(name)
            return made is not None and _is_path(place, made.value)
        case _:
            return False


def _used_as_path(place: Place, name: str) -> bool:
    """Whether the function asks for something of a name that nothing but a Path has."""
    attributes = (node for node in ast.walk(place.function) if isinstance(node, ast.Attribute))
    asked = any(
        isinstance(n.value, ast.Name) and n.value.id == name and n.attr in _OF_PATHS for n in attributes
    )
    return asked and place.uses("pathlib") and not place.uses(*_OTHER_PATHS)


def _guarded(place: Place, statement: ast.Assign, name: str, base: str, is_path: bool) -> Recipe | None:
    refusal, *imports = next((each[1:] for each in _REFUSALS if place.uses(each[0])), (_ERROR,))
    if is_path:
        check = f"if not {name}.resolve().is_relative_to({base}.resolve()):"
    else:
        folder = f"os.path.realpath({base})"
        check = f"if os.path.commonpath([{folder}, os.path.realpath({name})]) != {folder}:"
        imports.append("import os")
    edit = place.behind(statement, [check, f"    {refusal}"])
    if edit is None or not all(map(place.may_import, imports)):
        return None
    return Recipe(
        (edit,),
        f"Refuses a path that leads out of its folder: `{name}` is resolved, links included, and compared.",
        tuple(imports),
        assumptions=("No link in the folder is meant to lead out of it.",),
    )
