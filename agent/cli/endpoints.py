"""Which models the settings name, and what asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.errors import ModelError
from agent.settings import LOCAL, Loaded, ModelSettings, RungSettings, Settings

if TYPE_CHECKING:
    from agent.model.cached import Served


def rungs(settings: Settings) -> tuple[ModelSettings, ...]:
    """Who writes, the smallest first; nobody when [model] has neither key nor address.

    Raises ModelError for a rung of [[models]] that cannot be asked.
    """
    if not settings.models:
        return (settings.model,) if usable(settings.model) else ()
    for number, rung in enumerate(settings.models, 1):
        _refuse_unusable(rung, number)
    return settings.models


def reviewer(settings: Settings, writers: tuple[ModelSettings, ...]) -> ModelSettings | None:
    """Who reviews where [review] names somebody; what that leaves empty is as for the last writer.

    Another model than the writer's is asked at length: to ask it briefly would make less of it. A key goes
    to the address alone that it was given for.
    """
    review = settings.review
    if not (review.name or review.base_url):
        return None
    last = writers[-1] if writers else settings.model
    place: dict[str, object] = {}
    if review.base_url:
        place = {"base_url": review.base_url, "api_key": review.api_key}
    elif review.api_key.get_secret_value():
        place = {"api_key": review.api_key}
    if review.name not in ("", last.name):
        place["brief"] = False
    asked = last.model_copy(update={"name": review.name or last.name, **place})
    if review.base_url and not review.name and last.name == LOCAL:
        raise ModelError("[review] has an address, but names no model", hint="set review.name")
    return asked if usable(asked) else None


def usable(model: ModelSettings) -> bool:
    """Whether there is anything that could be asked."""
    return bool(model.api_key.get_secret_value() or model.base_url or model.name == LOCAL)


def served(model: ModelSettings, loaded: Loaded) -> Served:
    """What asks one model. Raises ModelError when it cannot be right; nothing is sent or started yet."""
    # The SDK takes a third of a second to import: only for those who ask a model.
    if model.name == LOCAL:
        from agent.model.local import LocalModel

        return LocalModel(model, loaded.settings.local, loaded.folder("local.file"))
    from agent.model.client import OpenAIModel

    return OpenAIModel(model)


def _refuse_unusable(rung: RungSettings, number: int) -> None:
    if rung.name == LOCAL:
        return
    if rung.key_env and not rung.api_key.get_secret_value():
        raise ModelError(
            f"[[models]] {number}: {rung.key_env}, which should hold the key of {rung.name}, is not set",
            hint=f"set {rung.key_env}, or take key_env away where no key is needed",
        )
    if not usable(rung):
        raise ModelError(
            f"[[models]] {number}: {rung.name} has neither key nor address",
            hint="set its base_url, or name the variable of its key with key_env",
        )
