"""A small GraphQL reader: documents with operations, fields, aliases, arguments and inline fragments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

TOKEN = re.compile(
    r'"((?:[^"\\]|\\.)*)"|(\.\.\.|[{}()\[\]:!=$@|&])|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|[\s,]+|#[^\n]*'
)


class GraphqlError(Exception):
    """What GraphQL answers with HTTP 200: a type such as NOT_FOUND, and a message."""

    def __init__(self, message: str, kind: str = "UNPROCESSABLE") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field that was asked for. `on` is the type of the inline fragment around it, if any."""

    name: str
    key: str
    args: Mapping[str, Any]
    inner: tuple[Field, ...] = ()
    on: str = ""


@dataclass
class Reader:
    """Reads one document; variables are put in where they are used."""

    text: str
    variables: Mapping[str, Any]
    tokens: list[tuple[str, str]] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    fragments: dict[str, tuple[Field, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tokens = list(self._scan())[::-1]

    def _scan(self) -> Iterator[tuple[str, str]]:
        place = 0
        while place < len(self.text):
            match = TOKEN.match(self.text, place)
            if match is None:
                raise GraphqlError(f"Parse error on {self.text[place]!r}", "PARSE")
            place = match.end()
            for kind, value in zip(("string", "sign", "number", "name"), match.groups(), strict=True):
                if value is not None:
                    yield kind, value

    def _peek(self) -> str:
        return self.tokens[-1][1] if self.tokens else ""

    def _take(self, expected: str = "") -> tuple[str, str]:
        if not self.tokens or (expected and self.tokens[-1][1] != expected):
            raise GraphqlError(f"Expected {expected or 'more'}, actual: {self._peek() or 'the end'}", "PARSE")
        return self.tokens.pop()

    def operation(self) -> tuple[str, tuple[Field, ...]]:
        """`query` or `mutation`, and the fields at its top."""
        found: list[tuple[str, tuple[Field, ...]]] = []
        while self.tokens:
            kind = "query" if self._peek() == "{" else self._take()[1]
            if kind == "fragment":
                name = self._take()[1]
                self._take("on")
                on = self._take()[1]
                self.fragments[name] = tuple(self._selection(on))
            elif kind in {"query", "mutation"}:
                self._declarations()
                found.append((kind, tuple(self._selection(""))))
            else:
                raise GraphqlError(f"{kind} is not supported", "PARSE")
        if len(found) != 1:
            raise GraphqlError("one operation is expected", "PARSE")
        if undeclared := self.used - self.declared:
            raise GraphqlError(f"Variable ${min(undeclared)} is used but not declared", "PARSE")
        if unused := self.declared - self.used:
            raise GraphqlError(f"Variable ${min(unused)} is declared but not used", "PARSE")
        return found[0][0], tuple(self._spread(found[0][1]))

    def _spread(self, fields: tuple[Field, ...]) -> Iterator[Field]:
        """The fields with named fragments put in where they are used."""
        for one in fields:
            if one.name.startswith("..."):
                if one.name[3:] not in self.fragments:
                    raise GraphqlError(f"Fragment {one.name[3:]} was used, but not defined", "PARSE")
                yield from self._spread(self.fragments[one.name[3:]])
            else:
                yield replace(one, inner=tuple(self._spread(one.inner)))

    def _declarations(self) -> None:
        """What stands in brackets before the fields: each variable that is used, and whether it must be given."""
        while self._peek() != "{":
            if self._take()[1] != "$":
                continue
            name = self._take()[1]
            self.declared.add(name)
            self._take(":")
            needed = False
            while self._peek() not in {"$", ")"}:
                needed = self._take()[1] == "!"
            if needed and self.variables.get(name) is None:
                raise GraphqlError(f"Variable ${name} of type that is required was not provided", "PARSE")

    def _selection(self, on: str) -> Iterator[Field]:
        self._take("{")
        while self._peek() != "}":
            if self._peek() == "...":
                self._take()
                name = self._take()[1]
                if name == "on":
                    yield from self._selection(self._take()[1])
                else:
                    yield Field(f"...{name}", "", {})
                continue
            key = name = self._take()[1]
            if self._peek() == ":":
                self._take()
                name = self._take()[1]
            args = dict(self._pairs("(", ")")) if self._peek() == "(" else {}
            inner = tuple(self._selection("")) if self._peek() == "{" else ()
            yield Field(name, key, args, inner, on)
        self._take("}")

    def _pairs(self, opening: str, closing: str) -> Iterator[tuple[str, Any]]:
        self._take(opening)
        while self._peek() != closing:
            name = self._take()[1]
            self._take(":")
            yield name, self._value()
        self._take(closing)

    def _value(self) -> Any:
        if self._peek() == "{":
            return dict(self._pairs("{", "}"))
        kind, text = self._take()
        match kind, text:
            case "sign", "$":
                name = self._take()[1]
                self.used.add(name)
                return self.variables.get(name)
            case "sign", "[":
                items = []
                while self._peek() != "]":
                    items.append(self._value())
                self._take("]")
                return items
            case "string", _:
                return re.sub(r"\\(.)", r"\1", text)
            case "number", _:
                return float(text) if "." in text else int(text)
        return {"true": True, "false": False, "null": None}.get(text, text)


def select(value: Any, fields: tuple[Field, ...]) -> Any:
    """The asked part of a value; functions in it take the field's arguments. Unknown fields are errors."""
    if value is None or (not fields and not isinstance(value, dict | list)):
        return value
    if isinstance(value, list):
        return [select(one, fields) for one in value]
    if not fields:
        raise GraphqlError("Objects must have selections", "selectionMismatch")
    out = {}
    for one in fields:
        if one.on not in {"", value["__typename"]}:
            continue
        if one.name not in value:
            message = f"Field '{one.name}' doesn't exist on type '{value['__typename']}'"
            raise GraphqlError(message, "undefinedField")
        found = value[one.name]
        out[one.key] = select(found(one.args) if callable(found) else found, one.inner)
    return out
