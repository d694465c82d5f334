from __future__ import annotations

import time
from dataclasses import replace

from agent.authoring.asking.crew import crew_for
from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.authoring.prompting.quoting import fenced
from agent.domain import Case, Location
from agent.ports import Message
from agent.settings import ModelSettings, Settings
from tests.doubles.findings import finding_at
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot

VALUE = "Zq8xK2" + "mP9wLhT4"
OTHER = "Tr0ub4dor" + "&3x"


def test_a_crew_is_not_shown_half_a_value_of_the_files_of_its_case() -> None:
    code = f'connect("db", password="{VALUE}")\nbad(1)\n'
    files = {"a.py": code.encode(), "b.py": f'api_secret = "{OTHER}"\n'.encode(), "c.bin": b"\xff\x00"}
    steps = (Location("b.py", 1, 1), Location("c.bin", 1, 1), Location("gone.py", 1, 1))
    finding = replace(finding_at(code, "bad"), trace=steps)
    model = ScriptedModel(["ok"])
    team = Team((Writer(model, ModelSettings(name="m"), "local"),))
    crew = crew_for(Case((finding,)), team, Settings(), MemorySnapshot(files), time.monotonic() + 60)
    cut = fenced(f"a.py:1: connect({VALUE[:8]}\nb.py:1: {OTHER[:7]}", "lines")
    crew.writers[0].model.complete([Message("user", cut)])
    shown = model.requests[0][0].content
    assert VALUE[:6] not in shown and OTHER[:6] not in shown
    assert "a.py:1: connect(CREDENTIAL_1\nb.py:1: CREDENTIAL_2" in shown
