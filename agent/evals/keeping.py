"""Finished cases, one file each, so that a broken run goes on where it ended."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent import __version__
from agent.evals.values import Counts, EvalCase, Result
from agent.forge.folder import key_of
from agent.report.record import Json, dumps, write_atomic
from agent.resources import prompts_dir, rules_dir
from agent.settings import Settings

_RESULT = TypeAdapter(Result)
_CASE = ("case.toml", "repo", "rules", "hidden")
_SECTIONS = frozenset({"out", "github", "delivery", "disclosure", "follow", "autonomy", "fleet"})
# Where a model is and how fast it may be asked says nothing of what it can do; a key has no place in a file.
_LEFT_OUT = frozenset(
    {"api_key", "base_url", "timeout", "tries", "cache", "price_in", "price_out", "jobs", "run_seconds"}
)


@dataclass(frozen=True, slots=True)
class Shelves:
    """Results in `folder`; `run` names what all of them depend on: the models, the settings and Suture."""

    folder: Path
    run: str

    def load(self, case: EvalCase) -> Result | None:
        """What an earlier run made of the case, if that still counts."""
        key = self._key(case)
        try:
            saved = json.loads(self._file(case, key).read_text("utf-8"))
            return _RESULT.validate_python(saved["result"]) if saved["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            # Written by an older version or by hand: the work is done again.
            return None

    def save(self, case: EvalCase, result: Result) -> None:
        """Keep a result, unless the next run may make another: of a broken case, or of a silent model."""
        if result.counts is Counts.BROKEN or result.spent.unanswered:
            return
        key = self._key(case)
        write_atomic(self._file(case, key), dumps({"key": key, "result": as_json(result)}))

    def _key(self, case: EvalCase) -> str:
        return key_of(self.run, digest(case.folder / name for name in _CASE))

    def _file(self, case: EvalCase, key: str) -> Path:
        return self.folder / "cases" / f"{case.id}.{key[:16]}.json"


def as_json(result: Result) -> dict[str, Json]:
    """One result as plain values, in the form of `eval.schema.json`."""
    plain: dict[str, Json] = _RESULT.dump_python(result, mode="json")
    return plain


def run_key(settings: Settings, models: str, sandbox: str) -> str:
    """What every result of a run depends on besides its case."""
    said = {name: value for name, value in settings.model_dump(mode="json").items() if name not in _SECTIONS}
    return key_of(__version__, _ours(), json.dumps(_lasting(said), sort_keys=True), models, sandbox)


def digest(places: Iterable[Path]) -> str:
    """One name for the content of files, and of all files below folders; what is not there is nothing."""
    state = hashlib.sha256()
    for place in places:
        below = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in below:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(place.parent).as_posix()
                state.update(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest())
                state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()


@functools.cache
def _ours() -> str:
    """One name for Suture's own code, prompts and rules, the gates among them."""
    return digest([Path(__file__).parents[1], prompts_dir(), rules_dir()])


def _lasting(value: object) -> object:
    match value:
        case Mapping():
            return {key: _lasting(each) for key, each in value.items() if key not in _LEFT_OUT}
        case list():
            return [_lasting(each) for each in value]
        case _:
            return value
