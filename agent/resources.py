"""Where the bundled prompts, rules and workflows are: beside `agent/` in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from agent.errors import ToolError

_PACKAGE = Path(__file__).resolve().parent


def prompts_dir() -> Path:
    """The folder of prompt templates. Raises ToolError when the installation has none."""
    return _locate("prompts", "fix.md.j2")


def rules_dir() -> Path:
    """The folder of bundled semgrep rules. Raises ToolError when the installation has none."""
    return _locate("rules")


def workflows_dir() -> Path:
    """The folder of workflow templates. Raises ToolError when the installation has none."""
    return _locate("workflows", "suture-fix.yml")


def _locate(name: str, witness: str = "") -> Path:
    """The wheel's own copy first: a folder called `rules` beside an installed package is somebody else's."""
    for parent in (_PACKAGE / "_data", _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir() and (not witness or (folder / witness).is_file()):
            return folder
    raise ToolError(f"the bundled {name} are missing", hint="reinstall suture")
