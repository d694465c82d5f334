"""Python source to syntax tree, in silence and without ever raising."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from agent.silence import silence


@dataclass(frozen=True, slots=True)
class ParseError:
    """What the parser said, without the place, so that two versions of a file can be compared."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"{self.message} (line {self.line})"


def parse_python(source: bytes) -> ast.Module | ParseError:
    """The syntax tree of a file in whatever encoding it declares, or why there is none."""
    with silence():
        try:
            return ast.parse(source)
        except SyntaxError as error:
            return ParseError(error.msg, error.lineno)
        except (ValueError, RecursionError, MemoryError) as error:
            return ParseError(str(error) or "it is nested too deeply")
