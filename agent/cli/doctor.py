"""suture doctor: what is installed, what will be used, what is missing and the command that mends it."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent import __version__
from agent.cli.arguments import flags
from agent.cli.doctor_actions import Line, job_lines, workflow_line
from agent.cli.endpoints import reviewer, rungs, served
from agent.cli.target import two_forges
from agent.errors import SutureError, ToolError
from agent.process import run
from agent.resources import prompts_dir
from agent.sandbox import Unavailable, choose, probe
from agent.scanner.bundled import bundled_rules
from agent.scanner.packs import DEFAULT, pack
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import LOCAL, GithubSettings, Loaded, ModelSettings, Settings, load
from agent.workspace.git import ENVIRONMENT, open_checkout

WhoAmI = Callable[[GithubSettings], str]
"""Asks the forge for our login there. Raises ForgeError when it cannot be reached or refuses us."""


def command(arguments: argparse.Namespace, environ: Mapping[str, str], whoami: WhoAmI | None = None) -> int:
    """Print one line a thing; exit 2 when something that is needed is missing."""
    loaded = load(None, file=arguments.config_file, environ=environ, flags=flags(arguments))
    settings = loaded.settings
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "found"):
        table.add_column(heading, overflow="fold")
    lines = [*_tools(environ), *_target(arguments.target), *_sandbox(settings), *model_lines(loaded)]
    lines += github_lines(settings, environ, whoami or _whoami)
    for line in lines:
        mark = "[green]ok[/]" if line.ok else "[red]missing[/]" if line.needed else "[yellow]no[/]"
        hint = f"\n[bold]next:[/] {escape(line.hint)}" if line.hint and not line.ok else ""
        table.add_row(mark, line.name, escape(line.detail) + hint)
    console = Console()
    console.print(f"suture {__version__} on Python {platform.python_version()}")
    console.print(table)
    missing = [line.name for line in lines if line.needed and not line.ok]
    console.print(f"Missing: {', '.join(missing)}." if missing else "Ready.")
    return 2 if missing else 0


def _tools(environ: Mapping[str, str]) -> Iterator[Line]:
    try:
        done = run(["git", "--version"], env=ENVIRONMENT)
        yield Line("git", done.status == 0, done.stdout.decode().strip())
    except ToolError as error:
        yield Line("git", False, str(error), "apt install git")
    try:
        prompts_dir()
        yield _semgrep(find_semgrep(environ.get("PATH", os.defpath)))
    except SutureError as error:
        yield Line("semgrep", False, str(error), error.hint)


def _semgrep(program: Path) -> Line:
    """The scanner with the rules of `suture:default`, by a scan of one line."""
    begun, rules = time.monotonic(), pack(DEFAULT)
    with tempfile.TemporaryDirectory(prefix="suture-doctor-") as name:
        (Path(name) / "a.py").write_text("import yaml\nyaml.load(x, Loader=yaml.Loader)\n")
        scan = SemgrepScanner(program, (), Settings().scan, bundled=rules).scan(Path(name))
    took = time.monotonic() - begun
    works = (
        f"{program}, {len(bundled_rules())} bundled rules, {len(rules)} of them in {DEFAULT},"
        f" a scan of one file in {took:.1f} s"
    )
    return Line("semgrep", bool(scan.findings), works, "the bundled rules found nothing; reinstall suture")


def _target(target: Path) -> Iterator[Line]:
    try:
        checkout = open_checkout(target)
        yield Line("target", True, f"{checkout.top} at {checkout.head[:12]}", needed=False)
        yield workflow_line(checkout.top)
    except SutureError as error:
        yield Line("target", False, str(error), error.hint, needed=False)


def _sandbox(settings: Settings) -> Iterator[Line]:
    for found in probe(settings.sandbox):
        yield Line(found.name, found.ok, found.detail, found.hint, needed=False)
    chosen = choose(settings.sandbox)
    if isinstance(chosen, Unavailable):
        yield Line("sandbox", False, f"none: tests will not run ({chosen.reason})", chosen.hint, needed=False)
    else:
        yield Line("sandbox", True, f"{chosen.name} will be used")


def model_lines(loaded: Loaded) -> Iterator[Line]:
    """One line for each rung of the ladder, and one for a reviewer of its own."""
    try:
        who = rungs(loaded.settings)
        judge = reviewer(loaded.settings, who)
    except SutureError as error:
        yield _optional("model", str(error), error.hint)
        return
    if not who:
        hint = (
            "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, and --model or SUTURE_MODEL;"
            " or local.file and --model local"
        )
        yield _optional("model", "none: only findings whose rule has a fix are worked on", hint)
    for number, model in enumerate(who, 1):
        yield _model(loaded, model, "model" if len(who) == 1 else f"model {number}")
    if judge is not None and judge not in who:
        yield _model(loaded, judge, "review")


def _model(loaded: Loaded, model: ModelSettings, name: str) -> Line:
    try:
        asked = served(model, loaded)
        if model.name == LOCAL:
            # Reading a gigabyte of weights is no way to look whether they are there.
            return Line(name, True, f"in this process: {asked.name}, {loaded.settings.local.file}")
        try:
            return Line(name, True, asked.check())
        finally:
            asked.close()
    except SutureError as error:
        return _optional(name, str(error), error.hint)


def github_lines(settings: Settings, environ: Mapping[str, str], whoami: WhoAmI) -> Iterator[Line]:
    """Where pull requests would go and as whom, and in GitHub Actions what that means; never a secret."""
    found = _sign_in(settings.github, whoami)
    if isinstance(found, Line):
        yield found
        yield from job_lines(environ, settings, "")
    else:
        yield Line("github", True, f"{_by(settings.github)}, as {found}", needed=False)
        yield from job_lines(environ, settings, found)


def _sign_in(github: GithubSettings, whoami: WhoAmI) -> str | Line:
    """Our login there, or why there is none."""
    app, key, token = github.app_id, github.app_key.get_secret_value(), github.token.get_secret_value()
    mixed = two_forges(github)
    if mixed is not None:
        return _optional("github", str(mixed), mixed.hint)
    if bool(app) != bool(key):
        lacks = "SUTURE_GITHUB__APP_KEY" if app else "SUTURE_GITHUB__APP_ID"
        return _optional("github", "a GitHub App is configured in part", f"set {lacks} too")
    if not (app or token):
        hint = "nothing, unless you want pull requests: then set GH_TOKEN, or a GitHub App's id and key"
        return _optional(
            "github", f"{github.server_url}, no token: fixes stay branches of the checkout", hint
        )
    try:
        return whoami(github)
    except SutureError as error:
        return _optional("github", f"{_by(github)}: {error}", error.hint)


def _by(github: GithubSettings) -> str:
    identity = f"the GitHub App {github.app_id}" if github.app_id else "a token"
    return f"{github.server_url} with {identity}"


def _whoami(github: GithubSettings) -> str:
    # PyGithub takes a third of a second to import: only for those who go to the forge.
    from agent.forge.github.connect import whoami

    return whoami(github)


def _optional(name: str, detail: str, hint: str) -> Line:
    return Line(name, False, detail, hint, needed=False)
