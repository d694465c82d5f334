"""Whole functions: read from an answer's code fences and put in the place of those they name. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.authoring.answers.edits import EditFailure, rewritten
from agent.authoring.answers.imports import add_imports
from agent.authoring.answers.signatures import difference
from agent.authoring.shown.outline import Block, Kind, Outline, language, outline

_IMPORT_LINES = {"python": re.compile(r"(import|from)\s")}
_SCRIPT_IMPORT_LINE = re.compile(r"import\b|(const|let|var)\b[^=]*(=\s*require\(|$)")
_COMMENT_LINE = re.compile(r"\s*(#|//)")
_SCRIPT_COMMENTS = re.compile(rb"(\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_FUNCTION_WORDS = re.compile(r"\b(def|class|function)\b|=>|\)[^;()]*\{")
_LONGEST_IMPORT = 60


@dataclass(frozen=True, slots=True)
class _Definition:
    """One function from an answer: where it is in `code`, which is UTF-8; `fixed` as in Outline."""

    block: Block
    code: bytes
    fixed: frozenset[int]
    imports: tuple[str, ...]


def replace_functions(answer: str, path: str, source: str, near: Sequence[int]) -> str | EditFailure:
    """`source` with each function of the answer in the place of the one of that name, imports added.

    `near` are the finding's lines: they decide between functions of one name. What stands around a
    function stays: decorators, `export`, `static` and the like that the answer leaves out, and other code
    on its lines. A function of other parameters is refused.
    """
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n")
    shape = outline(path, plain)
    if shape is None:
        return EditFailure(f"`{path}` cannot be parsed, so no function in it can be replaced.")
    blocks = _fences(answer)
    if isinstance(blocks, EditFailure):
        return blocks
    data = plain.encode("utf-8", "surrogatepass")
    imports: list[str] = []
    regions: list[tuple[int, int, bytes]] = []
    for number, code in _with_functions(path, blocks):
        definition = _definition(path, code, number)
        if isinstance(definition, EditFailure):
            return definition
        target = _target(shape, definition.block.name, near)
        if isinstance(target, EditFailure):
            return target
        if why := difference(target, definition.block):
            return EditFailure(f"Code fence {number}: {why}")
        regions.append(_region(target, definition, data))
        imports += definition.imports
    replaced = _put(data, sorted(regions, key=lambda region: region[0]))
    if isinstance(replaced, EditFailure):
        return replaced
    if replaced == plain:
        return EditFailure("The answer changes nothing: it repeats the function as it is.")
    return rewritten(source, add_imports(path, replaced, imports).removesuffix("\n").split("\n"))


def _fences(answer: str) -> list[list[str]] | EditFailure:
    """The lines inside each code fence."""
    blocks: list[list[str]] = []
    inside: list[str] | None = None
    for line in answer.replace("\r\n", "\n").split("\n"):
        if not line.startswith("```"):
            if inside is not None:
                inside.append(line)
        elif inside is None:
            inside = []
        else:
            blocks.append(inside)
            inside = None
    if inside is not None:
        return EditFailure("The last code fence is not closed.")
    return blocks or EditFailure("The answer holds no code fence with a function in it.")


def _with_functions(path: str, blocks: Sequence[list[str]]) -> list[tuple[int, list[str]]]:
    """The numbered fences that hold a function; all of them when none does."""
    numbered = list(enumerate(blocks, 1))
    return [(n, code) for n, code in numbered if _may_hold_function(path, code)] or numbered


def _may_hold_function(path: str, code: Sequence[str]) -> bool:
    shape = outline(path, "\n".join(code))
    if shape is None:
        return _FUNCTION_WORDS.search("\n".join(code)) is not None
    return any(block.kind is not Kind.STATEMENT for block in shape.blocks)


def _definition(path: str, code: Sequence[str], number: int) -> _Definition | EditFailure:
    """The one function of a block, or what else the block holds."""
    kind = language(path)
    imports: list[str] = []
    pattern = _IMPORT_LINES.get(kind, _SCRIPT_IMPORT_LINE)
    at = 0
    while at < len(code):
        if pattern.match(code[at]):
            length = _import_length(path, code[at:])
            if not length:
                return EditFailure(f"Code fence {number} has an import that does not parse: `{code[at]}`.")
            imports.append(_on_one_line(code[at : at + length]))
            at += length
        elif not code[at].strip() or _COMMENT_LINE.match(code[at]):
            at += 1
        else:
            break
    body = "\n".join(code[at:]).rstrip()
    body = body if kind == "python" else body.rstrip(",;")
    for before, after in _wrappers(kind, body):
        wrapped = f"{before}{body}{after}"
        shape = outline(path, wrapped)
        data = wrapped.encode("utf-8", "surrogatepass")
        found = None if shape is None else _only_function(shape, data, before, after)
        if shape is not None and found is not None:
            return _Definition(found, data, shape.fixed, tuple(imports))
    return EditFailure(
        f"Code fence {number} must hold one complete function that parses, under the import lines it needs, "
        "and nothing else: no other code, no second function, no class around it, no line left out."
        + _hint(path, body)
    )


def _import_length(path: str, code: Sequence[str]) -> int:
    """How many of the lines make the import statement that they begin with; 0 when none do."""
    for length in range(1, min(len(code), _LONGEST_IMPORT) + 1):
        shape = outline(path, "\n".join(code[:length]))
        if shape is not None:
            return length if set(shape.top) == {"import"} else 0
    return 0


def _on_one_line(lines: Sequence[str]) -> str:
    """An import as one line: comments in it are dropped, and so are the brackets of Python's."""
    if len(lines) == 1:
        return lines[0].strip()
    text = " ".join(re.sub(r"(#|//).*", "", line).strip() for line in lines)
    bracketed = re.fullmatch(r"(from .* import) \(\s*(.*?)[\s,]*\)\s*", text)
    return f"{bracketed[1]} {bracketed[2]}" if bracketed else text


