"""Trim GitHub's OpenAPI description to the operations that the double answers.

    python -m tests.doubles.github.trim node_modules/@octokit/openapi/generated/api.github.com.json

reads the description of npm `@octokit/openapi` (23.0.2) and writes openapi.json beside this file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .dispatch import HANDLERS
from .routing import ROUTES
from .spec import FILE

ADVISED = {
    "pull-request", "git-ref", "git-commit", "commit", "issue-comment", "pull-request-review-comment", "reaction",
    "pull-request-review", "check-run", "combined-commit-status",
}  # fmt: skip
"""Schemas of answers that are kept: the main objects, and what they refer to."""
WORDS = {"description", "example", "examples", "externalDocs", "deprecated", "title", "default", "x-github"}


def lean(node: Any, *, names: bool = False) -> Any:
    """A schema without its words; `names` says that the keys are property names, kept whatever they are."""
    if isinstance(node, list):
        return [lean(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {
        key: lean(value, names=key == "properties")
        for key, value in node.items()
        if names or key not in WORDS
    }
    if not names and out.pop("nullable", False):
        # OpenAPI 3.0 says nullable where JSON Schema has a type of its own.
        return {"anyOf": [out, {"type": "null"}]}
    return out


def references(node: Any) -> Iterator[str]:
    """The names of the component schemas that a schema refers to."""
    if isinstance(node, dict):
        if str(node.get("$ref", "")).startswith("#/components/schemas/"):
            yield node["$ref"].rpartition("/")[2]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def _resolved(whole: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, section, name = node["$ref"].split("/")
    found: dict[str, Any] = whole["components"][section][name]
    return found


def operation(whole: dict[str, Any], item: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """One operation: its path and query parameters, its body, and the answers that we look at."""
    out: dict[str, Any] = {"path": {}, "query": {}, "required": []}
    for parameter in [*item.get("parameters", []), *found.get("parameters", [])]:
        full = _resolved(whole, parameter)
        if full["in"] in {"path", "query"}:
            out[full["in"]][full["name"]] = lean(full["schema"])
            out["required"] += [full["name"]] if full.get("required") else []
    if "requestBody" in found:
        body = _resolved(whole, found["requestBody"])
        schema = body["content"]["application/json"]["schema"]
        array = "pass an `array` of" in json.dumps(schema)
        out["body"] = {"required": body.get("required", False), "schema": lean(schema), "array": array}
    for status, given in found["responses"].items():
        schema = _resolved(whole, given).get("content", {}).get("application/json", {}).get("schema")
        if schema and ADVISED & set(references(schema)):
            out.setdefault("responses", {})[status] = lean(schema)
    return out


def trimmed(whole: dict[str, Any]) -> dict[str, Any]:
    """The operations of our routes (filled by HANDLERS), with the components that they need."""
    assert HANDLERS
    operations = {}
    for one in sorted(ROUTES, key=lambda route: (route.template, route.method)):
        item = whole["paths"][one.template]
        operations[f"{one.method} {one.template}"] = operation(whole, item, item[one.method.lower()])
    schemas: dict[str, Any] = {}
    wanted = list(references(operations))
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = lean(whole["components"]["schemas"][name])
            wanted += references(schemas[name])
    return {
        "version": whole["info"]["version"],
        "operations": operations,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


if __name__ == "__main__":
    text = json.dumps(
        trimmed(json.loads(Path(sys.argv[1]).read_text("utf-8"))), separators=(",", ":"), sort_keys=True
    )
    FILE.write_text(text.replace('},"', '},\n"') + "\n", "utf-8")
