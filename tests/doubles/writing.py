"""An author at work: one small case, gates and models that answer from a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from agent.authoring.asking.writer import Writer
from agent.authoring.author import NotWritten, Written, author
from agent.authoring.commission import PLAIN, Commission
from agent.domain import Case, Draft, Finding, Location, Rule, Severity
from agent.ports import NoReply
from agent.settings import ModelSettings
from agent.verdict import Check, Status, Verdict
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot

SOURCE = b"import os\n\n\ndef run(name):\n    os.system(name)\n    return name\n"
RULE = Rule("python-shell", Severity.HIGH, cwe=("CWE-78",), guidance="Use an argument list.")
CASE = Case((Finding(RULE, Location("a.py", 5, 5), "name reaches a shell", "    os.system(name)"),))
APPROVE = (
    "Assumptions:\n- name has no slash; broken by: ../x\n\nRemaining flaws: none\n\nConventions: yes\n\n"
    "VERDICT: APPROVE - sound"
)
VETO = "Assumptions:\n- x\n\nRemaining flaws: options are read at `def run(name):`\n\nVERDICT: VETO - a name may begin with a dash"


def edit(new: str, old: str = "    os.system(name)\n", path: str = "a.py") -> str:
    return (
        f"Reasoning:\n1. It is so.\n\nSummary: Runs without a shell.\n\nAssumptions:\n- run is on PATH\n\n"
        f"Fix:\n\n{path}\n<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"
    )


MISS = edit("    pass\n", old="    os.popen(name)\n")


class Gates:
    """A `try_out` that answers from a list: None accepts, a text is a failing check's detail."""

    def __init__(self, answers: Sequence[str | None]) -> None:
        self.left = list(answers)
        self.drafts: list[Draft] = []

    def __call__(self, draft: Draft) -> Verdict:
        self.drafts.append(draft)
        detail = self.left.pop(0)
        status = Status.PASSED if detail is None else Status.FAILED
        return Verdict((Check("finding", status, detail or "gone"),), ("finding",))


def write(
    answers: Sequence[str | NoReply],
    gates: Sequence[str | None] = (None,),
    *,
    answer: Literal["auto", "edits", "function"] = "auto",
    reflections: int = 2,
    snapshot: MemorySnapshot | None = None,
    commission: Commission = PLAIN,
    brief: bool = False,
) -> tuple[Written | NotWritten, ScriptedModel, Gates]:
    model, tried = ScriptedModel(answers), Gates(gates)
    settings = ModelSettings(answer=answer, max_reflections=reflections, brief=brief)
    files = snapshot or MemorySnapshot({"a.py": SOURCE})
    result = author(CASE, files, [Writer(model, settings)], tried, commission)
    assert model.left == 0
    assert not tried.left or not tried.drafts
    return result, model, tried


def last_words(model: ScriptedModel, request: int) -> str:
    return model.requests[request][-1].content
