"""The sections about models: who is asked, what they may see, and who gives a second opinion."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from agent.domain import Severity
from agent.settings.section import Section

LOCAL = "local"
"""The name of the model that runs in this process."""


class ModelSettings(Section):
    """[model]: who writes fixes where a rule has none. Address and key come from the environment only."""

    name: str = Field("", description="Model name, as the endpoint knows it.")
    base_url: str = Field("", description="OpenAI-compatible endpoint (OPENAI_BASE_URL).")
    api_key: SecretStr = Field(SecretStr(""), description="Key for it (OPENAI_API_KEY).")
    answer: Literal["auto", "edits", "function"] = Field(
        "auto", description="How fixes are asked for; small models do better with whole functions."
    )
    brief: bool = Field(False, description="Short questions for short answers, as small models need them.")
    timeout: float = Field(180.0, gt=0, description="Seconds one request may take.")
    tries: int = Field(4, ge=1, description="Requests before an endpoint that fails is given up.")
    max_completion_tokens: int = Field(4096, ge=64, description="Longest answer asked for.")
    temperature: float | None = Field(
        0.0, description="Sampling temperature; leave out with `null` (environment)."
    )
    max_reflections: int = Field(2, ge=0, description="Failed answers sent back before a fresh start.")
    candidates: int = Field(1, ge=1, le=8, description="First drafts written at once; the gates choose.")
    price_in: float = Field(0.0, ge=0, description="Price of a million prompt tokens, in your currency.")
    price_out: float = Field(0.0, ge=0, description="Price of a million completion tokens.")
    cache: bool = Field(True, description="Keep answers, so that the same question is asked once.")


class RungSettings(ModelSettings):
    """[[models]]: one rung of the ladder. What it leaves out is as in [model]."""

    name: str = Field(min_length=1, description="Model name, as the endpoint knows it.")
    key_env: str = Field("", description="Name of the environment variable that holds the key.")


class LocalSettings(Section):
    """[local]: the model that runs in this process, for `--model local` (needs `suture[local]`)."""

    file: str = Field("", description="Weights of the model, a GGUF file of your own.")
    context: int = Field(8192, ge=2048, description="Tokens of prompt and answer together.")
    threads: int = Field(0, ge=0, description="Threads; 0: one for each core.")


class PolicySettings(Section):
    """[policy]: what may be sent to which model. Empty lists allow everything."""

    endpoints: tuple[str, ...] = Field(
        (), description="Addresses that may be asked (shell patterns on `https://host/path`)."
    )
    models: tuple[str, ...] = Field((), description="Model names that may be asked (shell patterns).")
    never_send: tuple[str, ...] = Field((), description="Paths that no model is shown (shell patterns).")
    max_severity: tuple[str, ...] = Field(
        (), description="Worst finding an address may see: `https://host/*=medium`; the first that fits."
    )
    rules_files: bool = Field(True, description="Show the repository's own rules for contributors.")

    @field_validator("max_severity")
    @classmethod
    def _readable(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        """An entry that is not understood would allow what it was written to forbid."""
        known = {severity.value for severity in Severity}
        for entry in entries:
            pattern, _, severity = entry.rpartition("=")
            if not pattern.strip() or severity.strip() not in known:
                said = "entries such as `https://host/*=medium`, each with critical, high, medium or low"
                raise PydanticCustomError("entry", said)
        return entries


class ReviewSettings(Section):
    """[review]: the blind second opinion. What is empty is as for [model]."""

    name: str = Field("", description="Model name of the reviewer.")
    base_url: str = Field("", description="Its OpenAI-compatible endpoint.")
    api_key: SecretStr = Field(SecretStr(""), description="Key for it.")
