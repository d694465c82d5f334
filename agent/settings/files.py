"""Configuration files: where they are, how they are read, and what a repository's own file may not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from agent.errors import ConfigError
from agent.settings.keys import ENV_ALIASES, ENV_PREFIX, LADDER, fields
from agent.settings.layers import Layer, file_layer
from agent.settings.models import PolicySettings
from agent.settings.schema import DisclosureSettings, GithubSettings

OWN_FILE = "suture.toml"
PYPROJECT = "pyproject.toml"
TABLE = f"{PYPROJECT} [tool.suture]"
MAX_BYTES = 1_000_000
# What a repository's own file may not say, since whoever wrote the repository wrote it.
_OPERATOR_ONLY = {
    "model.name": "a repository must not choose what its fixes cost",
    "model.base_url": "a repository must not choose where your key is sent",
    "model.api_key": "a key does not belong into a repository",
    "models": "a repository must not choose where your keys are sent",
    "review.name": "a repository must not choose who judges its patches",
    "review.base_url": "a repository must not choose where your key is sent",
    "review.api_key": "a key does not belong into a repository",
    "tests.setup": "it runs with the network",
    "local.file": "a repository must not choose which weights are loaded",
    "model.brief": "how much a reviewer sees is the operator's to decide",
    "model.cache": "where answers are kept is the operator's to decide",
    **{
        f"policy.{key}": "what may be sent to which model is the operator's to decide"
        for key in PolicySettings.model_fields
        # Whoever wrote the repository may well say what of it stays at home.
        if key != "never_send"
    },
    "gates.require": "a repository must not weaken what its patches have to pass",
    "gates.fail_on": "a repository must not weaken what its patches have to pass",
    "gates.bandit": "a repository must not weaken what its patches have to pass",
    **{
        f"github.{key}": "a repository must not choose where your token is sent, or how it is used"
        for key in GithubSettings.model_fields
    },
    **{
        f"disclosure.{key}": "what is told in public is the operator's to decide"
        for key in DisclosureSettings.model_fields
    },
    **{
        f"delivery.{key}": "a repository must not lift the operator's limits"
        for key in ("pr_concurrent_limit", "pr_hourly_limit", "pr_owner_limit", "base", "stop_label")
    },
}
_CEILINGS = ("limits.", "sandbox.", "gates.max_", "tests.seconds", "scan.", "model.", "local.", "proof.",
    "follow.messages", "follow.revisions", "follow.repairs", "follow.attempts",
)  # fmt: skip
# No limit where they are 0, as they usually are: any other value tightens.
_NO_LIMIT = ("limits.case_tokens", "limits.max_cost", "limits.case_cost")
_PATHS = ("out", "tests.python", "scan.config", "gates.guard_rules")


@dataclass(frozen=True, slots=True)
class Read:
    """The layer of configuration files, and what the operator should know about the choice."""

    layer: Layer
    notes: tuple[str, ...] = ()


def read_named(file: Path) -> Read:
    """The file given by `--config-file`, which the operator trusts. Raises ConfigError."""
    table = _parse(file, str(file))
    if file.name == PYPROJECT:
        return Read(file_layer(_tool_table(table), f"{file} [tool.suture]", file.parent))
    return Read(file_layer(table, str(file), file.parent))


def read_target(target: Path) -> Read:
    """The target's own file, which is untrusted: `suture.toml`, else `[tool.suture]`. Raises ConfigError."""
    own, project = target / OWN_FILE, target / PYPROJECT
    embedded = _embedded(target, project)
    notes: tuple[str, ...] = ()
    if own.is_symlink() or own.exists():
        _refuse_odd_file(target, own)
        layer = file_layer(_parse(own, OWN_FILE), OWN_FILE, target)
        if embedded:
            notes = (f"{OWN_FILE} and {TABLE} are both there: {OWN_FILE} is used",)
    else:
        layer = file_layer(embedded, TABLE, target)
    _refuse_untrusted(layer, target)
    if layer.values:
        place = next(iter(layer.origins.values()))
        notes += (f"{place} of the target sets {', '.join(sorted(layer.values))}",)
    return Read(layer, notes)


