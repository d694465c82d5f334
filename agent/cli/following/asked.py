"""Whether whoever asked for a run may ask: the forge is asked, before anything else of it is read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent.cli.target import connected
from agent.errors import ForgeError
from agent.forge.values import Trouble
from agent.report.text import loggable

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
    with connected(arguments, environ) as host:
        slug = host.repo.slug
        may = host.people.can_write(login) if _LOGIN.fullmatch(login) else False
    if isinstance(may, Trouble):
        raise ForgeError(
            f"whether {login} may write to {slug} cannot be asked: {may.reason}",
            hint=may.hint or "run again in a few minutes",
        )
    return None if may else Barred(slug, f"{loggable(login[:100])} may not write to {slug}: nothing is done")
