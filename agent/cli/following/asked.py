"""Whether whoever asked for a run may ask: the forge is asked, before anything else of it is read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.cli.arguments import flags
from agent.cli.target import two_forges
from agent.errors import ForgeError
from agent.forge.values import Trouble
from agent.report.text import loggable
from agent.settings import load
from agent.workspace.git import open_checkout
from agent.workspace.remote import Remote, parse_target, slug_of

if TYPE_CHECKING:
    from agent.forge.github.repository import GithubHost

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?")


@dataclass(frozen=True, slots=True)
class Barred:
    """Why nothing is done for whoever asked, and of which repository."""

    repository: str
    reason: str


def barred(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Barred | None:
    """Whether the user whom `--asked-by` names may not write to the repository; None where they may, or
    nobody is named. Raises ForgeError where that cannot be asked.
    """
    login = arguments.asked_by.strip()
    if not login:
        return None
    with _connected(arguments, environ) as host:
        slug = host.repo.slug
        may = host.people.can_write(login) if _LOGIN.fullmatch(login) else False
    if isinstance(may, Trouble):
        raise ForgeError(
            f"whether {login} may write to {slug} cannot be asked: {may.reason}",
            hint=may.hint or "run again in a few minutes",
        )
    return None if may else Barred(slug, f"{loggable(login[:100])} may not write to {slug}: nothing is done")


@contextmanager
def _connected(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[GithubHost]:
    """The repository on the forge; nothing of it is cloned."""
    settings = load(None, file=arguments.config_file, environ=environ, flags=flags(arguments)).settings
    server = settings.github.server_url
    named = parse_target(arguments.target, server)
    slug = named.slug if isinstance(named, Remote) else slug_of(open_checkout(named.path), server)
    mixed = two_forges(settings.github)
    if mixed is not None:
        raise mixed
    # PyGithub takes a third of a second to import: only for those who go to the forge.
    from agent.forge.github.connect import connect

    host = connect(settings.github, slug)
    try:
        yield host
    finally:
        host.close()
