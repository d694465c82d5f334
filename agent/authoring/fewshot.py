"""Worked examples: chosen by rule, weakness and language, read from `prompts/fewshot`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.domain import Rule
from agent.errors import ToolError
from agent.resources import prompts_dir

# Weaknesses whose repair is that of another one.
_SAME_REPAIR = {
    "CWE-23": "CWE-22",
    "CWE-36": "CWE-22",
    "CWE-73": "CWE-22",
    "CWE-77": "CWE-78",
    "CWE-88": "CWE-78",
    "CWE-80": "CWE-79",
    "CWE-116": "CWE-79",
    "CWE-564": "CWE-89",
    "CWE-95": "CWE-94",
    "CWE-96": "CWE-94",
    "CWE-200": "CWE-209",
    "CWE-326": "CWE-327",
    "CWE-328": "CWE-327",
    "CWE-330": "CWE-338",
    "CWE-379": "CWE-377",
    "CWE-776": "CWE-611",
    "CWE-827": "CWE-611",
    "CWE-259": "CWE-798",
    "CWE-321": "CWE-798",
    "CWE-759": "CWE-916",
}
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
    folder = prompts_dir() / "fewshot"
    written = "javascript" if spoken in _SCRIPTS else spoken
    stems = [rule.fewshot.lower()] if re.fullmatch(r"[A-Za-z0-9-]+", rule.fewshot) else []
    weaknesses = [_SAME_REPAIR.get(cwe, cwe).lower() for cwe in rule.cwe if re.fullmatch(r"CWE-\d+", cwe)]
    stems += [f"{cwe}-{written}" for cwe in weaknesses]
    for stem in stems:
        if (folder / f"{stem}.md").is_file():
            return load(folder / f"{stem}.md")
    for cwe in weaknesses:
        for other in sorted(folder.glob(f"{cwe}-*.md")):
            return load(other)
    return load(folder / "generic.md")


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
