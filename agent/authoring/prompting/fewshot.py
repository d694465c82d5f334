"""Worked examples: chosen by rule, weakness and language, read from `prompts/fewshot`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.domain import Rule
from agent.errors import ToolError
from agent.resources import prompts_dir

# Weaknesses whose repair is that of another one: its number, and theirs.
_RELATED = {
    22: (23, 24, 25, 26, 27, 29, 31, 35, 36, 37, 38, 59, 61, 73, 98, 99, 641),
    78: (74, 77, 88),
    79: (80, 81, 83, 84, 85, 86, 87, 116, 692),
    89: (564,),
    94: (95, 96, 97, 470, 749),
    113: (93, 644),
    117: (150,),
    208: (203, 385, 697),
    209: (200, 201, 210, 211, 497, 550, 756),
    295: (296, 297, 298, 299, 319, 599),
    322: (300,),
    327: (328, 780),
    338: (330, 331, 332, 335, 336, 337, 340, 341, 342, 343),
    347: (290, 345, 346, 287, 303, 353),
    377: (378, 379),
    434: (351, 646),
    489: (215, 11),
    532: (312, 359, 538),
    611: (827,),
    639: (284, 285, 566, 862, 863),
    643: (91, 652),
    732: (276, 277, 278, 279, 281),
    776: (409,),
    798: (259, 260, 321, 522, 547),
    915: (471, 1174),
    916: (256, 257, 261, 759, 760, 836),
    918: (441,),
    1004: (614, 1275, 315),
    1333: (400, 407, 730),
    1336: (917,),
}
_SAME_REPAIR = {f"CWE-{other}": f"CWE-{number}" for number, others in _RELATED.items() for other in others}
_SCRIPTS = ("typescript", "tsx")


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: a finding in `code`, and its fix as SEARCH/REPLACE blocks and as functions."""

    cwe: str
    path: str
    line: int
    message: str
    code: str
    reasoning: str
    summary: str
    assumptions: tuple[str, ...]
    edits: str
    function: str


def choose(rule: Rule, spoken: str) -> Example:
    """The rule's own example, else one of its CWE in this language, else of its CWE, else the generic one."""
    found = fitting(rule, spoken)
    if found is not None:
        return found
    folder = prompts_dir() / "fewshot"
    for cwe in _weaknesses(rule):
        for other in sorted(folder.glob(f"{cwe}-*.md")):
            return load(other)
    return load(folder / "generic.md")


def fitting(rule: Rule, spoken: str) -> Example | None:
    """The rule's own example, else one of its CWE in this language, if there is one."""
    folder = prompts_dir() / "fewshot"
    written = "javascript" if spoken in _SCRIPTS else spoken
    stems = [rule.fewshot.lower()] if re.fullmatch(r"[A-Za-z0-9-]+", rule.fewshot) else []
    stems += [f"{cwe}-{written}" for cwe in _weaknesses(rule)]
    for stem in stems:
        if (folder / f"{stem}.md").is_file():
            return load(folder / f"{stem}.md")
    return None


def _weaknesses(rule: Rule) -> list[str]:
    return [same_repair(cwe).lower() for cwe in rule.cwe if re.fullmatch(r"CWE-\d+", cwe)]


def same_repair(cwe: str) -> str:
    """The weakness whose examples also stand for this one; itself where there is no other."""
    return _SAME_REPAIR.get(cwe, cwe)


@cache
def load(path: Path) -> Example:
    """Read one example file. Raises ToolError when it is not written as the others are."""
    text = path.read_text(encoding="utf-8")
    head, *parts = re.split(
        r"^## (Code|Reasoning|Summary|Assumptions|Edits|Function)$", text, flags=re.MULTILINE
    )
    sections = {name: body.strip("\n") for name, body in zip(parts[::2], parts[1::2], strict=True)}
    title = re.match(r"# .+ \((CWE-\d+), .+\)\n", head)
    facts = dict(re.findall(r"^(path|line|message): (.+)$", head, flags=re.MULTILINE))
    code = re.fullmatch(r"```\w+\n(.*)\n```", sections.get("Code", ""), flags=re.DOTALL)
    if title is None or code is None or len(facts) != 3 or len(sections) != 6:
        raise ToolError(f"the worked example {path.name} is malformed", hint="compare it with its neighbours")
    return Example(
        cwe=title[1],
        path=facts["path"],
        line=int(facts["line"]),
        message=facts["message"],
        code=code[1] + "\n",
        reasoning=sections["Reasoning"],
        summary=sections["Summary"],
        assumptions=tuple(line.removeprefix("- ") for line in sections["Assumptions"].split("\n")),
        edits=sections["Edits"],
        function=sections["Function"],
    )