def _hint(path: str, body: str) -> str:
    """What to do about other code, if that is what is wrong."""
    shape = outline(path, body)
    if shape is None or "function" not in shape.top or "other" not in shape.top:
        return ""
    return " Write a constant that the function needs inside the function."


def _wrappers(kind: str, body: str) -> list[tuple[str, str]]:
    """What may have to stand around a function for it to parse: it may be a method, or be indented."""
    if kind == "python":
        return [("if True:\n", "")] if body[:1] in (" ", "\t") else [("", "")]
    return [("", ""), ("class _ {\n", "\n}")]


def _only_function(shape: Outline, data: bytes, before: str, after: str) -> Block | None:
    """The function that is all of the block, comments around it apart."""
    first, last = len(before), len(data) - len(after)
    for block in shape.blocks:
        if block.kind is Kind.FUNCTION and block.name:
            above, below = data[first : block.outer[0]], data[block.outer[1] : last]
            if _SCRIPT_COMMENTS.fullmatch(above) and _SCRIPT_COMMENTS.fullmatch(below):
                return block
    return None


def _target(shape: Outline, name: str, near: Sequence[int]) -> Block | EditFailure:
    named = [b for b in shape.blocks if b.kind is Kind.FUNCTION and b.name == name]
    close = [block for block in named if any(block.holds(line) for line in near)]
    chosen = close or named
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        return EditFailure(
            f"The file has {len(chosen)} functions called `{name}`; the answer fits no one of them."
        )
    known = ", ".join(dict.fromkeys(b.name for b in shape.blocks if b.kind is Kind.FUNCTION and b.name))
    return EditFailure(f"The file has no function called `{name}` to replace. It has: {known or 'none'}.")


def _region(target: Block, definition: _Definition, data: bytes) -> tuple[int, int, bytes]:
    """The bytes of the file to replace, and what to replace them with."""
    block = definition.block
    was, now = target.signature, block.signature
    start, first, words = target.head, block.head, b""
    if was.form == "value":
        start, first = target.core[0], block.core[0]
        words = b"async " if "async" in was.words and "async" not in now.words else b""
    elif was.form == "def" and now.decorators:
        start, first = target.outer[0], block.outer[0]
    return start, target.core[1], words + _indented(definition, first, _margin(data, target.core[0]))


def _indented(definition: _Definition, first: int, new: bytes) -> bytes:
    """The definition's lines, moved to where the original stands; text inside strings stays as it is."""
    old = _margin(definition.code, first)
    row = definition.code.count(b"\n", 0, first) + 1
    lines = definition.code[first : definition.block.core[1]].split(b"\n")
    return b"\n".join(
        line
        if number == row or number in definition.fixed or not line.startswith(old) or not line.strip()
        else new + line[len(old) :]
        for number, line in enumerate(lines, row)
    )


def _margin(data: bytes, at: int) -> bytes:
    """The white space that begins the line of an offset."""
    line = data[data.rfind(b"\n", 0, at) + 1 :].split(b"\n", 1)[0]
    return line[: len(line) - len(line.lstrip())]


def _put(data: bytes, regions: Sequence[tuple[int, int, bytes]]) -> str | EditFailure:
    result = b""
    at = 0
    for start, end, new in regions:
        if start < at:
            return EditFailure(
                "Two code fences replace the same function, or one inside the other; give one."
            )
        result += data[at:start] + new
        at = end
    return (result + data[at:]).decode("utf-8", "surrogatepass")
