"""Hosts and addresses that a patch adds to code, and that the repository did not name before. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.hidden import PROSE
from agent.gates.imports.js import LANGUAGES, parse_js
from agent.gates.imports.parse import parse_python
from agent.gates.imports.tree import is_test
from agent.gates.imports.treesitter import walk
from agent.gates.secrets.lines import WORKING, Line, lines_of, text_of, uncommented, without_blocks
from agent.gates.secrets.python_literals import constant
from agent.ports import Snapshot
from agent.verdict import Flag, FlagKind

_URL = re.compile(
    r"(?<![\w])(?:[a-z][a-z0-9+.-]{1,15}:)?//(?:[^\s/@\"'`]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?=[:/?#\s\"'`)\]>,;}]|$)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![\w.])((?:\d{1,3}\.){3}\d{1,3})(?![\w.]|/\d)")
_NAME = re.compile(
    r"^((?:[a-z0-9_-]+\.)+(?:com|net|org|io|dev|app|co|info|biz|cloud|online|site|xyz|top|ru|cn|de|uk|eu|fr|us|tk"
    r"|onion|internal|me|ai|link|live|club|pro|shop|store|tech|host|space|website|gov|edu|mil|nl|in|ly|to))(?::\d+)?(?:/\S*)?$",
    re.IGNORECASE,
)
# Reserved for examples and for this machine, or names of formats that nobody connects to.
_HARMLESS = re.compile(
    r"^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?|255\.\S*|(?:.*\.)?example(?:\.(?:com|net|org))?"
    r"|.*\.(?:test|invalid|localhost|example)|(?:www\.)?w3\.org|json-schema\.org|schemas\.\w+\.(?:org|com))$",
    re.IGNORECASE,
)
_MAX_FILE = 1_000_000
_PYTHON = (".py", ".pyi")
_TEXT = (
    ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Name, ast.Tuple, ast.List, ast.BinOp, ast.operator,
    ast.expr_context,
)  # fmt: skip


def new_hosts(changes: Sequence[Change], snapshot: Snapshot) -> Iterator[Flag]:
    """One flag for each host that no code of the commit names, at the first line that names it."""
    found: dict[str, str] = {}
    for change in changes:
        if change.after is None or change.path.endswith(PROSE):
            continue
        for line in _code(change):
            for host in _hosts(line.text):
                found.setdefault(host, f"{change.path}:{line.number}")
    for host in found.keys() - _known(found.keys(), snapshot):
        yield Flag(FlagKind.HOST, found[host], f"names a new host: {host}")


def _hosts(text: str) -> Iterator[str]:
    name = _NAME.match(text.strip())
    places = [match[1] for pattern in (_URL, _ADDRESS) for match in pattern.finditer(text)]
    for host in (*places, *([name[1]] if name else ())):
        host = host.lower().strip(".")
        if ("." in host or host.startswith("[") or host.isdigit()) and not _HARMLESS.match(host):
            yield host


def _code(change: Change) -> Iterator[Line]:
    """The strings of added code; where there is no syntax tree, the added lines without their comments."""
    added = {line.number for line in lines_of(change).added}
    strings = _strings(change.path, change.after)
    if strings is None:
        for line in lines_of(change).added:
            # Quoted parts also by themselves: a bare name is a host only when it is all there is.
            text = uncommented(change.path, line.text)
            yield Line(line.number, text)
            yield from (Line(line.number, part) for part in re.findall(r"[\"'`]([^\"'`]+)[\"'`]", text))
        return
    yield from (line for line in strings if any(number in added for number in _rows(line)))


def _rows(line: Line) -> range:
    return range(line.number, line.number + line.text.count("\n") + 1)


def _strings(path: str, content: bytes | None) -> list[Line] | None:
    """The strings of a file that do something; None where there is no syntax tree."""
    if path.endswith(_PYTHON):
        tree = parse_python(content or b"")
        return [*_python_strings(tree)] if isinstance(tree, ast.Module) else None
    if PurePosixPath(path).suffix.lower() not in LANGUAGES:
        return None
    return [
        Line(node.start_point[0] + 1, text_of(node.text).strip("\"'`"))
        for node in walk(parse_js(path, content or b""))
        if node.type in ("string", "template_string", "jsx_text")
        and (node.parent is None or node.parent.type != "expression_statement")
    ]


def _python_strings(tree: ast.Module) -> Iterator[Line]:
    lone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    idle = {id(part) for value in lone if _idle(value) for part in ast.walk(value)}
    for node in ast.walk(tree):
        match node:
            case _ if id(node) in idle:
                continue
            case ast.Constant(value=str(text)):
                yield Line(node.lineno, text)
            case ast.Constant(value=bytes(data)):
                yield Line(node.lineno, data.decode("latin-1"))
            case ast.BinOp() | ast.Call():
                yield Line(node.lineno, constant(node)[0])


def _idle(value: ast.expr) -> bool:
    """Whether an expression that stands alone is only text, as a docstring is."""
    return all(isinstance(part, _TEXT) for part in ast.walk(value))


def _known(hosts: Iterable[str], snapshot: Snapshot) -> set[str]:
    """Those of the hosts that code of the commit names.

    No comment, docstring, prose or test makes a host known: whoever plants text there would choose it.
    """
    wanted = {
        host: re.compile(rf"(?<![\w.-]){re.escape(host)}(?![\w-]|\.\w)", re.IGNORECASE) for host in hosts
    }
    known: set[str] = set()
    for path, entry in snapshot.entries().items() if wanted else ():
        if entry.size > _MAX_FILE or known == wanted.keys() or is_test(path) or not _is_code(path):
            continue
        content = snapshot.read(path)
        text = text_of(content)
        # A syntax tree is made of those files alone that name one of them somewhere.
        named = {host for host in wanted.keys() - known if wanted[host].search(text)}
        working = list(_working(path, content)) if named else []
        known |= {host for host in named if any(wanted[host].search(part) for part in working)}
    return known


def _is_code(path: str) -> bool:
    name = PurePosixPath(path)
    return name.suffix.lower() in WORKING or name.name.startswith(("Dockerfile", ".env"))


def _working(path: str, content: bytes | None) -> Iterator[str]:
    """What of a file does something: its strings, or its lines without their comments."""
    strings = _strings(path, content)
    if strings is not None:
        yield from (line.text for line in strings)
    elif not path.endswith(_PYTHON):
        text = without_blocks(path, text_of(content))
        yield from (uncommented(path, line) for line in text.split("\n"))
