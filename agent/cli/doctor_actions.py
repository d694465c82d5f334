"""What `suture doctor` says of GitHub Actions: the workflows of a checkout, and the job that it runs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent import __version__
from agent.cli.setup.next_steps import APP_GUIDE
from agent.cli.setup.scaffold import ACTION_FILE, TEMPLATES, WORKFLOWS, header_of, older
from agent.report.text import loggable
from agent.settings import Settings

ACTIONS_LOGIN = "github-actions[bot]"
_MAX_BYTES = 1_000_000
_LIMITS = (
    "1,000 requests an hour for the repository (15,000 in GitHub Enterprise Cloud)",
    "cannot ask teams for review",
    "cannot change files in .github/workflows",
    "checks of its pull requests wait until somebody with write access approves them (since June 2026)",
    "opens pull requests only where the repository's settings allow it",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at. `needed` things must be right before anything works."""

    name: str
    ok: bool
    detail: str
    hint: str = ""
    needed: bool = True


def workflow_line(top: Path) -> Line:
    """Which workflows of ours a checkout holds, and whether this version would write others."""
    seen: list[str] = []
    outdated = changed = False
    for path in (*(f"{WORKFLOWS}/{name}" for name in TEMPLATES), ACTION_FILE):
        text = _text(top / path)
        if text is None:
            continue
        header = header_of(text)
        name = path.rpartition("/")[2]
        if header is None:
            seen.append(f"{name} (not by suture init)")
            continue
        old = older(header.version)
        outdated, changed = outdated or old, changed or (old and header.edited)
        seen.append(f"{name} {loggable(header.version)}{' (edited)' if header.edited else ''}")
    if not seen:
        hint = "nothing, unless Suture shall run by itself: then `suture init`"
        return Line("workflows", False, "none: nothing runs by itself", hint, needed=False)
    hint = f"run `suture init` again: this is suture {__version__}"
    if changed:
        hint += "; what was edited is only shown: put the changes in by hand"
    return Line("workflows", not outdated, ", ".join(seen), hint, needed=False)


def _text(file: Path) -> str | None:
    try:
        if not file.is_file() or file.stat().st_size > _MAX_BYTES:
            return None
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def job_lines(environ: Mapping[str, str], settings: Settings, login: str) -> Iterator[Line]:
    """In a job of GitHub Actions: the limits of its token, and keys that do not belong into one job.

    `login` is who the token speaks for; empty where the forge did not tell.
    """
    if environ.get("GITHUB_ACTIONS") != "true":
        return
    own = _is_workflows(environ, settings, login)
    if own:
        yield Line(
            "GITHUB_TOKEN",
            False,
            "the workflow's own token: " + "; ".join(_LIMITS),
            "turn on 'Allow GitHub Actions to create and approve pull requests' in Settings > Actions > "
            f"General, or use a GitHub App, which is not held back so: {APP_GUIDE}",
            needed=False,
        )
    github = settings.github
    models = [settings.model.api_key, settings.review.api_key]
    if not any(key.get_secret_value() for key in models):
        return
    split = (
        "the workflows of `suture init` keep them in two jobs; the one that holds the model's key only reads"
    )
    if github.app_key.get_secret_value():
        yield Line(
            "three jobs",
            False,
            "this job holds the model's key and the GitHub App's: whoever steers the model could write",
            split,
            needed=False,
        )
    elif github.token.get_secret_value() and not own:
        yield Line(
            "three jobs",
            False,
            "this job holds the model's key and a token of somebody else's: see that it cannot write",
            split,
            needed=False,
        )


def _is_workflows(environ: Mapping[str, str], settings: Settings, login: str) -> bool:
    """Whether the token is the job's own. An App's token may be called GITHUB_TOKEN, too: its login tells."""
    github = settings.github
    token = github.token.get_secret_value()
    if github.app_id or github.app_key.get_secret_value() or not token:
        return False
    return login == ACTIONS_LOGIN if login else token == environ.get("GITHUB_TOKEN", "").strip()
