"""GitHub's own command line reading what we wrote: on our double of GitHub, and wherever else it can."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.doubles.delivery import TOKEN, deliver, forge
from tests.emulators.install import Tools
from tests.emulators.seed import HOME, SLUG
from tests.emulators.table import Cell, Column, gap, ours, yes

TITLE = "fix(loader): load data without building objects"
CHANGE = "+    return yaml.safe_load(text)"
_MISSING = ("doesn't exist on type", "HTTP 404", "HTTP 501", "Cannot query field", "Unknown type")


@dataclass(frozen=True, slots=True)
class Asks:
    """One thing that is asked of `gh`, and whether its answer shows what we wrote."""

    args: tuple[str, ...]
    right: Callable[[str], bool]


def _fields(text: str) -> bool:
    found = json.loads(text)
    return (
        found["title"] == TITLE
        and not found["isDraft"]
        and {label["name"] for label in found["labels"]} == {"security", "suture"}
        and [each["login"] for each in found["reviewRequests"]] == ["bob"]
        and [file["path"] for file in found["files"]] == ["app/loader.py"]
    )


ASKED = {
    "gh api …/pulls/1": Asks(
        ("api", f"{HOME[1:]}/pulls/1", "--jq", ".title, .head.ref, (.labels | map(.name) | sort | join(\" \"))"),
        lambda text: text.startswith(f"{TITLE}\nsuture/") and text.endswith("\nsecurity suture\n"),
    ),
    "gh api …/pulls/1/files": Asks(
        ("api", f"{HOME[1:]}/pulls/1/files", "--jq", ".[].filename"), lambda text: text.strip() == "app/loader.py"
    ),
    "gh api …/issues/1/events": Asks(
        ("api", f"{HOME[1:]}/issues/1/events", "--jq", "map(.event)|join(\",\")"),
        lambda text: "ready_for_review" in text and "review_requested" in text,
    ),
    "gh pr list": Asks(("pr", "list"), lambda text: TITLE in text and "OPEN" in text),
    "gh pr view": Asks(("pr", "view", "1"), lambda text: TITLE in text and "bob" in text and "suture:begin" in text),
    "gh pr view --json": Asks(
        ("pr", "view", "1", "--json", "title,isDraft,labels,reviewRequests,files"), _fields
    ),
    "gh pr checks": Asks(("pr", "checks", "1"), lambda text: True),
    "gh pr diff": Asks(("pr", "diff", "1"), lambda text: text.startswith("diff --git") and CHANGE in text),
    "gh label list": Asks(("label", "list"), lambda text: "suture" in text),
}  # fmt: skip


def read(tools: Tools, folder: Path, env: Mapping[str, str], config: str = "") -> Column:
    """What `gh` says of pull request 1, each command in a cell."""
    home = folder / "gh"
    home.mkdir(exist_ok=True)
    (home / "config.yml").write_text(f'version: "1"\nprompt: disabled\n{config}')
    whole = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GH_CONFIG_DIR": str(home), "GH_REPO": SLUG,
        "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1", **env,
    }  # fmt: skip
    return {name: _cell(tools, folder, asks, whole) for name, asks in ASKED.items()}


def _cell(tools: Tools, folder: Path, asks: Asks, env: Mapping[str, str]) -> Cell:
    done = subprocess.run(
        [*tools.gh, *asks.args], cwd=folder, env=dict(env), capture_output=True, text=True, timeout=60
    )
    said = " ".join(done.stderr.split())[:120]
    if done.returncode == 0:
        if asks.args[1] == "diff" and done.stdout.startswith("{"):
            return gap("answers JSON where a diff is asked for (`Accept: application/vnd.github.v3.diff`)")
        return yes(said) if asks.right(done.stdout) else ours(f"it shows `{done.stdout[:160]}`")
    if asks.args[:2] == ("pr", "checks") and "no checks reported" in said:
        return yes("no checks reported, as it is")
    return gap(f"`{said}`") if any(sign in said for sign in _MISSING) else ours(f"`{said}`")


def run(tools: Tools, folder: Path) -> tuple[Column, str]:
    """On our double, after a whole run; the text is the pull request's body."""
    socket = folder / "hub.sock"
    with forge(folder, at_socket=socket) as hub:
        ended = deliver(folder, hub, "--rule", "yaml-load", "--publish")
        if ended.status != 0 or 1 not in hub.state.pulls:
            return {"a whole run": ours(f"exit {ended.status}: {ended.err[-300:]}")}, ""
        if hub.complaints:
            return {"a whole run": ours(f"against the official description: {hub.complaints}")}, ""
        body = hub.state.pulls[1].body
        return read(tools, folder, {"GH_TOKEN": TOKEN}, f"http_unix_socket: {socket}\n"), body
