"""Worked proofs, chosen by framework and kind of attack, read from `prompts/fewshot_proof`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.authoring.prompting.fewshot import same_repair
from agent.domain import Rule, TestStyle
from agent.errors import ToolError
from agent.resources import prompts_dir

# Which weaknesses are shown by the same kind of attack. In the first group the attack is a text.
_BY_TEXT = {
    "path": (22, 434),
    "sql": (89, 90, 643, 943),
    "command": (78, 94),
    "template": (1336,),
    "html": (79, 113, 117, 1236),
    "url": (601, 918),
    "xml": (611, 776),
    "object": (502, 915, 1321),
}
_OTHERWISE = {
    "hash": (326, 327, 916),
    "token": (338, 377),
    "switch": (208, 295, 322, 347, 489, 639, 732, 1004),
    "secret": (209, 532, 798),
}
_KINDS = {f"CWE-{n}": kind for kind, many in (_BY_TEXT | _OTHERWISE).items() for n in many}
# For each framework, what stands for the kinds that it has no example of: by text, and otherwise.
_USUAL = {
    TestStyle.PYTEST: ("path", "token"),
    TestStyle.UNITTEST: ("sql", "hash"),
    TestStyle.NODE: ("command", "token"),
    TestStyle.JEST: ("command", "token"),
    TestStyle.MOCHA: ("command", "token"),
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
    contract: str
    proof: str

    @property
    def answer(self) -> str:
        """The example as a model would answer it."""
        word = "python" if self.test.endswith(".py") else "javascript"
        return f"{self.contract}\n\n```{word}\n{self.proof}```\n"


def worked_proof(style: TestStyle, rule: Rule | None = None) -> WorkedProof:
    """The example for a framework: of the rule's kind of attack, else one that is by text as it is."""
    folder, framework = prompts_dir() / "fewshot_proof", style.value.removesuffix(":test")
    kinds = [_KINDS[same_repair(cwe)] for cwe in (rule.cwe if rule else ()) if same_repair(cwe) in _KINDS]
    for kind in kinds:
        if (folder / f"{kind}-{framework}.md").is_file():
            return load(folder / f"{kind}-{framework}.md")
    by_text, otherwise = _USUAL[style]
    usual = otherwise if kinds and kinds[0] in _OTHERWISE else by_text
    return load(folder / f"{usual}-{framework}.md")


@cache
def load(path: Path) -> WorkedProof:
    """Read one example file. Raises ToolError when it is not written as the others are."""
    head, *parts = re.split(
        r"^## (Code|Contract|Proof)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE
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
        contract=sections["Contract"],
        proof=proof,
    )


def _fence(section: str) -> str:
    found = re.fullmatch(r"```\w+\n(.*\n)```", section, flags=re.DOTALL)
    return found[1] if found else ""
