"""Routes that a patch adds, or opens to more methods. Pure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tree_sitter import Node

from agent.domain import Change
from agent.gates.hidden import PROSE
from agent.gates.imports.js import LANGUAGES, parse_js
from agent.gates.imports.parse import parse_python
from agent.gates.imports.treesitter import walk
from agent.gates.pysource import written
from agent.gates.secrets.lines import lines_of, masked, uncommented
from agent.verdict import Flag, FlagKind

_METHODS = frozenset(
    ("route", "get", "post", "put", "patch", "delete", "head", "options", "websocket", "api_route", "all")
)
_ADDERS = frozenset((
    "add_url_rule", "add_api_route", "add_route", "add_api_websocket_route", "add_get", "add_post", "add_put",
    "add_patch", "add_delete", "add_resource", "register_blueprint", "include_router", "mount",
))  # fmt: skip
_DJANGO = frozenset(("path", "re_path", "url"))
_OTHERS = re.compile(
    r"@(?:Get|Post|Put|Patch|Delete|Request)Mapping\b.*|\b(?:http\.)?HandleFunc\(\s*\"[^\"]*\".*"
    r"|\bMap(?:Get|Post|Put|Delete)\(\s*\"[^\"]*\".*|\bRoute::(?:get|post|put|patch|delete|any)\(.*"
)


def new_endpoints(changes: Sequence[Change]) -> Iterator[Flag]:
    """One flag for each route that its file did not have, with exactly these methods, before."""
    for change in changes:
        if change.path.endswith(PROSE):
            continue
        before = Counter(spelled for spelled, _ in _routes(change.path, change.before))
        for spelled, line in _routes(change.path, change.after) if change.after is not None else ():
            before[spelled] -= 1
            if before[spelled] < 0:
                yield Flag(FlagKind.ENDPOINT, f"{change.path}:{line}", f"adds the endpoint {_shown(spelled)}")
        if not _has_tree(change.path):
            for line_ in lines_of(change).added:
                if match := _OTHERS.search(uncommented(change.path, line_.text)):
                    where = f"{change.path}:{line_.number}"
                    yield Flag(FlagKind.ENDPOINT, where, f"adds the endpoint {_shown(match[0].strip())}")


def _shown(spelled: str) -> str:
    """A route with its path, and without the texts that come after it."""
    path, comma, rest = spelled.partition(",")
    return f"{path}{comma}{masked(rest)}"[:120]


def _has_tree(path: str) -> bool:
    return path.endswith(".py") or PurePosixPath(path).suffix.lower() in LANGUAGES


def _routes(path: str, content: bytes | None) -> Iterator[tuple[str, int]]:
    if content is None or not _has_tree(path):
        return
    if not path.endswith(".py"):
        yield from _js_routes(parse_js(path, content))
        return
    tree = parse_python(content)
    if isinstance(tree, ast.Module):
        yield from _python_routes(tree)


def _python_routes(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for mark in node.decorator_list:
                match mark:
                    case ast.Call(func=ast.Attribute(attr=name)) if (
                        name in _METHODS and _path(mark) is not None
                    ):
                        yield _spelled(mark), mark.lineno
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in _ADDERS:
                yield _spelled(node), node.lineno
            case (
                ast.Assign(targets=[ast.Name(id="urlpatterns")], value=value)
                | ast.AugAssign(target=ast.Name(id="urlpatterns"), value=value)
            ):
                for call in ast.walk(value):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _DJANGO:
                        yield _spelled(call), call.lineno


def _path(call: ast.Call) -> str | None:
    match call.args:
        case [ast.Constant(value=str(path)), *_]:
            return path
        case [ast.expr(), *_]:
            return ""
    return None


def _spelled(call: ast.Call) -> str:
    return " ".join(written(call).split())


def _js_routes(root: Node) -> Iterator[tuple[str, int]]:
    for node in walk(root):
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != "member_expression":
            continue
        name, given = function.child_by_field_name("property"), arguments.named_children
        routing = name is not None and (name.text or b"").decode() in _METHODS | {"use"}
        first = (given[0].text or b"").decode("utf-8", "replace") if given else ""
        # `get` is what maps have, too: a route's path begins with a slash, and a handler follows.
        if routing and first[1:2] == "/" and len(given) > 1 and given[1].type not in ("object", "string"):
            called = (function.text or b"").decode("utf-8", "replace")
            yield f"{called}({first})", node.start_point[0] + 1
