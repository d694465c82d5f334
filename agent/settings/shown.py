"""What `suture config show` prints: effective values as TOML-like text, secrets hidden, origins beside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import SecretStr

from agent.settings.keys import LADDER, fields
from agent.settings.loading import Loaded

HIDDEN = "********"


def shown(loaded: Loaded) -> str:
    """Every key with its value; keys that are not at their default end in a comment that names the place."""
    lines = [f"# {note}" for note in loaded.notes]
    section = ""
    for key in fields():
        if key == LADDER:
            lines += _rungs(loaded)
            continue
        table, _, name = key.rpartition(".")
        if table != section:
            lines += ["", f"[{table}]"]
            section = table
        origin = loaded.origins.get(key)
        comment = f"  # {_escaped(origin)}" if origin else ""
        lines.append(f"{name} = {_value(key, _lookup(loaded, key))}{comment}")
    return "\n".join(lines).lstrip("\n") + "\n"


def _rungs(loaded: Loaded) -> Iterator[str]:
    """Every rung with the values that hold for it; only the name of the variable that holds its key."""
    for rung in loaded.settings.models:
        yield from ("", f"[[{LADDER}]]  # {_escaped(loaded.origins[LADDER])}")
        for name in type(rung).model_fields:
            yield f"{name} = {_value(f'model.{name}', getattr(rung, name))}"


def _lookup(loaded: Loaded, key: str) -> object:
    value: object = loaded.settings
    for part in key.split("."):
        value = getattr(value, part)
    return value


def _value(key: str, value: object) -> str:
    match value:
        case None:
            return "null"
        case SecretStr():
            return f'"{HIDDEN if value.get_secret_value() else ""}"'
        case str():
            return _quoted(_without_secrets(value) if key.endswith(".base_url") else value)
        case tuple():
            return "[" + ", ".join(_quoted(str(item)) for item in value) + "]"
        case _:
            return json.dumps(value)


def _without_secrets(url: str) -> str:
    """Addresses may carry `user:password@` or `?api-key=`: secrets too, even in a malformed one."""
    plain, mark, _ = url.partition("?")
    scheme, slashes, rest = plain.rpartition("://")
    host = f"{HIDDEN}@{rest.rpartition('@')[2]}" if "@" in rest else rest
    return f"{scheme}{slashes}{host}{mark and '?' + HIDDEN}"


def _quoted(text: str) -> str:
    return '"' + _escaped(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _escaped(text: str) -> str:
    """Characters that do not print, as TOML escapes."""
    return re.sub(r"[^\x20-\x7e]", lambda m: m[0] if m[0].isprintable() else f"\\U{ord(m[0]):08x}", text)
