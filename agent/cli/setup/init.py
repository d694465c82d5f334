"""suture init: workflows and a commented suture.toml for a repository, shown before they are written."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import assert_never

from rich.console import Console
from rich.text import Text

from agent.cli.setup.around import (
    current_branch,
    default_branch,
    found_in,
    installed_action,
    open_any_checkout,
)
from agent.cli.setup.next_steps import Standing, next_steps
from agent.cli.setup.placing import Left, New, Place, Replaced, Same, look, put
from agent.cli.setup.scaffold import (
    ACTION_FILE,
    FLEET,
    REPOSITORY,
    WORKFLOWS,
    File,
    check_action,
    signed,
    workflows,
)
from agent.cli.setup.settings_file import settings_file
from agent.diff import unified_diff
from agent.domain import Change
from agent.errors import ToolError, UsageError
from agent.report.terminal import colored_diff
from agent.resources import workflows_dir
from agent.settings import load
from agent.settings.files import OWN_FILE, PYPROJECT
from agent.workspace.git import Checkout
from agent.workspace.remote import slug_of
from agent.workspace.snapshot import GitSnapshot


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Show what would be written, and with --yes write it; then say what is left to do."""
    server = load(None, file=None, environ=environ, flags={}).settings.github.server_url
    if arguments.action:
        check_action(arguments.action)
    checkout = open_any_checkout(arguments.target)
    slug = _slug(checkout, server)
    action = arguments.action or installed_action(_direct_url(), server)
    files = _files(checkout, slug or checkout.top.name, action, fleet=arguments.fleet)
    places = [look(checkout.top, file) for file in files]
    console = Console(highlight=False, soft_wrap=True)
    for place in places:
        _show(console, place)
    written = [place for place in places if isinstance(place, New | Replaced)]
    if arguments.yes:
        put(checkout.top, places)
        for place in written:
            console.print(Text(f"written: {place.file.path}"))
    elif written:
        console.print()
        for place in written:
            console.print(Text(f"would be written: {place.file.path}"))
        console.print("\nNothing was written. To write it: the same command with --yes")
        return 0
    standing = Standing(
        files=tuple(files),
        changed=_uncommitted(checkout, files),
        slug=slug,
        server=server,
        branch=current_branch(checkout),
        default=default_branch(checkout),
    )
    steps = next_steps(standing)
    if steps and not written:
        console.print("There is nothing to write: every file is there.")
    for line in steps or ("Everything is in place and committed: there is nothing to do.",):
        console.print(Text(line))
    return 0


def _files(checkout: Checkout, slug: str, action: str, *, fleet: bool) -> list[File]:
    names = FLEET if fleet else REPOSITORY
    files = list(workflows({name: _bundled(name) for name in names}, slug, action))
    if not action:
        files.append(File(ACTION_FILE, signed(_bundled("action.yml"))))
    own = _has_settings(checkout.top / PYPROJECT)
    if own and fleet and not (checkout.top / OWN_FILE).exists():
        raise UsageError(
            f"settings stand in {PYPROJECT}, and the fleet's workflow reads {OWN_FILE}",
            hint=f"move [tool.suture] into {OWN_FILE} ([tool.suture.fleet] is [fleet] there), and run again",
        )
    if not own:
        # A fleet's home may be worked on like any other: each of the two leaves the other's settings in.
        alone = fleet and not _is_there(checkout, REPOSITORY[0])
        found = None if alone else found_in(GitSnapshot(checkout))
        files.append(settings_file(found, fleet=fleet or _is_there(checkout, FLEET[0])))
    return files


def _is_there(checkout: Checkout, workflow: str) -> bool:
    return (checkout.top / WORKFLOWS / workflow).is_file()


def _bundled(name: str) -> str:
    """A template; the action lies beside the folder of workflows in a checkout, and in it in a wheel."""
    folder = workflows_dir()
    for place in (folder, *([folder.parent] if name == "action.yml" else [])):
        if (place / name).is_file():
            return (place / name).read_text(encoding="utf-8")
    raise ToolError(f"the bundled {name} is missing", hint="reinstall suture")


def _has_settings(project: Path) -> bool:
    """Whether settings stand in pyproject.toml: a suture.toml beside it would put them out of force."""
    try:
        return re.search(rb"^\[tool\.suture[.\]]", project.read_bytes(), re.MULTILINE) is not None
    except OSError:
        return False


def _slug(checkout: Checkout, server: str) -> str:
    try:
        return slug_of(checkout, server)
    except UsageError:
        return ""


def _direct_url() -> str:
    try:
        return distribution("suture").read_text("direct_url.json") or ""
    except PackageNotFoundError:
        return ""


def _uncommitted(checkout: Checkout, files: Sequence[File]) -> tuple[str, ...]:
    """The files that are in the checkout, but not as they are there in HEAD."""
    snapshot = GitSnapshot(checkout)
    found = []
    for file in files:
        place = checkout.top / file.path
        if place.is_file() and snapshot.read(file.path) != place.read_bytes():
            found.append(file.path)
    return tuple(found)


def _show(console: Console, place: Place) -> None:
    match place:
        case Same():
            return
        case New(file):
            change = Change(file.path, None, file.text.encode())
        case Replaced(file, before):
            change = Change(file.path, before.encode(), file.text.encode())
        case Left(file, before, why):
            console.print(Text(f"left as it is: {file.path} ({why})", style="yellow"))
            if file.path == OWN_FILE:
                return
            console.print(Text("  what init would make of it (remove the file to have it anew):"))
            change = Change(file.path, before.encode(), file.text.encode())
        case _:
            assert_never(place)
    console.print(colored_diff(unified_diff([change])))
