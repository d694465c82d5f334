"""docs/github-app.md against the code: the permissions that are asked for are the ones that are explained."""

from __future__ import annotations

import re
from pathlib import Path

from agent.cli.setup.next_steps import APP_GUIDE
from agent.cli.setup.scaffold import TEMPLATES, File, named
from agent.forge.github.connect import _USED
from agent.resources import workflows_dir

GUIDE = (Path(__file__).parents[2] / APP_GUIDE).read_text()
NAMES = {
    "checks": "Checks",
    "contents": "Contents",
    "issues": "Issues",
    "members": "Members",
    "metadata": "Metadata",
    "organization_custom_properties": "Custom properties",
    "pull_requests": "Pull requests",
    "security_events": "Code scanning alerts",
    "statuses": "Commit statuses",
}


def explained() -> set[tuple[str, str]]:
    """The rows of the guide's tables of permissions: name and level."""
    rows = re.findall(r"^\| ([A-Z][A-Za-z ]+) \| (read|write) \| \S", GUIDE, re.MULTILINE)
    return {(name, level) for name, level in rows}


def test_every_permission_that_a_template_asks_of_the_app_is_explained_at_that_level() -> None:
    known = explained()
    asked: set[tuple[str, str]] = set()
    for name in TEMPLATES:
        text = (workflows_dir() / name).read_text()
        asked |= set(re.findall(r"permission-([a-z-]+): (read|write)", text))
    assert asked
    for name, level in asked:
        told = NAMES[name.replace("-", "_")]
        # Who may write may read.
        assert (told, level) in known or (level == "read" and (told, "write") in known), (name, level)


def test_every_permission_that_our_own_tokens_ask_for_is_explained_and_no_other() -> None:
    told = {name for name, _ in explained()}
    assert told == set(NAMES.values())
    assert {NAMES[name] for name in _USED if name != "workflows"} == told - {"Custom properties"}


def test_the_names_of_variables_and_secrets_are_those_that_the_templates_read() -> None:
    files = tuple(File(name, (workflows_dir() / name).read_text()) for name in TEMPLATES)
    read = {*named(files, "vars"), *named(files, "secrets")}
    told = set(re.findall(r"\bSUTURE_(?:APP|READER|FLEET)_[A-Z]+\b", GUIDE))
    assert told == {
        name for name in read if name.startswith(("SUTURE_APP_", "SUTURE_READER_", "SUTURE_FLEET_"))
    }
