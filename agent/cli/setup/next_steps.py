"""What is left to do by hand after `suture init`, each step only where it is needed. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from agent.cli.setup.scaffold import FLEET, File, named

APP_GUIDE = "docs/github-app.md"
_APP = ("SUTURE_APP_", "SUTURE_READER_")
_ONLY = {
    "OPENAI_BASE_URL": "  # only for an endpoint of your own",
    "SUTURE_FLEET_ORG": "  # only where another account owns the repositories",
}
_SETTINGS = "Settings > Actions > General > Workflow permissions"


@dataclass(frozen=True, slots=True)
class Standing:
    """What init knows when it ends: the files it wants, which of them are there but not committed (paths),
    the repository on the forge (empty: none), and the branches that are checked out and default."""

    files: tuple[File, ...]
    changed: tuple[str, ...]
    slug: str
    server: str
    branch: str
    default: str


def next_steps(standing: Standing) -> tuple[str, ...]:
    """Lines for a person, the first a heading; none when all files are committed."""
    if not standing.changed:
        return ()
    steps = [
        step
        for part in (_remote(standing), _secrets(standing), _permission(standing), _commit(standing))
        for step in part
    ]
    return ("", "Next:", *(f"  {line}" for line in steps))


def _remote(standing: Standing) -> Iterator[str]:
    if not standing.slug:
        yield f"- no remote called origin is on {standing.server}: push the repository there"


def _secrets(standing: Standing) -> Iterator[str]:
    secrets = [name for name in named(standing.files, "secrets") if not name.startswith(_APP)]
    variables = [name for name in named(standing.files, "vars") if not name.startswith(_APP)]
    if secrets:
        yield "- a model, for findings whose rule has no fix (without one, rules alone write fixes):"
        yield from (f"    gh secret set {name}{_where(standing)}" for name in secrets)
    for name in variables:
        yield f"    gh variable set {name}{_where(standing)}{_ONLY.get(name, '')}"


def _permission(standing: Standing) -> Iterator[str]:
    """A fleet has no other way than an App: the workflow's own token ends at its repository."""
    fleet = any(file.path.endswith(FLEET) for file in standing.files)
    variables = [name for name in named(standing.files, "vars") if name.startswith(_APP)]
    secrets = [name for name in named(standing.files, "secrets") if name.startswith(_APP)]
    if not fleet:
        settings = f"{standing.server}/{standing.slug}/settings/actions" if standing.slug else _SETTINGS
        yield "- leave to open pull requests: either the workflow's own token, by"
        yield f"    {settings}: 'Allow GitHub Actions to create and approve pull requests',"
    if secrets:
        two = "- two GitHub Apps, one that writes and one (SUTURE_READER) that only reads"
        first = two if fleet else "  or a GitHub App, which has fewer limits"
        yield f"{first} ({APP_GUIDE} of Suture):"
        yield from (f"    gh variable set {name}{_where(standing)}" for name in variables)
        yield from (f"    gh secret set {name}{_where(standing)} < {_key_file(name)}" for name in secrets)


def _key_file(secret: str) -> str:
    """Two Apps have two keys."""
    return "reader-private-key.pem" if secret.startswith("SUTURE_READER_") else "private-key.pem"


def _where(standing: Standing) -> str:
    return f" --repo {standing.slug}" if standing.slug else ""


def _commit(standing: Standing) -> Iterator[str]:
    yield "- commit and push:"
    yield f"    git add {shlex.join(standing.changed)}"
    yield "    git commit -m 'Set up Suture'"
    if standing.branch != standing.default or not standing.branch:
        default = standing.default or "the default branch"
        yield f"    then merge into {default}: schedules run from the default branch alone"
    elif standing.slug:
        yield f"    git push origin {shlex.quote(standing.default)}"
