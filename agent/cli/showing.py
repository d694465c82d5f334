"""suture fix --show-prompts: the pipeline with nobody to ask, and nothing delivered."""

from __future__ import annotations

import argparse
import sys

from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.bundle.making import Tray
from agent.cli import compose
from agent.cli.endpoints import reviewer, served
from agent.cli.findings import find
from agent.cli.prompts_shown import Showing
from agent.cli.target import Target
from agent.cli.teams import own_secrets
from agent.errors import ModelError
from agent.pipeline import Story, choose, fix
from agent.ports import Progress
from agent.settings import Loaded, ModelSettings


def show_prompts(target: Target, arguments: argparse.Namespace, progress: Progress) -> None:
    """Print what models would be asked first about each case; no model is asked and nothing is written.

    Rules' own fixes are tried as always: a case that its rule settles asks no model.
    """
    site = target.site
    showing = Showing(sys.stdout)
    watching = showing.watching(progress)
    scanner = compose.make_scanner(site)
    found = find(target, arguments, scanner, progress)
    with compose.make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, _):
        bench = compose.make_bench(site, scanner, suite, found.base)
        team = _team(showing, site.loaded, own_secrets(site.settings, site.environ))
        story = Story(found.wanted, bench, team, Tray(), watching, site.settings)
        cases, _ = choose(story)
        progress.note(f"{len(found.wanted)} findings, {len(cases)} cases; nothing is sent")
        for _ended in fix(story, cases):
            pass


def _team(showing: Showing, loaded: Loaded, secrets: tuple[str, ...]) -> Team:
    settings = loaded.settings
    rungs = settings.models or (settings.model,)
    writers = tuple(showing.writer(rung, _place(rung, loaded)) for rung in rungs)
    other = reviewer(settings, rungs)
    judge: Writer = showing.writer(other, _place(other, loaded)) if other else writers[-1]
    return Team(writers, judge, secrets)


def _place(rung: ModelSettings, loaded: Loaded) -> str:
    """The address that would be asked; empty where the settings name none that could be."""
    try:
        return served(rung, loaded).place
    except ModelError:
        return ""
