"""Where follow-up is known to fall short of the rules: each entry goes once that is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weak:
    """Schedules by name, the rules that they break, and why; `sample` is one of them. Any other rule holds."""

    names: str
    rules: str
    why: str
    sample: str

    def covers(self, name: str, text: str) -> bool:
        """Whether this is why a schedule broke a rule."""
        return bool(re.fullmatch(self.names, name) and re.match(self.rules, text))


_CUT = "(faults|later|slow)/[^/]+"
_PUSHED = "(revise a line|revise after a review|author again|author again by command|merge the base)"
WEAK = (
    Weak(
        f"{_CUT}/(reassign|escalate)/(memory|reviewers|assignees)", "pull|dashboards",
        "the comment names those who are turned to; a request for their review that was cut is not made up for",
        "faults/CRASH/reassign/reviewers",
    ),
    Weak(
        f"{_CUT}/make ready/(assignees|reviewers|memory)", "memory",
        "that people were spoken to is not remembered, where they all were",
        "faults/CRASH/make ready/memory",
    ),
    Weak(
        f"{_CUT}/{_PUSHED}/(branch|memory)", "commits|memory|body|comments|dashboards",
        "a run that adopts the commit of another knows neither its text nor whom it answers, and answers again",
        "faults/DONE_CRASH/revise a line/branch",
    ),
    Weak(
        f"{_CUT}/{_PUSHED}/(memory|status|reply|reaction|reviewers)", "lines|comments|pull",
        "with the new head everything counts as dealt with: answers and requests that were cut never come",
        "faults/CRASH/revise a line/reply",
    ),
)  # fmt: skip
