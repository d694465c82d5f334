"""What cannot be meant is said before anything is asked of the forge."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.cli.arguments import parser
from agent.cli.fleet import command
from agent.errors import UsageError
from agent.fleet.files import write
from tests.fleet.test_reporting import PLAN


def test_a_plan_is_not_written_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "none/plan.json"
    with pytest.raises(UsageError, match="lies in none"):
        command(parser().parse_args(["fleet", "plan", "--org", "acme", "--out", str(out)]), {})
    assert not out.parent.exists()


def test_a_report_wants_the_folder_of_the_shards(tmp_path: Path) -> None:
    write(tmp_path / "plan.json", PLAN)
    line = ["fleet", "report", str(tmp_path / "plan.json"), "--folder", str(tmp_path / "none")]
    with pytest.raises(UsageError, match="is no folder") as caught:
        command(parser().parse_args(line), {})
    assert caught.value.hint
