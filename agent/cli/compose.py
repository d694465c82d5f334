"""The composition root: builds every adapter from settings, and hands them to stage code."""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.cli.arguments import flags
from agent.domain import Scan, Skip
from agent.errors import UsageError
from agent.gates.engines import BANDIT
from agent.gates.runner import Bench
from agent.gates.suite import RepoSuite
from agent.gates.trial import Suite
from agent.ports import Scanner
from agent.sandbox import Unavailable, choose, interpreter_binds
from agent.scanner.advisories import advise
from agent.scanner.bandit import BanditScanner, find_bandit
from agent.scanner.packs import DEFAULT, RuleSet, is_pack, rule_set
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.scanner.targets import select_targets
from agent.settings import Loaded, Settings, load
from agent.triage import matches
from agent.workspace.dirty import changed_files
from agent.workspace.git import Checkout, open_checkout
from agent.workspace.snapshot import GitSnapshot


@dataclass(frozen=True, slots=True)
class Site:
    """The target, its HEAD commit and the settings that hold for it."""

    checkout: Checkout
    snapshot: GitSnapshot
    loaded: Loaded
    environ: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        return self.loaded.settings


def open_site(arguments: argparse.Namespace, environ: Mapping[str, str], folder: Path | None = None) -> Site:
    """Find the checkout (in `folder`, else the one that the arguments name) and read its settings.

    Raises TargetError or ConfigError.
    """
    checkout = open_checkout(folder or arguments.target)
    loaded = load(checkout.top, file=arguments.config_file, environ=environ, flags=flags(arguments))
    return Site(checkout, GitSnapshot(checkout), loaded, environ)


def check_file(flag: str, file: Path | None) -> None:
    """Before any work: raises UsageError when no file could be written in the place of `file`."""
    if file is not None and ((file.exists() and not file.is_file()) or not file.absolute().parent.is_dir()):
        # A device would be replaced, not written to.
        raise UsageError(
            f"{flag}: {file} is a folder or device, or lies in none", hint="name a file in an existing folder"
        )


def notes(site: Site) -> tuple[str, ...]:
    """What a run should say first: where settings came from, and that it works from HEAD."""
    dirty = changed_files(site.checkout, site.snapshot)
    if not dirty:
        return site.loaded.notes
    return (*site.loaded.notes, f"the work tree differs from HEAD ({', '.join(dirty)}): working from HEAD")


def rules_of(site: Site) -> RuleSet:
    """Packs, and rule files and folders, each relative to where it was named; `suture:default` when none was.

    Raises RulesError for a pack that does not exist.
    """
    return rule_set(site.settings.scan.config, site.loaded.folder("scan.config"))


def rule_names(site: Site) -> tuple[str, ...]:
    """What `scan.config` says, in a form that means the same wherever it is read."""
    folder = site.loaded.folder("scan.config")
    named = site.settings.scan.config or (DEFAULT,)
    return tuple(name if is_pack(name) else str((folder / name).absolute()) for name in named)


def guard_paths(site: Site) -> tuple[Path, ...]:
    """The organisation's guard rules, each relative to where it was named."""
    named = site.settings.gates.guard_rules
    return tuple(site.loaded.folder("gates.guard_rules") / name for name in named) if named else ()


def rules_digest(paths: tuple[Path, ...]) -> str:
    """One name for the content of all rule files."""
    state = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                state.update(hashlib.sha256(os.fsencode(file.name)).digest())
                state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()


def make_scanner(site: Site) -> SemgrepScanner:
    """Raises ToolError without semgrep, RulesError for rules that are not there."""
    program = find_semgrep(site.environ.get("PATH", os.defpath))
    rules = rules_of(site)
    jobs = os.cpu_count() or 1
    return SemgrepScanner(program, rules.files, site.settings.scan, jobs=jobs, bundled=rules.bundled)


def targets(site: Site) -> tuple[tuple[str, ...], tuple[Skip, ...]]:
    """The files to scan, below the folder that the operator named, and what is left out."""
    entries = site.snapshot.entries().values()
    paths, skipped = select_targets(entries, site.settings.scan.max_target_bytes, site.checkout.prefix)
    asked = site.settings.triage.path
    return tuple(path for path in paths if not asked or matches(path, asked)), (
        *site.snapshot.skipped,
        *skipped,
    )


@contextmanager
def make_suite(site: Site, *, unsafe: bool) -> Iterator[tuple[RepoSuite, str]]:
    """The target's test suite in the best sandbox there is, and that sandbox's name."""
    chosen = choose(site.settings.sandbox, unsafe=unsafe)
    missing = f"{chosen.reason}; {chosen.hint}" if isinstance(chosen, Unavailable) else ""
    sandbox = None if isinstance(chosen, Unavailable) else chosen
    with tempfile.TemporaryDirectory(prefix="suture-suite-") as scratch:
        suite = RepoSuite(
            site.snapshot, sandbox, missing, site.settings.tests, site.checkout.top, Path(scratch),
            cache_dir(site.environ, Path(scratch)), interpreter_binds, jobs=os.cpu_count() or 1,
            proof_seconds=site.settings.proof.seconds,
        )  # fmt: skip
        yield suite, sandbox.name if sandbox else f"none: {missing}"


def cache_dir(environ: Mapping[str, str], scratch: Path) -> Path:
    """Where environments made by `tests.setup` are kept between runs; without a home, for this run alone.

    Never a fixed place that other accounts can write to: an environment planted there would judge patches.
    """
    home = environ.get("XDG_CACHE_HOME") or (f"{environ['HOME']}/.cache" if environ.get("HOME") else "")
    return Path(home) / "suture" if home else scratch / "cache"


def make_bench(site: Site, scanner: Scanner, suite: Suite, base: Scan) -> Bench:
    """The gates' bench with every engine there is. Raises RulesError for guard rules that are not there."""
    settings = site.settings
    program = find_semgrep(site.environ.get("PATH", os.defpath))
    engines: dict[str, Scanner] = {}
    guards, rules = guard_paths(site), rules_of(site)
    if guards:
        engines["guard rules"] = SemgrepScanner(program, guards, settings.scan, jobs=1)
    bandit = find_bandit(site.environ.get("PATH", os.defpath)) if settings.gates.bandit else None
    if bandit is not None:
        engines[BANDIT] = BanditScanner(bandit)
    return Bench(
        site.snapshot, scanner, suite, settings.gates, base,
        rules=rules_digest((*rules.paths, *guards)),
        bundled=rules.ids,
        include_proof=settings.proof.include,
        engines=engines,
        advise=partial(advise, env={"PATH": site.environ.get("PATH", os.defpath)}),
    )  # fmt: skip
