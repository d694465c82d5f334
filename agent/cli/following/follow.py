"""suture follow and suture plan: what becomes of pull requests after they were opened."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.console import Console

from agent.cli.following import split
from agent.cli.following.asked import barred
from agent.cli.following.follower import following
from agent.cli.following.text import board_of, listing, nothing, say, say_writes, spoken, state_of
from agent.credentials import conceal
from agent.errors import ForgeError
from agent.report.record import dumps


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Bring every pull request of ours one step nearer to its end, or do one job's part of that."""
    split.refuse_contradictions(arguments)
    if arguments.decide or arguments.revise or arguments.decided:
        return split.command(arguments, environ)
    stop = barred(arguments, environ)
    if stop is not None:
        said = dumps(nothing(stop.repository, stop.reason)) if arguments.json else f"{conceal(stop.reason)}\n"
        print(said, end="")
        return 0
    with following(arguments, environ, publish=arguments.publish) as run:
        done = run.run(arguments.pr)
        board = board_of(run, done, arguments.pr)
    if arguments.json:
        print(dumps(listing(run, done)), end="")
        return 0
    say(Console(), run, done, board)
    return 0


def plan(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Explain one pull request: its state, the row of the table that applies, every write there would be."""
    with following(arguments, environ, publish=False) as run:
        (found,) = run.run(arguments.pr)
    if arguments.json:
        print(dumps(listing(run, (found,))), end="")
        return 0
    if found.observed is None or found.step is None:
        raise ForgeError(f"#{arguments.pr} cannot be read: {found.reason}", hint="run again in a few minutes")
    console = Console()
    for name, said in state_of(found):
        console.print(f"[bold]{name:<11}[/] {spoken(said)}", soft_wrap=True)
    say_writes(console, found, publish=False)
    return 0
