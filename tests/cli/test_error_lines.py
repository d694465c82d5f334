"""The lines in which a command ends with an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.cli.commands import run

# Put together here, so that no scanner takes this file for one that holds a credential.
TOKEN = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyzAB"


def test_an_error_line_repeats_no_credential(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["config", "show", "--config-file", str(tmp_path / f"{TOKEN}.toml")])
    said = capsys.readouterr().err
    assert status == 2
    assert TOKEN not in said and "CREDENTIAL_1.toml: no such file\n  next: name an existing TOML file" in said


def test_a_path_that_is_no_unicode_ends_no_command_with_a_stack_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = run(["config", "show", "--config-file", "postgres://app:\udcff@db.internal/x"])
    said = capsys.readouterr().err
    assert status == 2 and said.startswith("suture: error: ") and "no such file" in said
