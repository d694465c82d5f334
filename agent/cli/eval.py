"""suture eval: a folder of cases through the pipeline, and what came of them."""

from __future__ import annotations

import argparse
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from rich.console import Console

from agent import __version__
from agent.authoring.asking.canary import probe
from agent.cli import compose
from agent.cli.arguments import flags
from agent.cli.compose import Site
from agent.cli.eval_watch import CaseWatch, Watch
from agent.cli.models import Models, answers, assembled
from agent.cli.teams import dismissed, team_of
from agent.domain import Finding
from agent.errors import ModelError, SutureError, ToolError
from agent.evals.keeping import Shelves, run_key
from agent.evals.reading import read_cases
from agent.evals.running import Opened, run_case
from agent.evals.summing import report
from agent.evals.tally import Tallied, Tally
from agent.evals.telling import figures
from agent.evals.values import Bad, Counts, EvalCase, Result
from agent.forge.folder import open_folder
from agent.forge.leaks import secrets_of
from agent.gates.runner import Bench, required
from agent.gates.suite.environment import NoEnvironment, Places, provide
from agent.gates.suite.once import Once
from agent.gates.suite.runner import SuiteRunner
from agent.pipeline import Story, choose, fix, left_out, scan_commit
from agent.ports import Forge, Model, Sandbox
from agent.report.record import dumps, write_atomic
from agent.sandbox import Unavailable, interpreter_binds
from agent.sandbox import choose as choose_sandbox
from agent.scanner.bundled import bundled_rules
from agent.scanner.packs import PREFIX, is_pack
from agent.settings import Loaded, load
from agent.verdict import Outcome
from agent.workspace.git import Checkout
from agent.workspace.snapshot import GitSnapshot


@dataclass(frozen=True, slots=True)
class _Run:
    """What all cases share. `checked` are the models once they were asked for the first time: not before a
    case is ready for them."""

    arguments: argparse.Namespace
    environ: Mapping[str, str]
    loaded: Loaded
    sandbox: Sandbox
    slots: threading.BoundedSemaphore
    models: Models
    checked: Once[Models] = field(default_factory=Once)


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Measure; exit code 2 when a case is broken, for then the figures are not those of the whole folder."""
    compose.check_file("--json", arguments.json)
    run = _prepared(arguments, environ)
    settings = run.loaded.settings
    cases = read_cases(arguments.cases, arguments.only or ())
    name, sandbox = run.models.name, run.sandbox.name
    reviewer = run.models.reviewer.model.name if run.models.reviewer else ""
    console = Console(highlight=False)
    if not console.is_terminal:
        # Nobody's window: the tables need not be squeezed into the 80 columns that are then assumed.
        console = Console(highlight=False, width=max(console.width, 100))
    with open_folder(arguments.results, ""), closing(run.models):
        kept = Shelves(arguments.results, run_key(settings, f"{name}; {reviewer}", sandbox))
        with Watch(console) as watch:
            results = tuple(_results(run, cases, kept, watch))
    console.print(figures(results))
    if arguments.json:
        told = report(results, model=name, sandbox=sandbox, suture=__version__)
        write_atomic(arguments.json, dumps(told))
    return 2 if any(result.counts is Counts.BROKEN for result in results) else 0


def _prepared(arguments: argparse.Namespace, environ: Mapping[str, str]) -> _Run:
    """Raises ConfigError or ModelError, and ToolError without a sandbox: what a model wrote is run here."""
    loaded = load(None, file=arguments.config_file, environ=environ, flags=flags(arguments))
    settings = loaded.settings
    required(settings.gates)
    sandbox = choose_sandbox(settings.sandbox, unsafe=arguments.unsafe_no_sandbox)
    if isinstance(sandbox, Unavailable):
        raise ToolError(f"there is no sandbox: {sandbox.reason}", hint=sandbox.hint)
    slots = threading.BoundedSemaphore(os.cpu_count() or 1)
    return _Run(arguments, environ, loaded, sandbox, slots, assembled(loaded, answers(environ)))


def _results(run: _Run, cases: Sequence[EvalCase], kept: Shelves, watch: Watch) -> Iterator[Result]:
    """Every case's result: of those that an earlier run finished, then of the others as they end."""
    left: list[EvalCase] = []
    for case in cases:
        saved = None if run.arguments.fresh else kept.load(case)
        if saved is None:
            left.append(case)
        else:
            watch.ended(saved, earlier=True)
            yield saved
    secrets = secrets_of(run.loaded.settings)
    pool = ThreadPoolExecutor(run.loaded.settings.limits.jobs, thread_name_prefix="eval")
    try:
        began = {pool.submit(_one, run, case, watch, secrets): case for case in left}
        for future in as_completed(began):
            result = future.result()
            kept.save(began[future], result)
            watch.ended(result)
            yield result
    except SutureError:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        # On an interrupt the cases that have not begun never do; those under way end with their programs.
        pool.shutdown(wait=False, cancel_futures=True)


