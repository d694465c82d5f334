"""What is said of a run that follows: a table, every write, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.cli.following.follower import Following
from agent.credentials import conceal, without_credentials
from agent.errors import ForgeError
from agent.followup.dashboard import Shown
from agent.followup.engine import Followed
from agent.followup.sending import Turn
from agent.followup.values import Freeze, Merge, Step, Touch, Wait
from agent.forge.delivery.told import told
from agent.report.record import Json
from agent.report.text import loggable


def say(console: Console, run: Following, done: Sequence[Followed], board: Shown) -> None:
    """The table of steps, and every write that was made or would be."""
    at = f"{escape(run.host.repo.slug)}, {escape(run.target.base)} at {_sha(run)[:12]}"
    console.print(_table(at, done) if done else f"No pull request of ours has anything to follow on {at}.")
    for each in done:
        say_writes(console, each, publish=run.publish)
    _say_board(console, board, publish=run.publish)


def spoken(text: str) -> str:
    """A text for the console: credentials hidden, invisible characters spelled out, no markup in it."""
    return escape(loggable(conceal(text)))


def board_of(run: Following, done: Sequence[Followed], only: int) -> Shown:
    """The dashboard, brought up to date unless `only` one pull request was followed. What was written before
    is told even where that fails."""
    if only or not run.follower.settings.follow.dashboard:
        return Shown()
    try:
        return run.board(done)
    except ForgeError as error:
        return Shown(reason=f"the dashboard was not brought up to date: {error} ({error.hint})")


def _say_board(console: Console, board: Shown, *, publish: bool) -> None:
    if board.reason:
        console.print(spoken(board.reason), soft_wrap=True)
    elif board.write is not None:
        said = "Dashboard" if publish else "The dashboard would be written"
        console.print(f"{said}: {spoken(board.url or '; '.join(told(board.write)))}", soft_wrap=True)


def state_of(found: Followed) -> Sequence[tuple[str, str]]:
    """Everything about one pull request that was read, and the row that applies, by name."""
    observed, step = found.observed, found.step
    assert observed is not None
    assert step is not None
    pull, followed = observed.pull, observed.marker.followed
    base, branch = observed.base, observed.branch
    draft = ", a draft" if pull.draft else ""
    conflicts = f" ({', '.join(branch.conflicts)})" if branch.conflicts else ""
    red = f"red: {', '.join(observed.checks.red)}" if observed.checks.red else "none is red"
    passed = "; ".join(observed.ladder.passed)
    first = ", ".join(one.name for one in observed.ladder.first) or "nobody"
    return (
        ("state", f"#{pull.number} {pull.state.value}{draft}, {pull.url}"),
        (
            "base",
            f"{pull.base} at {base.sha[:12]}: finding {base.presence.value}. {base.detail}",
        ),
        ("branch", f"{_TOUCHED[branch.touch]}; {_MERGES[branch.merge]}{conflicts}"),
        ("checks", red),
        ("asked", f"{first}{'; passed over: ' + passed if passed else ''}"),
        ("so far", f"rung {followed.rung}, {followed.messages} messages, {followed.revisions} revisions"),
        ("row", step.row),
        ("step", f"{name_of(step)}: {step.reason}"),
    )


_TOUCHED = {
    Touch.NONE: "untouched by people",
    Touch.PEOPLE: "with commits of people: never pushed to",
    Touch.GONE: "gone, or not looked at",
}
_MERGES = {
    Merge.CURRENT: "it holds the newest commit of its base",
    Merge.CLEAN: "it merges cleanly into its base",
    Merge.CONFLICT: "it conflicts with its base",
    Merge.UNKNOWN: "how it would merge is not known",
}


def name_of(step: Step) -> str:
    """What a step is called: `Merge base`, `Mark ready`."""
    name = type(step).__name__
    return name[0] + "".join(f" {char.lower()}" if char.isupper() else char for char in name[1:])


def _table(at: str, done: Sequence[Followed]) -> Table:
    table = Table(title=f"Pull requests on {at}")
    for column in ("pull request", "step", "why"):
        table.add_column(column, overflow="fold")
    for each in done:
        if each.step is None:
            table.add_row(f"#{each.pull.number}", "not read", spoken(each.reason))
            continue
        acted = [turn for turn in each.turns if not isinstance(turn.step, (Wait, Freeze))] or [each.turns[-1]]
        steps = ", ".join(name_of(turn.step) for turn in acted)
        why = "; ".join(filter(None, (*map(_why, acted), each.reason)))
        table.add_row(f"#{each.pull.number}", steps, spoken(why))
    return table


def _sha(run: Following) -> str:
    return run.target.site.snapshot.base_sha


def _why(turn: Turn) -> str:
    trouble = f" (stopped: {turn.trouble.reason})" if turn.trouble else ""
    return f"{turn.step.reason}{trouble}"


def say_writes(console: Console, found: Followed, *, publish: bool) -> None:
    """Every write for one pull request."""
    if found.writes:
        console.print(
            f"#{found.pull.number}: {'written' if publish else 'with --publish this would be written'}"
        )
    for turn in found.turns:
        for write in turn.writes:
            for line in told(write):
                console.print(f"  {spoken(line)}", soft_wrap=True)
        for note in turn.notes:
            console.print(f"  note: {spoken(note)}", soft_wrap=True)


def listing(run: Following, done: Sequence[Followed]) -> dict[str, Json]:
    """The run as JSON."""
    return {
        "version": 1,
        "repository": run.host.repo.slug,
        "base": run.target.base,
        "base_sha": _sha(run),
        "pulls": without_credentials([_pull(each) for each in done]),
    }


def nothing(repository: str, why: str) -> dict[str, Json]:
    """The listing of a run that did nothing."""
    return {
        "version": 1,
        "repository": repository,
        "base": "",
        "base_sha": "",
        "pulls": [],
        "note": conceal(why),
    }


def _pull(found: Followed) -> Json:
    return {
        "number": found.pull.number,
        "url": found.pull.url,
        "state": found.pull.state.value,
        "reason": found.reason,
        "steps": [
            {
                "step": type(turn.step).__name__,
                "row": turn.step.row,
                "reason": turn.step.reason,
                "writes": [line for write in turn.writes for line in told(write)],
                "stopped": turn.trouble.reason if turn.trouble else "",
                "notes": list(turn.notes),
            }
            for turn in found.turns
        ],
    }
