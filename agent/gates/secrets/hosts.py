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
from agent.gates.imports.treesitter import walk
from agent.gates.secrets.lines import Line, lines_of, text_of, uncommented
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


def new_hosts(changes: Sequence[Change], snapshot: Snapshot) -> Iterator[Flag]:
    """One flag for each host, at the first line that names it."""
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
    strings = _strings(change)
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


def _strings(change: Change) -> list[Line] | None:
    if change.path.endswith((".py", ".pyi")):
        tree = parse_python(change.after or b"")
        return [*_python_strings(tree)] if isinstance(tree, ast.Module) else None
    if PurePosixPath(change.path).suffix.lower() not in LANGUAGES:
        return None
    kinds = ("string", "template_string", "jsx_text")
    nodes = (node for node in walk(parse_js(change.path, change.after or b"")) if node.type in kinds)
    return [
        Line(n.start_point[0] + 1, (n.text or b"").decode("utf-8", "replace").strip("\"'`")) for n in nodes
    ]


def _python_strings(tree: ast.Module) -> Iterator[Line]:
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in comments:
                yield Line(node.lineno, text)
            case ast.Constant(value=bytes(data)):
                yield Line(node.lineno, data.decode("latin-1"))
            case ast.BinOp() | ast.Call():
                yield Line(node.lineno, constant(node)[0])


def _known(hosts: Iterable[str], snapshot: Snapshot) -> set[str]:
    """Those of the hosts that some file of the commit names."""
    wanted = {
        host: re.compile(rf"(?<![\w.-]){re.escape(host)}(?![\w-]|\.\w)", re.IGNORECASE) for host in hosts
    }
    known: set[str] = set()
    for path, entry in snapshot.entries().items() if wanted else ():
        if entry.size <= _MAX_FILE and known != wanted.keys():
            text = text_of(snapshot.read(path))
            known |= {host for host, pattern in wanted.items() if pattern.search(text)}
    return known
