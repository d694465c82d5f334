"""Layers of settings: what one place (a file, the environment, the command line) sets, checked by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from agent.errors import ConfigError
from agent.settings.keys import ENV_PREFIX, LADDER, fields, section_fields, unknown, variables
from agent.settings.models import RungSettings
from agent.settings.schema import Settings

# Set inside our own sandbox for test reporters: a Suture that runs in there must not trip over it.
NOT_SETTINGS = frozenset({"SUTURE_REPORT_DIR"})

_EXPECTED = {"int": "a whole number", "float": "a number", "string": "a string", "tuple": "an array"}


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place sets: values and the exact place, both by dotted key.

    `exact` says that values have TOML or Python types; otherwise they are text to be converted. `folder`
    is what relative paths in the values are relative to.
    """

    values: Mapping[str, object]
    origins: Mapping[str, str]
    exact: bool = True
    folder: Path = Path()


def file_layer(table: Mapping[str, object], place: str, folder: Path) -> Layer:
    """The layer of a TOML table that lies in `folder`. Raises ConfigError for unknown keys or wrong types."""
    values: dict[str, object] = {}
    for name, value in table.items():
        field = Settings.model_fields.get(name)
        inner = None if field is None else section_fields(field)
        if inner is None:
            values[name] = value
        elif isinstance(value, Mapping):
            values |= {f"{name}.{key}": each for key, each in value.items()}
        else:
            raise ConfigError(
                f"{place}: {name} should be a table, got {_described(value)}",
                hint=f"write [{name}] and its keys below it",
            )
    return replace(_checked(values, place), folder=folder)


def flag_layer(flags: Mapping[str, object]) -> Layer:
    """The layer of the command line: dotted keys; None means that the flag was not given."""
    return _checked({key: value for key, value in flags.items() if value is not None}, "command line")


def _checked(values: Mapping[str, object], place: str) -> Layer:
    for key in values:
        if key not in fields():
            raise unknown(place, key, (*fields(), *Settings.model_fields))
    # TOML knows arrays only; strict validation wants the tuple that the setting is.
    frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return validated(Layer(frozen, dict.fromkeys(frozen, place)))


def env_layer(environ: Mapping[str, str]) -> Layer:
    """The layer of `SUTURE_<SECTION>__<KEY>` and of the short names that other tools use too.

    Lists are a JSON array or comma-separated; an empty variable is one that is not set.
    """
    known = variables()
    for name in sorted(environ):
        if name.startswith(ENV_PREFIX) and name not in known and name not in NOT_SETTINGS:
            raise unknown("environment", name, known)
    given = {name: key for name, key in known.items() if environ.get(name)}
    values = {key: _parsed(environ[name], fields()[key], name) for name, key in given.items()}
    return validated(Layer(values, {key: name for name, key in given.items()}, exact=False))


def _parsed(text: str, field: FieldInfo, name: str) -> object:
    if type(None) in get_args(field.annotation) and text == "null":
        return None
    if get_origin(field.annotation) is not tuple:
        return text
    if not text.lstrip().startswith("["):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return tuple(json.loads(text))
    except ValueError as error:
        raise ConfigError(
            f"{name}: not a JSON array: {error}", hint=f'write {name}=\'["a", "b"]\' or {name}=a,b'
        ) from error


def nested(values: Mapping[str, object]) -> dict[str, object]:
    """Dotted keys as tables within tables."""
    tables: dict[str, dict[str, object]] = {}
    plain: dict[str, object] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        if section:
            tables.setdefault(section, {})[name] = value
        else:
            plain[name] = value
    return {**plain, **tables}


def validated(layer: Layer) -> Layer:
    """The layer itself. Raises ConfigError naming place, key, what was expected and what was there."""
    try:
        Settings.model_validate(nested(layer.values), strict=layer.exact)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        parts = first["loc"]
        if parts[0] == LADDER:
            raise _wrong_rung(layer.origins[LADDER], first) from None
        key = ".".join(str(part) for part in parts[:2]) if str(parts[0]) not in fields() else str(parts[0])
        field = fields()[key]
        expected = _expected(first)
        # An address that is wrong may be wrong because it holds a password.
        secret = field.annotation is SecretStr or first["type"] == "address"
        got = "another value" if secret else _described(first["input"])
        raise ConfigError(
            f"{layer.origins[key]}: {key} should be {expected}, got {got}",
            hint=f"correct {key} there: {field.description}",
        ) from None
    return layer


def _wrong_rung(place: str, first: ErrorDetails) -> ConfigError:
    """The error for one key of the ladder; rungs are counted from 1."""
    parts = first["loc"]
    if len(parts) < 3:
        return ConfigError(
            f"{place}: {LADDER} should be an array of tables, got {_described(first['input'])}",
            hint=f"write [[{LADDER}]] and its keys below it, once for each model",
        )
    rung, key = f"[[{LADDER}]] {int(parts[1]) + 1}", str(parts[2])
    if key not in RungSettings.model_fields:
        return unknown(place, f"{LADDER}.{key}", [f"{LADDER}.{name}" for name in RungSettings.model_fields])
    field = RungSettings.model_fields[key]
    if first["type"] == "missing":
        return ConfigError(f"{place}: {rung} has no {key}", hint=f"add {key} there: {field.description}")
    got = "another value" if field.annotation is SecretStr else _described(first["input"])
    return ConfigError(
        f"{place}: {rung}: {key} should be {_expected(first)}, got {got}",
        hint=f"correct {key} there: {field.description}",
    )


def _expected(first: ErrorDetails) -> str:
    if first["type"] == "string_too_short":
        return "a string that is not empty"
    return _EXPECTED.get(first["type"].partition("_")[0]) or first["msg"].removeprefix("Input should be ")


def _described(value: object) -> str:
    """A value from a configuration file, with the name TOML has for its type."""
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:60] + "..."
    match value:
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the string {shown}"
        case list() | tuple():
            return f"the array {shown}"
        case dict():
            return "a table"
        case _:
            return shown
