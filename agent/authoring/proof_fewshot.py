"""Worked proofs, one for each framework, read from `prompts/fewshot_proof`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.domain import TestStyle
from agent.errors import ToolError
from agent.resources import prompts_dir

_FILES = {
    TestStyle.PYTEST: "pytest.md",
    TestStyle.UNITTEST: "unittest.md",
    TestStyle.NODE: "node.md",
    TestStyle.JEST: "jest.md",
    TestStyle.MOCHA: "mocha.md",
}
_FACTS = frozenset({"path", "line", "message", "module", "test"})


@dataclass(frozen=True, slots=True)
class WorkedProof:
    """A finding at `line` of `code`, and the test file that proves it, to be written to `test`."""

    cwe: str
    path: str
    line: int
    message: str
    module: str
    test: str
    code: str
    thoughts: str
    proof: str

    @property
    def answer(self) -> str:
        """The example as a model would answer it."""
        word = "python" if self.test.endswith(".py") else "javascript"
        return f"{self.thoughts}\n\n```{word}\n{self.proof}```\n"


def worked_proof(style: TestStyle) -> WorkedProof:
    """The example for a framework."""
    return load(prompts_dir() / "fewshot_proof" / _FILES[style])


@cache
def load(path: Path) -> WorkedProof:
    """Read one example file. Raises ToolError when it is not written as the others are."""
    head, *parts = re.split(
        r"^## (Code|Thoughts|Proof)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    sections = {name: body.strip("\n") for name, body in zip(parts[::2], parts[1::2], strict=True)}
    title = re.match(r"# .+ \((CWE-\d+), .+\)\n", head)
    facts = dict(re.findall(r"^(\w+): (.+)$", head, flags=re.MULTILINE))
    code, proof = (_fence(sections.get(name, "")) for name in ("Code", "Proof"))
    if title is None or not code or not proof or set(facts) != _FACTS or len(sections) != 3:
        raise ToolError(f"the worked proof {path.name} is malformed", hint="compare it with its neighbours")
    return WorkedProof(
        cwe=title[1],
        path=facts["path"],
        line=int(facts["line"]),
        message=facts["message"],
        module=facts["module"],
        test=facts["test"],
        code=code,
        thoughts=sections["Thoughts"],
        proof=proof,
    )


def _fence(section: str) -> str:
    found = re.fullmatch(r"```\w+\n(.*\n)```", section, flags=re.DOTALL)
    return found[1] if found else ""