def _one(run: _Run, case: EvalCase, watch: Watch, secrets: Mapping[str, str]) -> Result:
    watch.stage(case.id, "prepare")
    return run_case(case, partial(_opened, run, watch.of(case.id)), secrets)


@contextmanager
def _opened(run: _Run, watch: CaseWatch, case: EvalCase, checkout: Checkout) -> Iterator[Opened]:
    """The case's repository, scanned with the rules of the settings, the one that it names, and its own."""
    site = _site(run, case, checkout)
    scanner = compose.make_scanner(site)
    paths, _ = compose.targets(site)
    with run.slots:
        base = scan_commit(site.snapshot, scanner, paths)
    with compose.make_suite(site, unsafe=run.arguments.unsafe_no_sandbox) as (suite, _):
        bench = compose.make_bench(site, scanner, suite, base)
        scratch = checkout.top.parent / "tests"
        scratch.mkdir()
        runner = _runner(run, site, scratch)
        command = site.settings.tests.command
        yield Opened(base, runner, command, partial(_fixed, run, site, bench, watch))


def _site(run: _Run, case: EvalCase, checkout: Checkout) -> Site:
    site = Site(checkout, GitSnapshot(checkout), run.loaded, run.environ)
    named = list(compose.rule_names(site))
    if case.rules is None and all(map(is_pack, named)) and case.rule in {rule.id for rule in bundled_rules()}:
        named.append(f"{PREFIX}{case.rule}")
    if case.rules is not None:
        named.append(str(case.rules.absolute()))
    scan = site.settings.scan.model_copy(update={"config": tuple(named)})
    settings = site.settings.model_copy(update={"scan": scan})
    return replace(site, loaded=replace(run.loaded, settings=settings))


def _runner(run: _Run, site: Site, scratch: Path) -> SuiteRunner | Bad:
    """What runs the case's own tests and the hidden ones."""
    tests = site.settings.tests
    places = Places(site.checkout.top, scratch, compose.cache_dir(site.environ, scratch))
    found = provide(site.snapshot, tests, places, run.sandbox, interpreter_binds)
    if isinstance(found, NoEnvironment):
        return Bad(f"its tests cannot be run: {found.reason}", "correct tests.setup, or set tests.python")
    return SuiteRunner(site.snapshot, run.sandbox, found, scratch, run.slots, tests.seconds)


def _fixed(
    run: _Run, site: Site, bench: Bench, watch: CaseWatch, finding: Finding, forge: Forge, tally: Tally
) -> Outcome:
    """What the pipeline makes of one finding, as `suture fix` would."""
    asked = run.checked.get("", partial(_relied, run, watch))
    story = _story(run, asked, site, bench, watch, finding, forge, tally)
    cases, aside = choose(story)
    ended = [*map(left_out, aside), *(outcome for outcomes in fix(story, cases) for outcome in outcomes)]
    return ended[0]


def _relied(run: _Run, watch: CaseWatch) -> Models:
    """The models that are measured. Raises ModelError for one that gives no answer: without it, the figures
    would be those of something else, and kept as its own."""
    asked = run.models.check(watch, probe)
    if asked.silent:
        who = asked.silent[0]
        raise ModelError(
            f"{who.name} gave no answer, so it cannot be measured: {who.reason}",
            hint="run again once its endpoint answers; finished cases are kept",
        )
    return asked


def _story(
    run: _Run,
    asked: Models,
    site: Site,
    bench: Bench,
    watch: CaseWatch,
    finding: Finding,
    forge: Forge,
    tally: Tally,
) -> Story:
    """The pipeline of one case, every question to a model counted."""

    def counted(model: Model) -> Model:
        return Tallied(model, tally)

    writers = tuple(writer.behind(counted) for writer in asked.writers)
    reviewer = asked.reviewer.behind(counted) if asked.reviewer else None
    counting = replace(asked, writers=writers, reviewer=reviewer)
    team = team_of(counting, site.settings, site.environ, dismissed(run.models, asked))
    return Story((finding,), bench, team, forge, watch, site.settings)
