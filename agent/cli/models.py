"""The models of a run: a ladder of writers and a reviewer on one budget, and how a person watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from agent.authoring.asking.canary import Probe
from agent.authoring.asking.writer import Writer
from agent.cli.compose import Site, cache_dir
from agent.cli.endpoints import reviewer, rungs, served
from agent.domain import Usage
from agent.errors import ModelError
from agent.model.metered import Budget, Ceiling, Metered
from agent.model.sampling import VERDICT_TOKENS, Sampling, varied
from agent.ports import Model, NoReply, Progress
from agent.report.progress import LiveProgress, PlainProgress
from agent.settings import LimitSettings, Loaded, ModelSettings

if TYPE_CHECKING:
    from agent.model.cache import Completions
    from agent.model.cached import Served


Prober = Callable[[Model], Probe | NoReply]


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody of whom nobody saw whether it obeys planted text, as its probe got no answer."""

    place: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Models:
    """Who writes, the smallest first, and who reviews; nobody where nobody can be asked.

    `endpoints` are those behind them; the reviewer's, where it has its own, is the last. `checked` is what
    checking them cost; `silent` are those that the check left out because they gave no answer.
    """

    writers: tuple[Writer, ...]
    reviewer: Writer | None
    endpoints: tuple[Served, ...] = ()
    checked: Usage = Usage()
    silent: tuple[Silent, ...] = ()

    @property
    def name(self) -> str:
        """The models that write, as reports say it."""
        return ", ".join(dict.fromkeys(writer.model.name for writer in self.writers))

    @property
    def author(self) -> Model | None:
        """The first writer's model."""
        return self.writers[0].model if self.writers else None

    def check(self, progress: Progress, probe: Prober) -> Models:
        """Who can be relied on. Raises ModelError for an endpoint that cannot be used.

        Each endpoint is asked by `probe` whether it obeys planted text: one that does, or that gives no
        answer twice, neither writes nor reviews; nor does a later rung that cannot be used.
        """
        return _probed(self, progress, probe)

    def close(self) -> None:
        """Give back what the endpoints hold; the model of this process ends."""
        for endpoint in self.endpoints:
            endpoint.close()


def models(site: Site) -> Models:
    """The models that the settings name. Raises ModelError for one that cannot be asked."""
    return assembled(site.loaded, answers(site.environ))


def assembled(loaded: Loaded, folder: Path | None) -> Models:
    """The same; answers are kept in `folder`, where there is one."""
    settings = loaded.settings
    budget = Budget(_ceiling(settings.limits))
    kept = _kept(folder)
    who = rungs(settings)
    endpoints = tuple(served(rung, loaded) for rung in who)
    writers = tuple(
        _writer(rung, endpoint, budget, kept) for rung, endpoint in zip(who, endpoints, strict=True)
    )
    other = reviewer(settings, who)
    if other is None:
        return Models(writers, writers[-1] if writers else None, endpoints)
    if other in who:
        return Models(writers, writers[who.index(other)], endpoints)
    endpoint = served(other, loaded)
    return Models(writers, _writer(other, endpoint, budget, kept), (*endpoints, endpoint))


def answers(environ: Mapping[str, str]) -> Path | None:
    """Where answers are kept between runs; None without a home, as nothing else is ours alone."""
    home = environ.get("XDG_CACHE_HOME") or environ.get("HOME")
    return cache_dir(environ, Path()) / "completions" if home else None


def _ceiling(limits: LimitSettings) -> Ceiling:
    return Ceiling(limits.max_tokens, limits.max_cost or None)


def _kept(folder: Path | None) -> Completions | None:
    if folder is None:
        return None
    from agent.model.cache import Completions

    return Completions(folder)


def _writer(settings: ModelSettings, endpoint: Served, budget: Budget, kept: Completions | None) -> Writer:
    from agent.model.cached import Drawn

    where = kept if settings.cache else None
    drawn = tuple(
        Metered(Drawn(endpoint, sampling, where), budget)
        for sampling in varied(settings.candidates, settings.temperature)
    )
    curt = Metered(Drawn(endpoint, Sampling(settings.temperature, limit=VERDICT_TOKENS), where), budget)
    drafters = drawn if settings.candidates > 1 else ()
    return Writer(drawn[0], settings, endpoint.place, drafters, curt if settings.brief else None)


def _probed(models: Models, progress: Progress, probe: Prober) -> Models:
    """Each endpoint asked; who is not relied on is left out, and the answer forms are filled in."""
    seen: dict[tuple[str, str], Probe | NoReply] = {}
    for number, asked in enumerate((*models.writers, *([models.reviewer] if models.reviewer else []))):
        who = _who(asked)
        if who not in seen:
            seen[who] = _looked_at(asked.model, probe, spare=0 < number < len(models.writers))
            for line in _told(who, seen[who]):
                progress.note(line)
    relied = {who: found for who, found in seen.items() if isinstance(found, Probe) and not found.obeyed}
    writers = tuple(_formed(w, relied[_who(w)].form) for w in models.writers if _who(w) in relied)
    reviewer = models.reviewer
    if reviewer is not None and _who(reviewer) not in relied:
        # The strongest that is left, but only where one that writes was to review anyway.
        reviewer = writers[-1] if reviewer in models.writers and writers else None
    if models.writers and not writers:
        progress.note("no model is left to write: only findings whose rule has a fix are worked on")
    usage = sum((found.usage for found in seen.values()), Usage())
    silent = tuple(Silent(*who, found.reason) for who, found in seen.items() if isinstance(found, NoReply))
    return replace(models, writers=writers, reviewer=reviewer, checked=usage, silent=silent)


def _looked_at(model: Model, probe: Prober, *, spare: bool) -> Probe | NoReply:
    """What the probe showed, asked once more where it got no answer. Raises ModelError, but of a spare."""
    try:
        first = probe(model)
        if isinstance(first, Probe):
            return first
        again = probe(model)
    except ModelError as error:
        if not spare:
            raise
        return NoReply(f"{error} (to mend it: {error.hint})")
    return replace(again, usage=first.usage + again.usage)


def _told(who: tuple[str, str], found: Probe | NoReply) -> Iterator[str]:
    """What the operator hears of one endpoint."""
    if isinstance(found, NoReply):
        yield f"{' as '.join(who)}: the canary got no answer: {found.reason}"
        yield (
            f"{who[1]} neither writes nor reviews in this run, as nobody saw whether it obeys planted text; "
            "where its endpoint is only busy, run again later"
        )
        return
    yield f"{' as '.join(who)}: {found.detail}"
    if found.obeyed:
        yield f"{who[1]} obeys planted text: it neither writes nor reviews in this run"


def _who(writer: Writer) -> tuple[str, str]:
    return writer.place, writer.model.name


def _formed(writer: Writer, form: str) -> Writer:
    """The writer, asked in the form that its model showed it can answer in."""
    if writer.settings.answer != "auto" or not form:
        return writer
    return replace(writer, settings=writer.settings.model_copy(update={"answer": form}))


@contextmanager
def watching() -> Iterator[Progress]:
    """Shows what happens: live on a terminal, else line by line."""
    if sys.stderr.isatty():
        with LiveProgress(Console(stderr=True)) as live:
            yield live
    else:
        yield PlainProgress(sys.stderr)
