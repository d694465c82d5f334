"""Whole functions: read from an answer's code fences and put in the place of those they name. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.authoring.edits import EditFailure, rewritten
from agent.authoring.imports import add_imports
from agent.authoring.outline import Block, Kind, Outline, language, outline

_IMPORT_LINES = {"python": re.compile(r"(import|from)\s")}
_SCRIPT_IMPORT_LINE = re.compile(r"import\b|(const|let|var)\b[^=]*=\s*require\(")
_COMMENT_LINE = re.compile(r"\s*(#|//)")


@dataclass(frozen=True, slots=True)
class _Definition:
    """One function from an answer: `lines` with its decorators if `decorated`; `fixed` as in Outline."""

    name: str
    imports: tuple[str, ...]
    lines: tuple[str, ...]
    decorated: bool
    fixed: frozenset[int]


def replace_functions(answer: str, path: str, source: str, near: Sequence[int]) -> str | EditFailure:
    """`source` with each function of the answer in the place of the one of that name, imports added.

    `near` are the finding's lines: they decide between functions of one name. A definition without
    decorators keeps those of the original.
    """
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n")
    shape = outline(path, plain)
    if shape is None:
        return EditFailure(f"`{path}` cannot be parsed, so no function in it can be replaced.")
    blocks = _fences(answer)
    if isinstance(blocks, EditFailure):
        return blocks
    lines = plain.split("\n")
    imports: list[str] = []
    regions: list[tuple[int, int, list[str]]] = []
    for number, code in enumerate(blocks, 1):
        definition = _definition(path, code, number)
        if isinstance(definition, EditFailure):
            return definition
        target = _target(shape, definition.name, near)
        if isinstance(target, EditFailure):
            return target
        start = target.start if definition.decorated else target.body
        regions.append((start - 1, target.end, _indented(definition, lines[start - 1])))
        imports += definition.imports
    replaced = _put(lines, sorted(regions, key=lambda region: region[0]))
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


def _definition(path: str, code: Sequence[str], number: int) -> _Definition | EditFailure:
    """The one function of a block, or what else the block holds."""
    kind = language(path)
    pattern = _IMPORT_LINES.get(kind, _SCRIPT_IMPORT_LINE)
    at = 0
    while at < len(code) and (
        not code[at].strip() or pattern.match(code[at]) or _COMMENT_LINE.match(code[at])
    ):
        at += 1
    imports = [line.strip() for line in code[:at] if pattern.match(line)]
    body = list(code[at:])
    while body and not body[-1].strip():
        body.pop()
    broken = [line for line in imports if not _is_import(path, line)]
    if broken:
        return EditFailure(f"Code fence {number} has an import that does not parse: `{broken[0]}`.")
    for wrapper in _wrappers(kind, body):
        shape = outline(path, "\n".join([*wrapper[0], *body, *wrapper[1]]))
        found = None if shape is None else _only_function(shape, len(wrapper[0]), len(body))
        if shape is not None and found is not None:
            return _Definition(
                found.name,
                tuple(imports),
                tuple(body),
                found.start < found.body,
                frozenset(line - len(wrapper[0]) for line in shape.fixed),
            )
    return EditFailure(
        f"Code fence {number} must hold one complete function that parses, under the import lines it needs, "
        "and nothing else: no other code, no second function, no class around it, no line left out."
    )


def _is_import(path: str, line: str) -> bool:
    shape = outline(path, line)
    return shape is not None and shape.top == ("import",)


def _wrappers(kind: str, body: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """What may have to stand around a function for it to parse: it may be a method, or be indented."""
    if kind == "python":
        indented = bool(body) and body[0][:1] in (" ", "\t")
        return [(["if True:"], [])] if indented else [([], [])]
    return [([], []), (["class _ {"], ["}"])]


def _only_function(shape: Outline, before: int, length: int) -> Block | None:
    """The function that is all of the block, from its first line to its last."""
    functions = [block for block in shape.blocks if block.kind is Kind.FUNCTION and block.name]
    spanning = [b for b in functions if b.start == before + 1 and b.end == before + length]
    return spanning[0] if spanning else None


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


def _indented(definition: _Definition, original: str) -> list[str]:
    """The definition's lines, moved to where the original stands; text inside strings stays as it is."""
    old = _margin(definition.lines[0])
    new = _margin(original)
    if old == new:
        return list(definition.lines)
    return [
        line
        if number in definition.fixed or not line.startswith(old) or not line.strip()
        else new + line[len(old) :]
        for number, line in enumerate(definition.lines, 1)
    ]


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _put(lines: Sequence[str], regions: Sequence[tuple[int, int, list[str]]]) -> str | EditFailure:
    result: list[str] = []
    at = 0
    for start, end, new in regions:
        if start < at:
            return EditFailure(
                "Two code fences replace the same function, or one inside the other; give one."
            )
        result += [*lines[at:start], *new]
        at = end
    return "\n".join([*result, *lines[at:]])
