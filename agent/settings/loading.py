"""Joins the layers: defaults, then a file, then the environment, then flags."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from agent.settings.files import OWN_FILE, Read, read_named, read_target
from agent.settings.ladder import climbed
from agent.settings.layers import Layer, env_layer, flag_layer, nested
from agent.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings of a run. `origins` says by dotted key where each value that is no default came from."""

    settings: Settings
    origins: Mapping[str, str]
    notes: tuple[str, ...] = ()
    folders: Mapping[str, Path] = field(default_factory=dict)

    def folder(self, key: str) -> Path:
        """What relative paths in this setting are relative to.

        The target for its own file, the file's folder for `--config-file`, else the current folder. An
        untrusted file's `out = "x"` must mean a folder of the target, not one of wherever we were started.
        """
        return self.folders.get(key, Path())


def load(
    target: Path | None, *, file: Path | None, environ: Mapping[str, str], flags: Mapping[str, object]
) -> Loaded:
    """Read every layer and join them, the later over the earlier: file, `environ`, `flags`.

    `file` is what `--config-file` names and replaces the target's own file. Keys of `flags` are dotted
    (`triage.max`); None means that the flag was not given. Raises ConfigError.
    """
    read = _read(target, file)
    layers = (read.layer, env_layer(environ), flag_layer(flags))
    origins: dict[str, str] = {}
    folders: dict[str, Path] = {}
    for layer in layers:
        origins |= layer.origins
        folders |= dict.fromkeys(layer.values, layer.folder)
    settings = _joined(layers)
    rungs = Settings.model_validate({"models": read.layer.values.get("models", ())}).models
    settings = climbed(settings.model_copy(update={"models": rungs}), origins, flags, environ)
    return Loaded(settings, origins, read.notes, folders)


def _read(target: Path | None, file: Path | None) -> Read:
    if file is None:
        return Read(Layer({}, {})) if target is None else read_target(target)
    read = read_named(file)
    if target is not None and (target / OWN_FILE).is_file() and not file.samefile(target / OWN_FILE):
        return Read(read.layer, (f"{file} is used; the target's {OWN_FILE} is not read",))
    return read


def _joined(layers: Sequence[Layer]) -> Settings:
    class Layered(BaseSettings, Settings):
        model_config = SettingsConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            *_: PydanticBaseSettingsSource,
            **__: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return tuple(_LayerSource(settings_cls, layer) for layer in reversed(layers))

    return Settings.model_validate(Layered().model_dump())


class _LayerSource(PydanticBaseSettingsSource):
    """One layer, as pydantic-settings asks for it. The process environment is never consulted."""

    def __init__(self, settings_cls: type[BaseSettings], layer: Layer) -> None:
        super().__init__(settings_cls)
        self._tables = nested(layer.values)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:  # noqa: ARG002
        return self._tables.get(field_name), field_name, False

    def __call__(self) -> dict[str, object]:
        return self._tables


def process_environment() -> dict[str, str]:
    """The environment of this process, for the composition root to pass on."""
    return dict(os.environ)


def config_schema() -> dict[str, object]:
    """JSON Schema (draft 2020-12) of the whole configuration, for editors and `suture config schema`."""
    schema = Settings.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