def _embedded(target: Path, project: Path) -> Mapping[str, object]:
    """`[tool.suture]` of the target. A project file that never names Suture need not even be valid TOML."""
    if not project.is_file():
        return {}
    _refuse_odd_file(target, project)
    if b"suture" not in _bytes(project, PYPROJECT):
        return {}
    return _tool_table(_parse(project, PYPROJECT))


def _tool_table(document: Mapping[str, object]) -> Mapping[str, object]:
    tool = document.get("tool", {})
    table = tool.get("suture", {}) if isinstance(tool, Mapping) else {}
    if not isinstance(table, Mapping):
        raise ConfigError(f"{PYPROJECT}: tool.suture should be a table", hint="write [tool.suture] and keys")
    return table


def _parse(file: Path, place: str) -> Mapping[str, object]:
    try:
        text = _bytes(file, place).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{place}: byte {error.start} is not UTF-8", hint=f"save {place} as UTF-8"
        ) from error
    try:
        return tomllib.loads(text)
    # Not only TOMLDecodeError: a number of 5000 digits or brackets nested 1000 deep end otherwise.
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = at[1] if at else str(text.count("\n") + 1)
        raise ConfigError(f"{place}, line {line}: {error}", hint=f"correct the TOML of {place}") from error


def _bytes(file: Path, place: str) -> bytes:
    try:
        if not file.is_file():
            raise ConfigError(f"{place}: no such file", hint="name an existing TOML file with --config-file")
        if file.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{place}: larger than {MAX_BYTES} bytes", hint="this is no configuration file")
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{place}: {error.strerror}", hint=f"make {place} readable") from error


def _refuse_odd_file(target: Path, file: Path) -> None:
    """A repository may not have us read a device, a pipe or a file elsewhere on this machine."""
    inside = file.resolve().is_relative_to(target.resolve())
    if not (inside and file.is_file()):
        raise ConfigError(
            f"{file.name}: not a regular file of the target",
            hint=f"make {file.name} a plain file, or give your own with --config-file",
        )


def _refuse_untrusted(layer: Layer, target: Path) -> None:
    for key, why in _OPERATOR_ONLY.items():
        if key in layer.values:
            raise _not_allowed(layer, key, key, why)
    for key in (key for key in layer.values if key.startswith(_CEILINGS)):
        value, limit = layer.values[key], fields()[key].default
        if key in _NO_LIMIT:
            if not value:
                raise _not_allowed(layer, key, f"{key} = {value}", "0 is no limit: it may only set one")
        elif isinstance(value, int | float) and value > limit:
            raise _not_allowed(layer, key, f"{key} = {value}", f"it may only lower the usual {limit}")
    for key in _PATHS:
        value = layer.values.get(key, ())
        for path in value if isinstance(value, tuple) else (value,):
            # An interpreter is nearly always a symlink out of the tree, so only its own path is looked at.
            interpreter = key == "tests.python"
            if not (interpreter and not path) and not _inside(str(path), target, follow=not interpreter):
                raise _not_allowed(
                    layer,
                    key,
                    f"{key} = {str(path)!r}",
                    "it must be a path inside the repository, without `..`",
                )


def _not_allowed(layer: Layer, key: str, what: str, why: str) -> ConfigError:
    otherwise = "" if key == LADDER else f"Set {_variable(key)} in your environment, or, "
    return ConfigError(
        f"{layer.origins[key]}: {what} is not allowed in a repository's own file",
        hint=f"{why}. {otherwise}{'if' if otherwise else 'If'} you trust the file, "
        "name it with --config-file",
    )


def _variable(key: str) -> str:
    short = {name: alias for alias, name in ENV_ALIASES.items() if name.startswith("model.")}
    return short.get(key) or f"{ENV_PREFIX}{key.replace('.', '__').upper()}"


def _inside(value: str, target: Path, *, follow: bool) -> bool:
    """Whether this is a plain relative path below the tree, not in git's own folder, symlinks included."""
    path = PurePosixPath(value)
    parts = {part.casefold() for part in path.parts}
    odd = "\\" in value or "\0" in value or value.startswith("~")
    if not parts or path.is_absolute() or odd or ".." in parts or ".git" in parts:
        return False
    return not follow or (target / value).resolve().is_relative_to(target.resolve())
