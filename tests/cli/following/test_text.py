"""What is said of a run that follows, where a text of somebody else's holds a credential."""

from __future__ import annotations

import io

from rich.console import Console

from agent.cli.following.text import nothing, say_writes, spoken
from agent.followup.engine import Followed
from agent.followup.sending import Turn
from agent.followup.values import Wait
from agent.forge.writes import Comment
from tests.doubles.observed import PULL

TOKEN = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyzAB"


def test_no_line_for_the_console_shows_a_credential_or_obeys_markup() -> None:
    assert spoken(f"[red]refused: {TOKEN}\u202e") == "\\[red]refused: CREDENTIAL_1\\u202e"
    assert nothing("acme/shop", f"refused: {TOKEN}")["note"] == "refused: CREDENTIAL_1"


def test_writes_and_notes_of_a_step_show_no_credential() -> None:
    turn = Turn(
        Wait("waits", "row"), writes=(Comment(7, f"the key is {TOKEN}"),), notes=(f"it said {TOKEN}",)
    )
    console = Console(file=io.StringIO(), width=200)
    say_writes(console, Followed(PULL, (turn,)), publish=False)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "note: it said CREDENTIAL_1" in said and TOKEN not in said
