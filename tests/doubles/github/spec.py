"""GitHub's official OpenAPI description, and what of a request breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from .records import Json

FILE = Path(__file__).parent / "openapi.json"


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The trimmed description: `operations` by method and template, and the `components` they refer to."""
    loaded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return loaded


@cache
def _validator(operation: str, part: str, key: str = "") -> Draft202012Validator | None:
    found: Any = description()["operations"][operation].get(part)
    found = found.get(key) if found is not None and key else found
    if found is None:
        return None
    found = found.get("schema", {}) if part == "body" else found
    return Draft202012Validator({"components": description()["components"], "allOf": [found]})


def _messages(validator: Draft202012Validator, value: Json) -> Iterator[str]:
    for error in validator.iter_errors(value):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{where}: {error.message[:300]}".removeprefix(": ")


def _typed(schema: Mapping[str, Any], text: str) -> Json:
    """A query or path value as its schema takes it: numbers and booleans are text on the wire."""
    kinds = {one.get("type") for one in [schema, *schema.get("oneOf", []), *schema.get("anyOf", [])]}
    if "integer" in kinds and text.lstrip("-").isdigit():
        return int(text)
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    return text.split(",") if kinds == {"array"} else text


@lru_cache(maxsize=65536)
def _about_value(operation: str, place: str, name: str, text: str) -> tuple[str, ...]:
    """What is wrong with one value in the path or query."""
    validator = _validator(operation, place, name)
    if validator is None:
        return (f"{place} has no {name}",)
    schema = description()["operations"][operation][place][name]
    return tuple(f"{place} {name}: {wrong}" for wrong in _messages(validator, _typed(schema, text)))


def complaints(operation: str, params: Mapping[str, str], query: Mapping[str, str], body: Json) -> list[str]:
    """What the description does not allow of a request to `METHOD /template`; empty when all is well."""
    known = description()["operations"].get(operation)
    if known is None:
        return [f"{operation}: not in the description"]
    out: list[str] = []
    for place, given in (("path", params), ("query", query)):
        for name, text in given.items():
            out += _about_value(operation, place, name, text)
    missing = [name for name in known["required"] if name not in query and name not in params]
    out += [f"{name} is required" for name in missing]
    out += _about_body(operation, known.get("body"), body)
    return [f"{operation}: {text}" for text in out]


def _about_body(operation: str, known: Mapping[str, Any] | None, body: Json) -> list[str]:
    if known is None:
        return ["takes no body"] if body is not None else []
    if body is None:
        return ["a body is required"] if known["required"] else []
    names = _names_of(operation)
    if isinstance(body, list) and known.get("array"):
        # The description says in words that a bare array is taken too, where its schema knows objects only.
        body = {names[0]: body}
    validator = _validator(operation, "body")
    out = [f"body {text}" for text in _messages(validator, body)] if validator else []
    if isinstance(body, dict) and names:
        out += [f"body has no {name}" for name in body if name not in names]
    return out


@cache
def _names_of(operation: str) -> list[str]:
    return _names(description()["operations"][operation]["body"]["schema"])


def _names(schema: Mapping[str, Any]) -> list[str]:
    """The keys that a body may have; the official schemas are open, requests of ours are not."""
    names = list(schema.get("properties", {}))
    for part in ("oneOf", "anyOf", "allOf"):
        for one in schema.get(part, []):
            names += [name for name in _names(one) if name not in names]
    return names


def advice(operation: str, status: int, body: Json) -> list[str]:
    """What the description's response schema says against an answer; responses are advice, not law."""
    validator = _validator(operation, "responses", str(status))
    return list(_messages(validator, body)) if validator else []
