"""The commented suture.toml that `suture init` writes: what a person most likely changes. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.cli.setup.scaffold import File, signed
from agent.settings.files import OWN_FILE
from agent.settings.keys import fields

REPOSITORY_KEYS = (
    "triage.max", "triage.ignore_paths", "triage.critical_paths",
    "limits.max_tokens", "tests.command", "gates.protected", "gates.material",
    "delivery.labels", "delivery.gaps", "delivery.assignees_from_code_owners", "delivery.security_team",
    "follow.timezone", "follow.quiet_days", "follow.remind_days", "follow.next_owner_days",
    "follow.escalate_days", "follow.rebase_when", "autonomy.comment", "autonomy.off",
)  # fmt: skip
FLEET_KEYS = (
    "fleet.shards", "fleet.shard_minutes", "fleet.wave_requests", "fleet.wave_tokens",
    "fleet.repository_seconds", "fleet.repository_tokens", "fleet.revisit_days", "fleet.critical",
    "fleet.ignore",
)  # fmt: skip

_ABOUT = """\
# Everything works without this file. Below stand defaults: take the `# ` before a setting away to change it.
# All of them: `suture config schema`. What holds, and why: `suture config show`.
"""
_MODEL = """\
# Which model is asked, where and with which key is never written here: that is the variable SUTURE_MODEL, for
# an endpoint of your own the variable OPENAI_BASE_URL, and the secret OPENAI_API_KEY. Without a model, only
# findings whose rule has a fix are worked on.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What init found out: languages, suites by title, a command where none is found by itself, and who
    could look after files that nobody owns (`@org/team`; empty where nobody suggests itself)."""

    languages: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    command: str = ""
    codeowners: str = ""
    team: str = ""


def settings_file(found: Found | None, *, fleet: bool = False) -> File:
    """The `suture.toml` of a repository; with `fleet` of a fleet's home, itself worked on where `found`."""
    lines = [_ABOUT, *(_facts(found) if found else ())]
    section = ""
    for key in (*REPOSITORY_KEYS, *(FLEET_KEYS if fleet else ())):
        table, _, name = key.partition(".")
        if table != section:
            lines.append(f"\n[{table}]\n{_MODEL if table == 'limits' else ''}")
            section = table
        lines += _setting(key, name, found or Found())
    return File(OWN_FILE, signed("".join(lines)))


def _facts(found: Found) -> Iterator[str]:
    yield f"#\n# Found here: {', '.join(found.languages) or 'no file that a bundled rule is for'}.\n"
    if found.suites:
        yield f"# Tests that run by themselves: {', '.join(found.suites)}.\n"
    elif not found.command:
        yield "# No tests were found: without them a fix stays a draft, so name yours in tests.command.\n"
    yield (
        f"# Owners are read from {found.codeowners}.\n"
        if found.codeowners
        else "# There is no CODEOWNERS file: name delivery.security_team, or nobody is asked for review.\n"
    )


def _setting(key: str, name: str, found: Found) -> Iterator[str]:
    yield f"# {fields()[key].description}\n"
    values: Mapping[str, str] = {"tests.command": found.command}
    if values.get(key):
        yield f"{name} = {_toml(values[key])}\n"
        return
    yield f"# {name} = {_toml(fields()[key].default)}\n"
    if key == "delivery.security_team" and found.team:
        yield f"# Perhaps: {found.team}\n"


def _toml(value: object) -> str:
    """A default of the schema, or a text of ours, as TOML writes it: JSON's form is the same for these."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
