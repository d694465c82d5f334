"""Cases that an earlier run saved, changed by somebody who can write to the output folder (a cache of CI)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Change, Patch, Source
from tests.doubles.delivery import deliver, forge
from tests.doubles.repo import git

YAML = ("--rule", "yaml-load")
WORKFLOW = ".github/workflows/x.yml"

Saved = dict[str, Any]


def other_patch(saved: Saved) -> None:
    """Another diff, and evidence that says so."""
    text = b"on: push\njobs: {}\n"
    saved["diff"] = (
        f"diff --git a/{WORKFLOW} b/{WORKFLOW}\nnew file mode 100644\n--- /dev/null\n+++ b/{WORKFLOW}\n"
        "@@ -0,0 +1,2 @@\n+on: push\n+jobs: {}\n"
    )
    evidence = saved["verdict"]["evidence"]
    changes = (Change(WORKFLOW, None, text),)
    evidence["patch"] = Patch(evidence["base_sha"], changes, Source(saved["source"])).digest


def other_diff(saved: Saved) -> None:
    """Another diff alone."""
    saved["diff"] = saved["diff"].replace("safe_load", "full_load")


def nothing_required(saved: Saved) -> None:
    """A verdict that one gate's pass satisfies."""
    saved["verdict"]["require"], saved["verdict"]["checks"] = ["applies"], saved["verdict"]["checks"][:1]


def other_rules(saved: Saved) -> None:
    """Evidence that other rules gave."""
    saved["verdict"]["evidence"]["rules"] = "0" * 64


@pytest.mark.slow
@pytest.mark.parametrize("change", [other_patch, other_diff, nothing_required, other_rules])
def test_a_saved_case_that_was_changed_is_worked_on_again(
    tmp_path: Path, change: Callable[[Saved], None]
) -> None:
    with forge(tmp_path) as hub:
        deliver(tmp_path, hub, *YAML)
        (file,) = (tmp_path / "suture-out/cases").glob("*.json")
        kept = json.loads(file.read_text())
        for saved in kept["outcomes"]:
            change(saved)
        file.write_text(json.dumps(kept))
        ended = deliver(tmp_path, hub, *YAML, "--publish")
        (pull,) = hub.state.pulls.values()
        folder = hub.state.store.folder
        assert git(folder, "diff", "--name-only", "main", pull.branch) == "app/loader.py"
        assert "yaml.safe_load" in git(folder, "show", f"{pull.branch}:app/loader.py")
        assert not pull.draft and "is worked on again" in ended.err
