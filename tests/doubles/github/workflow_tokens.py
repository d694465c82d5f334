"""The token of a workflow's job: `github-actions[bot]` with what the job's `permissions` say, and no more."""

from __future__ import annotations

from collections.abc import Mapping

from .state import Token

BOT = "github-actions[bot]"
NAMES = frozenset({
    "actions", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "models",
    "packages", "pages", "pull-requests", "security-events", "statuses",
})  # fmt: skip
"""What may stand under `permissions:`; the API writes the same names with underscores."""


def workflow_token(permissions: Mapping[str, str] | str, label: str = "") -> Token:
    """The token of a job with these `permissions` (`read-all` and `write-all`, too).

    Raises ValueError for what GitHub would refuse the whole workflow for.
    """
    if isinstance(permissions, str):
        level = permissions.removesuffix("-all")
        if permissions not in {"read-all", "write-all"}:
            raise ValueError(f"permissions: {permissions} is neither read-all nor write-all")
        permissions = dict.fromkeys(NAMES, level)
    unknown = sorted(permissions.keys() - NAMES)
    wrong = sorted(set(permissions.values()) - {"read", "write", "none"})
    if unknown or wrong:
        raise ValueError(f"permissions: {', '.join(unknown + wrong)} is not known")
    granted = {name.replace("-", "_"): level for name, level in permissions.items() if level != "none"}
    return Token(BOT, "actions", granted, label=label)
