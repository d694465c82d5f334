"""What an outline of a file is made of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is. A statement is an unnamed function handed to a call, as route handlers often are."""

    FUNCTION = "function"
    CLASS = "class"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name with its stars, its annotation or empty, whether it has a default."""

    name: str
    annotation: str
    optional: bool

    def __str__(self) -> str:
        annotated = f"{self.name}: {self.annotation}" if self.annotation else self.name
        return f"{annotated}=..." if self.optional else annotated


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is defined: as a `def`, `declaration`, `method` or `value`.

    `words` stand before its name: `async`, `static`, `*` and the like.
    """

    form: str = ""
    words: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `start` to `end`, counted from 1; `start` is the first decorator, `body` the definition.

    The offsets are in bytes of UTF-8: `outer` is the whole statement with `export` and decorators, `core`
    the function itself, and from `head` on nothing stands in it but name, parameters and body.
    """

    kind: Kind
    name: str
    start: int
    body: int
    end: int
    signature: Signature = Signature()
    outer: tuple[int, int] = (0, 0)
    core: tuple[int, int] = (0, 0)
    head: int = 0

    def holds(self, line: int) -> bool:
        return self.start <= line <= self.end


@dataclass(frozen=True, slots=True)
class Outline:
    """A file's imports (line ranges) and blocks, outer ones before those inside them.

    `fixed` are lines that begin inside a string: moving them would change what the program says.
    """

    imports: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    top: tuple[str, ...]
    """What stands at the top level: `import`, `function`, `class` or `other`, in order."""
    fixed: frozenset[int]

    def function_at(self, line: int) -> Block | None:
        """The innermost named function that holds the line."""
        inside = [b for b in self.blocks if b.kind is Kind.FUNCTION and b.name and b.holds(line)]
        return min(inside, key=lambda block: block.end - block.start, default=None)
