"""Whether what we tell people is true: our comments, read as they were written, against the code itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tests.followup.simulation.code import Facility
from tests.followup.simulation.parts import CAREFUL, RULES, UNSAFE, Part
from tests.followup.simulation.world import US, Deed, World

MENTION = re.compile(r"(?<![\w`/@.])@([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:/[\w-]+)?)")
NEUTRAL = re.compile(
    "|".join([*(re.escape(rule.id) for rule in RULES), r"CWE-\d", UNSAFE, "vulnerab", "weakness"])
)
UNSEEN = frozenset({"edits", "ticks", "moves the base", "moves the line", "fixes the base", "brings it back"})
"""What does not stand in a pull request's timeline."""
PUSHES = frozenset({"pushes", "updates", "rewrites"})

_AS_OF = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4}), `main` at `([0-9a-f]{9})`")
_ACTED = re.compile(
    r"A person last acted here on (\d{1,2} [A-Z][a-z]+ \d{4}), (today|1 day ago|\d+ days ago)"
)
_NOBODY = re.compile(r"Nobody has acted here since it was opened on (\d{1,2} [A-Z][a-z]+ \d{4})")
_PASSED = re.compile(
    r"\*\*It still holds\*\* on today's merge with `main`: (\d+) of (\d+) gates passed again"
)
_CONFLICT = re.compile(r"[Tt]his conflicts with `main`|It conflicts with `main`(?: in ([^.]+\.\w+)`\.)?")
_ROW = re.compile(r"\*\*(finding|tests|review)\*\* \| ([^|]+) \|")
_WHY = re.compile(r"`\.github/CODEOWNERS` line (\d+) names them: `([^`]+)`")


@dataclass(frozen=True, slots=True)
class Told:
    """One comment of ours at the moment it was written; `head` is that of the branch then, empty if it is gone."""

    number: int
    part: Part
    text: str
    head: str
    when: datetime
    created: datetime


@dataclass
class Claims:
    """The truth that comments are held against."""

    world: World
    facility: Facility
    deeds: dict[int, list[Deed]]
    """What people did to each pull request."""

    def wrong(self, told: Told) -> Iterator[str]:
        """Every claim of a comment that is not true."""
        yield from self._base(told)
        yield from self._gates(told)
        yield from self._merge(told)
        yield from self._idle(told)
        yield from self._why(told)
        if self.world.neutral(told.part) and (found := NEUTRAL.search(told.text)):
            yield f"neutral wording tells of {found[0]!r}"

    def _base(self, told: Told) -> Iterator[str]:
        present = self.world.present(told.part)
        text = told.text
        still = "The finding is still on" in text or "still needs this change" in text
        gone = re.search(
            r"finding is gone from|no longer needs (?:this|it)|Verified fixed|is in effect", text
        )
        if still and not present:
            yield "it says that the finding is on the base, and it is gone"
        if gone and present:
            yield "it says that the finding is gone from the base, and it is there"
        for day, sha in _AS_OF.findall(text):
            if not self.world.base.startswith(sha):
                yield f"it speaks of base {sha}, which is not today's"
            if _day(day) != told.when.date():
                yield f"it is dated {day}"
        for sha in re.findall(r"; ([0-9a-f]{12}) fixed it", text):
            if self.world.present(told.part, self.world.store.tip(sha)):
                yield f"{sha} did not fix it"

    def _gates(self, told: Told) -> Iterator[str]:
        finding, tests = self._truth(told)
        rows = dict(_ROW.findall(told.text))
        for name, holds in (("finding", finding), ("tests", tests)):
            if name in rows and (rows[name].strip() == "✓ passed") != holds:
                yield f"the gate {name} is said to be {rows[name].strip()!r}"
        holds = "**It still holds**" in told.text
        breaks = "It no longer holds" in told.text or "This no longer holds" in told.text
        if (holds and not (finding and tests)) or (breaks and finding and tests):
            yield "what it says of today's merge is not so"
        for passed, count in _PASSED.findall(told.text):
            if (int(passed), int(count)) != (finding + tests, 3):
                yield f"it counts {passed} of {count} gates"
        for was, name, now in re.findall(r"(?:: |; )((\w+) was [\w ]+), is now \*\*([\w ]+)\*\*", told.text):
            truth = {"finding": finding, "tests": tests}.get(name)
            if truth is not None and (now == "passed") != truth:
                yield f"it says that {was}, is now {now}"

    def _truth(self, told: Told) -> tuple[bool, bool]:
        """Whether finding and tests pass on the merge of today's base and the head."""
        merged = self.facility.merged(self.world.base, told.head) if told.head else None
        if merged is None or merged.conflicts:
            return False, False
        content = self.world.in_tree(merged.tree, told.part.path) or b""
        wants = self.world.in_tree(merged.tree, told.part.contract) is not None
        return UNSAFE.encode() not in content, not wants or CAREFUL.encode() in content

    def _merge(self, told: Told) -> Iterator[str]:
        merged = self.facility.merged(self.world.base, told.head) if told.head else None
        conflicts = merged.conflicts if merged else ()
        if _CONFLICT.search(told.text) and not conflicts:
            yield "it speaks of a conflict, and there is none"
        for listed in re.findall(r"conflicts with `main` in ((?:`[^`]+`(?:, )?)+)", told.text):
            if tuple(re.findall(r"`([^`]+)`", listed)) != conflicts:
                yield f"it names {listed} in conflict instead of {conflicts}"

    def _idle(self, told: Told) -> Iterator[str]:
        acts = [
            deed
            for deed in self.deeds.get(told.number, ())
            if deed.verb not in UNSEEN and deed.when <= told.when
        ]
        sure = max((deed.when.date() for deed in acts if deed.verb not in PUSHES), default=None)
        for day, ago in _ACTED.findall(told.text):
            said = _day(day)
            if said not in {deed.when.date() for deed in acts} or (sure and said < sure):
                yield f"a person is said to have acted last on {day}; known is {sure}"
            count = (told.when.date() - said).days
            if ago != ("today" if count == 0 else "1 day ago" if count == 1 else f"{count} days ago"):
                yield f"{day} is said to be {ago}"
        for day in _NOBODY.findall(told.text):
            if sure is not None:
                yield f"nobody is said to have acted, but somebody did on {sure}"
            if _day(day) != told.created.date():
                yield f"it is said to have been opened on {day}"

    def _why(self, told: Told) -> Iterator[str]:
        content = (self.world.content(self.world.base, ".github/CODEOWNERS") or b"").decode().split("\n")
        for line, text in _WHY.findall(told.text):
            if content[int(line) - 1] != text:
                yield f"line {line} of CODEOWNERS is not {text!r}"
        people = [name for name in mentioned(told.text) if name != US]
        for name in people:
            if not self.world.hub.state.at_least(name, "write"):
                yield f"@{name} is turned to, who may not write"
            if self.world.is_busy(name):
                yield f"@{name} is turned to, who is busy"


def mentioned(text: str) -> list[str]:
    """Whom a comment mentions: what stands in code or in an HTML comment notifies nobody."""
    plain = re.sub(r"<!--.*?-->|```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return list(dict.fromkeys(MENTION.findall(plain)))


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()
