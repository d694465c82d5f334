"""What can stand in front of a finding, and the words that make no check of a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InFront:
    """A new check or sanitizer: its line in the result (from 1) and its code."""

    line: int
    code: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The place is in another function than before; `origin` is the one it was in."""

    origin: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing new is on the way."""


# Calls that pass a value on as it is, read it, or only tell of it.
PASSING = frozenset((
    "str", "repr", "bytes", "bytearray", "format", "strip", "lstrip", "rstrip", "lower", "upper",
    "title", "casefold", "capitalize", "decode", "encode", "get", "getlist", "get_json", "get_data",
    "getall", "join", "split", "splitlines", "rsplit", "partition", "read", "readline", "list", "tuple",
    "dict", "set", "iter", "copy", "deepcopy", "items", "values", "keys", "print", "debug", "info",
    "warning", "warn", "error", "exception", "log", "getLogger", "Path", "resolve", "realpath",
    "abspath", "normpath", "expanduser", "append", "extend", "insert", "add", "update", "setdefault",
    "pop", "flash", "len", "type", "id", "vars", "getattr", "partial", "cast", "concat", "toString",
    "trim", "toLowerCase", "toUpperCase", "String", "push", "slice", "require", "then", "catch",
    "Promise", "console", "strftime", "now",
))  # fmt: skip
