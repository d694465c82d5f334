"""The rungs of the ladder, each completed from [model]; and what holds for the model of this process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from agent.settings.models import LOCAL, ModelSettings, RungSettings
from agent.settings.schema import Settings

LOCAL_DEFAULTS: Mapping[str, object] = MappingProxyType(
    # A small model on a few cores: it writes whole functions best, and some 15 tokens a second.
    {"answer": "function", "timeout": 600.0, "max_completion_tokens": 1024}
)


def climbed(
    settings: Settings, origins: Mapping[str, str], flags: Mapping[str, object], environ: Mapping[str, str]
) -> Settings:
    """`settings` with complete rungs: what one leaves out is as in [model], keys come from `environ`.

    A model that a flag names leaves its own rung, or [model] alone.
    """
    said = {key.removeprefix("model.") for key in origins if key.startswith("model.")}
    over = {
        key.removeprefix("model."): value
        for key, value in flags.items()
        if key.startswith("model.") and key != "model.name" and value is not None
    }
    rungs = tuple(_completed(rung, settings.model, said, over, environ) for rung in settings.models)
    named = flags.get("model.name")
    if named is not None:
        rungs = tuple(rung for rung in rungs if rung.name == named)[:1]
    values = settings.model.model_dump()
    model = ModelSettings.model_validate(_suited(values, said))
    return settings.model_copy(update={"model": model, "models": rungs})


def _completed(
    rung: RungSettings,
    model: ModelSettings,
    said: set[str],
    over: Mapping[str, object],
    environ: Mapping[str, str],
) -> RungSettings:
    own = {key: getattr(rung, key) for key in rung.model_fields_set}
    values = {**model.model_dump(), **own, **over}
    if "api_key" not in own and "key_env" in own:
        values["api_key"] = SecretStr(environ.get(rung.key_env, ""))
    elif "api_key" not in own and values["base_url"] != model.base_url:
        # The key of [model] goes to the address of [model] alone.
        values["api_key"] = SecretStr("")
    return RungSettings.model_validate(_suited(values, said | set(own)))


def _suited(values: dict[str, object], said: set[str]) -> dict[str, object]:
    """With the defaults of the model of this process, where it is meant and nothing else was said."""
    if values["name"] != LOCAL:
        return values
    return {**values, **{key: value for key, value in LOCAL_DEFAULTS.items() if key not in said}}
