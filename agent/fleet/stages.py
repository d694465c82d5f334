"""What one stage starts for one repository: the command, its environment, and what its end means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, assert_never

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from agent.bundle.store import read_bundle
from agent.bundle.values import Bundle
from agent.bundle.values import Stage as BundleStage
from agent.errors import BundleError
from agent.fleet.files import MIB, Unreadable, parsed, read_bytes
from agent.fleet.packing import FIX_REQUESTS, PUBLISH_REQUESTS, PULL_REQUESTS
from agent.fleet.values import Count, Line, Seconds, Stage, Word, file_name
from agent.process import Finished
from agent.report.text import loggable
from agent.settings import load
from agent.settings.keys import fields, variables
from agent.text import shortened
from agent.verdict import Delivery, OutcomeKind

MOST_REPORT = 64 * MIB
RAN = (0, 1, 3)
"""Exit codes of a run that came to its end: all well, something rejected, an evidence gap."""
_MODEL = re.compile(r"(?:OPENAI|ANTHROPIC|AZURE|SUTURE_MODEL__|SUTURE_REVIEW__)")
_SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY|APP_KEY|PRIVATE_KEY|ACCESS_KEY")


@dataclass(frozen=True, slots=True)
class Files:
    """A repository's files in the folder of a shard."""

    folder: Path
    slug: str

    def at(self, ending: str) -> Path:
        """`OWNER__NAME` with an ending: `bundle.json`, `bundle.json.pack`, `verified.json`, ..."""
        return self.folder / f"{file_name(self.slug)}.{ending}"

    def bundle(self, ending: str, stage: BundleStage, sha256: str = "") -> Bundle:
        """One of its bundles. Raises BundleError for one of another repository, stage or digest."""
        found = read_bundle(self.at(ending), stage=stage, sha256=sha256)
        if found.repository.casefold() != self.slug.casefold():
            raise BundleError(f"the bundle is one of {found.repository!r}", hint="make it again")
        return found


class Reported(BaseModel):
    """What is read of one finding in a report. A report is checked, not believed: texts are shown as text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    fingerprint: Annotated[str, Field(pattern=r"\A[0-9a-f]{16}\z")]
    case: Word = ""
    rule: Line
    path: Annotated[str, Field(max_length=4096)]
    line: Count = 0
    severity: Annotated[str, Field(pattern=r"\A(?:critical|high|medium|low)\z")]
    outcome: OutcomeKind
    delivery: Delivery = Delivery.NONE
    reason: Annotated[str, Field(max_length=100_000)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    pattern: Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{64})?\z")] = ""


class _Usage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    prompt_tokens: Count = 0
    completion_tokens: Count = 0


class _Timing(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    total: Seconds = 0.0


class Report(BaseModel):
    """What is read of the report of a run."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    outcomes: Annotated[tuple[Reported, ...], Field(max_length=100_000)] = ()
    usage: _Usage = _Usage()
    timing: _Timing = _Timing()
    requests: Count = 0

    @property
    def tokens(self) -> int:
        """Model tokens that the run says it has spent."""
        return self.usage.prompt_tokens + self.usage.completion_tokens


def read_report(file: Path) -> Report | None:
    """A run's report; None where it left none. Raises Unreadable."""
    content = read_bytes(file, MOST_REPORT)
    return None if content is None else parsed(content, Report, file.name)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one program may cost. `whole` tells that it gets all the time a repository may have; `pulls` are
    the pull requests that publish may open."""

    seconds: float
    tokens: int = 0
    whole: bool = True
    pulls: int = 0


def environment(
    environ: Mapping[str, str], stage: Stage, allowed: Allowed, keys: Collection[str] = ()
) -> dict[str, str]:
    """What a stage's programs may know: verify no secret, publish no model, fix what its job was given.

    `keys` are variables that hold keys of models, as `[[models]]` names them. In a workflow the jobs differ
    already; a shard that is run by hand is held to the same.
    """
    secret = {name for name, key in variables().items() if fields()[key].annotation is SecretStr}
    model = {name for name, key in variables().items() if key.startswith(("model.", "review."))} | set(keys)
    match stage:
        case "fix":
            hidden = {name for name in environ if name.startswith("ACTIONS_")}
        case "verify":
            hidden = {name for name in environ if name in secret | model or _tells(name)}
        case "publish":
            hidden = {name for name in environ if name in model or _MODEL.match(name)}
        case _:
            assert_never(stage)
    kept = {name: value for name, value in environ.items() if name not in hidden}
    limits = {
        # A little less than what we wait, so that it can still say what it did.
        "SUTURE_LIMITS__RUN_SECONDS": f"{max(allowed.seconds * 0.9, 0.1):.1f}",
        "SUTURE_LIMITS__MAX_TOKENS": str(allowed.tokens if stage == "fix" else 0),
    }
    if stage == "publish":
        limits["SUTURE_DELIVERY__PR_HOURLY_LIMIT"] = str(allowed.pulls)
    return {**kept, **limits}


def key_variables(config_file: Path | None) -> frozenset[str]:
    """The variables that the operator's file names for keys of models. Raises ConfigError."""
    if config_file is None:
        return frozenset()
    rungs = load(None, file=config_file, environ={}, flags={}).settings.models
    return frozenset(rung.key_env for rung in rungs if rung.key_env)


def _tells(name: str) -> bool:
    return bool(_MODEL.match(name) or _SECRET.search(name.upper()) or name.startswith("ACTIONS_"))


def requests_of(stage: Stage, report: Report | None, pulls: int) -> int:
    """How many requests a stage made of the forge.

    Its report tells; without one it pays for as many `pulls` as it might have opened.
    """
    if stage == "verify":
        return 0
    return report.requests if report else least_requests(stage) + PULL_REQUESTS * max(pulls - 1, 0)


def least_requests(stage: Stage) -> int:
    """Fewest requests with which a stage is begun: publishing without a pull request would be for nothing."""
    match stage:
        case "fix":
            return FIX_REQUESTS
        case "verify":
            return 0
        case "publish":
            return PUBLISH_REQUESTS + PULL_REQUESTS
        case _:
            assert_never(stage)


def failure(done: Finished) -> tuple[str, str]:
    """The kind and the words of a failure; two empty texts where the program came to its end."""
    if done.ended:
        return done.ended, f"ended by us after {done.seconds:.0f} s"
    if done.status in RAN:
        return "", ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    told = next((line for line in said if line.startswith("suture: error:")), said[-1] if said else "")
    detail = shortened(loggable(told.removeprefix("suture: error:").strip()), 300)
    if done.status == 2:
        return "error", detail or "it ended with an error that it does not name"
    return "crashed", detail or f"it ended with status {done.status}"


def tokens_of(file: Path, allowed: int, *, failed: bool) -> int:
    """What a run has spent; all it was allowed where it failed and does not tell: a ceiling must hold."""
    try:
        report = read_report(file)
    except Unreadable:
        return allowed
    if report is None:
        return allowed if failed else 0
    return min(report.tokens, 10**12)
