"""Lines of other files that call or import functions of one file, and those that mount addresses. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.authoring.shown.gathering.library import Text, nearness, stem_of

_LONGEST_LINE = 160
# The search takes a time that grows with the square of the line.
_LONGEST_SEARCHED = 1000
_MOST_FOUND = 40
_MOST_SILENT = 2
_ROUTED = re.compile(
    r"\burl_prefix\s*=\s*[\"']|\.register_blueprint\(|\.include_router\(|\.(use|mount)\(\s*[\"'`]/"
)
# One of these is in every line that the pattern finds; looking for them is much faster.
_ROUTING = ("url_prefix", "register_blueprint(", "include_router(", ".use(", ".mount(")
_NO_CALL = re.compile(
    r"\s*(?:(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|function)\b|from\b.*\bimport\b|import\b|#|//|\*)"
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Lines as `path:line: code`, the nearest file first."""

    calls: tuple[str, ...]
    routes: tuple[str, ...]


def elsewhere(path: str, names: Sequence[str], texts: Iterable[Text]) -> Elsewhere:
    """Where the functions `names` of the file `path` are called or imported, and where routes are mounted.

    A file counts as a caller when it also names the module, so that equal names elsewhere stay out.
    """
    stem = stem_of(path)
    module = re.compile(rf"\b{re.escape(stem)}\b")
    named = _called(names) if names else None
    calls: list[str] = []
    routes: list[str] = []
    imported = 0
    for text in sorted(texts, key=lambda text: nearness(path, text.path)):
        if len(calls) + len(routes) >= _MOST_FOUND:
            break
        signs = [*(stem, *names), *_ROUTING] if imported < _MOST_SILENT else [*names, *_ROUTING]
        telling = [sign for sign in signs if sign in text.content]
        about = named if stem in text.content and module.search(text.content) else None
        if text.path != path and telling:
            found = _of_file(text, path, about, telling)
            silent = not any(about and about.search(call) for call in found.calls)
            imported += silent
            # Who only imports the module tells little; a few such lines do.
            calls += found.calls if not silent or imported <= _MOST_SILENT else ()
            routes += found.routes
    return Elsewhere(tuple(calls), tuple(routes))


def _of_file(text: Text, path: str, about: re.Pattern[str] | None, signs: Sequence[str]) -> Elsewhere:
    """Calls, after the import that they go by where that does not name the function itself.

    Only lines with one of `signs` are looked at.
    """
    calls: list[str] = []
    named: list[str] = []
    plain: list[str] = []
    routes: list[str] = []
    for number, line in enumerate(text.content.split("\n"), 1):
        if not any(sign in line for sign in signs):
            continue
        searched = line[:_LONGEST_SEARCHED]
        shown = f"{text.path}:{number}: {line.strip()[:_LONGEST_LINE]}"
        hit = about is not None and about.search(searched) is not None
        if _ROUTED.search(searched):
            routes.append(shown)
        elif hit and not _NO_CALL.match(searched):
            calls.append(shown)
        elif about and _imports(searched, text.path, path):
            (named if hit else plain).append(shown)
    before = plain[:1] if not named else named[:1] if not calls else []
    return Elsewhere((*before, *calls), tuple(routes))


def _called(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})(?:\s*[(,)]|\s*$)")


def _imports(line: str, importer: str, path: str) -> bool:
    """Whether a line of the file `importer` imports the file `path`."""
    if stem_of(path) not in line:
        return False
    plain = re.sub(r"(/(__init__|index))?\.\w+$", "", path)
    quoted = re.search(r"\b(?:from|import|require)\b.*?[\"']([^\"']+)[\"']", line)
    if quoted:
        named = re.sub(r"(/index)?(\.[cm]?[jt]sx?)?$", "", quoted[1])
        if named.startswith("."):
            return posixpath.normpath(posixpath.join(posixpath.dirname(importer), named)) == plain
        return f"/{plain}".endswith("/" + re.sub(r"^[@~]?/", "", named))
    module = re.match(r"\s*(?:from\s+(\.*)([\w.]*)\s+)?import\s+([\w., ]+)", line)
    if module is None:
        return False
    dots, base, names = module[1] or "", module[2] or "", module[3]
    inner = [name.strip().split(" ")[0] for name in names.split(",")]
    dotted = [base, *(f"{base}.{name}".strip(".") for name in inner)] if module[2] is not None else inner
    ways = [way.replace(".", "/") for way in dotted if way]
    if dots:
        above = "/".join(importer.split("/")[: -len(dots)])
        return plain in [f"{above}/{way}".lstrip("/") for way in ways]
    return any(f"/{plain}".endswith(f"/{way}") for way in ways)


def inside(
    path: str, names: Sequence[str], source: str, shown: Iterable[tuple[int, int]], but: Iterable[int]
) -> tuple[str, ...]:
    """Calls of the functions in their own file, outside the line ranges `shown` and the lines `but`."""
    if not names:
        return ()
    called = _called(names)
    hidden = [*shown, *((line, line) for line in but)]
    return tuple(
        f"{path}:{number}: {line.strip()[:_LONGEST_LINE]}"
        for number, line in enumerate(source.replace("\r\n", "\n").split("\n"), 1)
        if called.search(line[:_LONGEST_SEARCHED])
        and not _NO_CALL.match(line)
        and not any(first <= number <= last for first, last in hidden)
    )[:_MOST_FOUND]
