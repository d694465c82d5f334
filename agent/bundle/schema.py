"""The form of a bundle's file for other readers: `bundle.schema.json` here is what `schema()` says."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from agent.bundle.checks import LARGEST_DIFF, LONGEST, MOST_FIXES
from agent.bundle.values import FORMAT, Bundle
from agent.domain import MAX_FINDINGS_PER_CASE

_COMMIT = "^([0-9a-f]{40}|[0-9a-f]{64})$"
_FINGERPRINT = "^[0-9a-f]{16}$"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a sealed bundle. `read_bundle` asks for more than a schema can say."""
    bundle = _terse(TypeAdapter(Bundle).json_schema(mode="serialization"))
    parts: dict[str, Any] = bundle.pop("$defs")
    parts["Bundle"] = bundle
    for part in parts.values():
        if part["type"] == "object":
            part["additionalProperties"] = False
            part["required"] = sorted(part["properties"])
    _narrow(parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A bundle of fixes with its seal",
        "type": "object",
        "additionalProperties": False,
        "required": ["bundle", "seal"],
        "properties": {
            "bundle": {"$ref": "#/$defs/Bundle"},
            "seal": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "SHA-256 of `bundle` as JSON with sorted keys, no white space, in ASCII.",
            },
        },
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def _terse(part: Any) -> Any:
    """Without titles, which repeat names, and defaults: a bundle says everything."""
    if isinstance(part, list):
        return [_terse(item) for item in part]
    if not isinstance(part, dict):
        return part
    # A property may be called `title`; its value is a schema then.
    return {
        key: _terse(value)
        for key, value in part.items()
        if key != "default" and not (key == "title" and isinstance(value, str))
    }


def _narrow(parts: dict[str, Any]) -> None:
    """Add the bounds that the types do not tell."""
    bundle, fix, refused = (parts[name]["properties"] for name in ("Bundle", "Fix", "Refused"))
    bundle["version"]["const"] = FORMAT
    bundle["base_sha"]["pattern"] = _COMMIT
    bundle["fixes"]["maxItems"] = bundle["refused"]["maxItems"] = MOST_FIXES
    fix["findings"] |= {"minItems": 1, "maxItems": MAX_FINDINGS_PER_CASE}
    fix["diff"] |= {"minLength": 1, "maxLength": LARGEST_DIFF}
    fix["summary"]["maxLength"] = refused["reason"]["maxLength"] = LONGEST
    refused["fingerprint"]["pattern"] = _FINGERPRINT
    for named in (fix, refused):
        named["pull"]["minimum"] = 0
        named["head"]["pattern"] = f"^$|{_COMMIT}"
