"""Packages and package sources that a patch adds to the manifests. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.domain import Change
from agent.gates.secrets.lines import Line, lines_of, without_login
from agent.manifests import Dependency, Unreadable, added_dependencies, versions_before
from agent.verdict import Flag, FlagKind

_INSTALL = re.compile(
    r"\b(?:pip3?|uv pip|pipx|npm|yarn|pnpm|apt-get|apt|apk|gem|cargo|go)\s+(?:-\S+\s+)*"
    r"(?:install|add|get|i)\s+([^&|;]+)"
)
_RUNS_COMMANDS = re.compile(r"(^|/)(Dockerfile|Containerfile|Makefile)[^/]*$|\.(sh|bash|dockerfile|mk)$")


def new_dependencies(changes: Sequence[Change]) -> Iterator[Flag]:
    """One flag for each new package, each other version of a known one, and each new package source."""
    for change in changes:
        added = added_dependencies(change)
        if isinstance(added, Unreadable):
            yield Flag(FlagKind.DEPENDENCY, f"{change.path}:1", "declares dependencies that cannot be read")
            continue
        before = versions_before(change)
        lines = lines_of(change).added if added else ()
        for dependency in added:
            where = f"{change.path}:{_line(lines, dependency)}"
            yield Flag(FlagKind.DEPENDENCY, where, _said(dependency, before.get(dependency.name)))
        if _RUNS_COMMANDS.search(change.path):
            for line in lines_of(change).added:
                if match := _INSTALL.search(line.text):
                    where = f"{change.path}:{line.number}"
                    yield Flag(FlagKind.DEPENDENCY, where, f"installs {without_login(match[1].strip())[:80]}")


def _said(dependency: Dependency, before: str | None) -> str:
    if not dependency.name:
        return f"changes where packages come from: {without_login(dependency.spec)[:120]}"
    if before is None:
        return f"adds the dependency {without_login(str(dependency))} ({dependency.ecosystem})"
    versions = f"from {before or 'any version'} to {dependency.spec}"
    return f"changes the dependency {dependency.name} {without_login(versions)}"


def _line(added: Sequence[Line], dependency: Dependency) -> int:
    """The added line that names the package, else the first added one."""
    wanted = dependency.name.rsplit(":", 1)[-1] or dependency.spec.split()[-1].strip('"{}')
    spelled = re.sub(r"[-_.]+", "[-_.]+", re.escape(wanted).replace(r"\-", "-").replace(r"\.", "."))
    found = (line.number for line in added if re.search(spelled, line.text, re.IGNORECASE))
    return next(found, added[0].number if added else 1)
