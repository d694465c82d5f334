"""The names of settings: dotted keys, environment variables, and the nearest valid one for a typing error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from pydantic.fields import FieldInfo

from agent.errors import ConfigError
from agent.settings.schema import Settings
from agent.settings.section import Section

ENV_PREFIX = "SUTURE_"
LADDER = "models"
"""The one array of tables: only a file can write it."""
ENV_ALIASES = MappingProxyType(
    {
        "OPENAI_BASE_URL": "model.base_url",
        "OPENAI_API_KEY": "model.api_key",
        "SUTURE_MODEL": "model.name",
        "GITHUB_API_URL": "github.api_url",
        "GITHUB_SERVER_URL": "github.server_url",
        # The later wins, as it does for `gh`: GITHUB_TOKEN is there in every workflow, GH_TOKEN was chosen.
        "GITHUB_TOKEN": "github.token",
        "GH_TOKEN": "github.token",
    }
)


@cache
def fields() -> Mapping[str, FieldInfo]:
    """Every setting by its dotted key, in the order of the schema: `out`, `scan.config`, ..."""
    found: dict[str, FieldInfo] = {}
    for name, field in Settings.model_fields.items():
        inner = section_fields(field)
        if inner is None:
            found[name] = field
        else:
            found |= {f"{name}.{key}": each for key, each in inner.items()}
    return MappingProxyType(found)


def section_fields(field: FieldInfo) -> Mapping[str, FieldInfo] | None:
    """The fields of a section (`[scan]`), or None when the field is a plain key."""
    kind = field.annotation
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, Section) else None


@cache
def variables() -> Mapping[str, str]:
    """Dotted key by environment variable, aliases first so that the exact name overrides them."""
    exact = {ENV_PREFIX + key.replace(".", "__").upper(): key for key in fields() if key != LADDER}
    return MappingProxyType({**ENV_ALIASES, **exact})


def unknown(place: str, key: str, valid: Iterable[str]) -> ConfigError:
    """The error for a key that no setting has; its hint names the nearest valid one."""
    near = nearest(key, tuple(valid))
    hint = f"did you mean {near}?" if near else "`suture config schema` lists every valid key"
    return ConfigError(f"{place}: unknown key {key!r}", hint=hint)


def nearest(key: str, names: tuple[str, ...]) -> str:
    """The valid name closest to `key`, by its whole or by its last part; empty when none is close."""
    whole = {name.casefold(): name for name in names}
    last = {name.rpartition(".")[2].casefold(): name for name in reversed(names)}
    wanted = key.casefold()
    for word, known in ((wanted, whole), (wanted.rpartition(".")[2], last)):
        close = difflib.get_close_matches(word, tuple(known), n=1, cutoff=0.75)
        if close:
            return known[close[0]]
    return ""
