"""The code of the simulated repository: many small files, each with one weakness that a word tells of."""

from __future__ import annotations

from dataclasses import dataclass

from agent.domain import Case, Change, Draft, Finding, Location, Patch, Rule, Severity, Source
from agent.ports import Proposal
from agent.verdict import Status
from tests.forge.text.samples import verdict

UNSAFE = "UNSAFE"
"""A file that holds this word has its weakness."""
SAFE = "SAFELY"
CAREFUL = "CAREFUL"
"""What a fix has to use once the part has a contract."""
AREAS = (
    ("ben", "cleo"), ("dan", "eve"), ("finn", "gus"), ("hana", "ivo"),
    ("jun", "kim"), ("lea", "max"), ("nora", "otto"), ("pia", "quin"),
)  # fmt: skip
"""Two owners for each folder of the code."""
RULES = (
    Rule("sql-built-from-request", Severity.MEDIUM, cwe=("CWE-89",)),
    Rule("unsafe-yaml-load", Severity.LOW, cwe=("CWE-502",)),
    Rule("shell-from-request", Severity.CRITICAL, cwe=("CWE-78",)),
    Rule("weak-session-token", Severity.MEDIUM, cwe=("CWE-330",)),
    Rule("path-from-request", Severity.HIGH, cwe=("CWE-22",)),
)
"""In a public repository the severe ones are worded neutrally."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file with one weakness; `number` counts from 0."""

    number: int

    @property
    def area(self) -> int:
        return self.number % len(AREAS)

    @property
    def owners(self) -> tuple[str, str]:
        return AREAS[self.area]

    @property
    def path(self) -> str:
        return f"src/area{self.area}/part_{self.number:03}.py"

    @property
    def contract(self) -> str:
        """A file that, once it is there, wants another fix."""
        return f"src/area{self.area}/part_{self.number:03}.contract"

    @property
    def rule(self) -> Rule:
        return RULES[self.number % len(RULES)]

    @property
    def gap(self) -> bool:
        """Whether its first proposal is not proven."""
        return self.number % 19 == 7

    @property
    def text(self) -> str:
        """The file as it was in the beginning."""
        return (
            f'"""Part {self.number}."""\n\nLIMIT = 10\n\n\ndef find(connection, term):\n'
            f"    query = {UNSAFE}(term, {self.number})\n    return connection.run(query)\n\n\n"
            "def close(connection):\n    connection.close()\n"
        )

    @property
    def finding(self) -> Finding:
        snippet = f"    query = {UNSAFE}(term, {self.number})"
        message = "The statement is built from a value that a request controls."
        return Finding(self.rule, Location(self.path, 7, 7), message, snippet)

    @property
    def fingerprint(self) -> str:
        return self.finding.fingerprint

    def changes(self, before: bytes, *, careful: bool, asked: int = 0) -> tuple[Change, ...]:
        """The fix of the file as it is on a base; each request of reviewers adds a line."""
        word = CAREFUL if careful else SAFE
        after = before.replace(UNSAFE.encode(), word.encode())
        after += b"".join(b"\n# as asked in review, %d\n" % (number + 1) for number in range(asked))
        return (Change(self.path, before, after),)

    def proposal(self, base: str, changes: tuple[Change, ...]) -> Proposal:
        """The fix with its verdict, as the pipeline hands it over."""
        draft = Draft(Patch(base, changes, Source.MODEL), f"Part {self.number} binds the value now.")
        seen = (Status.PASSED, f"the rule no longer matches in {self.path}")
        proof = (Status.INCONCLUSIVE, "5 of 6 wrong fixes caught")
        judged = verdict(finding=seen, proof=proof) if self.gap else verdict(finding=seen)
        return Proposal(Case((self.finding,)), draft, judged)


def files(parts: list[Part]) -> dict[str, str]:
    """The repository in the beginning."""
    owned = "".join(f"/src/area{number}/ @{one} @{two}\n" for number, (one, two) in enumerate(AREAS))
    return {
        **{part.path: part.text for part in parts},
        "README.md": "# shop\n",
        ".github/CODEOWNERS": f"* @ada\n{owned}",
    }
