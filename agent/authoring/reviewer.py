"""The blind reviewer: a second model that sees a finding, a change and its code, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.authoring.answers.review_answers import Reading, is_quoted, read_review, shown_lines
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.prompting import brief_prompts, prompts
from agent.authoring.prompting.brief import repeats
from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.context import excerpt
from agent.authoring.shown.parts import Part, Told
from agent.diff import opcodes, unified_diff
from agent.domain import Change, Finding, Patch, Usage
from agent.ports import Message, Model, NoReply, Snapshot

CODE_ROOM = 24_000
DIFF_ROOM = 32_000
_BRIEF_ROOM = 4000
_BRIEF_AROUND = 15
_MESSAGE_ROOM = 1500
_TRIED_ROOM = 2000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review whose quotations are true. `objections` are pairs of a quoted line and the reason.

    An approval has no objection and a veto at least one. `sanitizer` is the quoted line that makes a place
    safe that the scanner still reports, empty unless there is one; `attacks` are texts to try.
    """

    approved: bool
    objections: tuple[tuple[str, str], ...]
    sanitizer: str
    attacks: tuple[str, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class NotReviewed:
    """Why there is no review that counts."""

    reason: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Useless:
    """Why a review does not count: told to the model (`problem`), and to people (`reason`)."""

    problem: str
    reason: str
    quotes: tuple[str, ...] = ()


_ECHO = _Useless(
    "its verdict repeats the words of the question. Say what holds in this code.",
    "the reviewer repeated the question",
)


@dataclass(frozen=True, slots=True)
class BlindReviewer:
    """Reviews patches with `model`. `snapshot` is the commit that they change.

    With `brief` it is asked for less: one objection at most, and no attacks. What counts is the same.
    """

    snapshot: Snapshot
    model: Model
    brief: bool = False

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Reviewed | NotReviewed:
        """Ask for a review, and once more when the first cannot be used.

        `matching` are findings that the scanner still reports in the result: an approval must then quote
        the line that makes them safe. `tried` are the attack inputs of the proof; only with such are further
        ones asked for. Raises ModelError when the endpoint cannot be used at all.
        """
        diff = self._diff(patch)
        if len(diff) > DIFF_ROOM:
            return NotReviewed(
                f"the change is too long to be reviewed whole ({len(diff)} characters)", Usage()
            )
        room = _BRIEF_ROOM if self.brief else CODE_ROOM
        parts = _parts(findings, patch, matching, self.snapshot, room)
        session = Session(self.model)
        system = brief_prompts.reviewer() if self.brief else prompts.reviewer()
        conversation = Conversation(session, (Message("system", system),))
        asked = _question(findings, diff, parts, matching, tried, brief=self.brief)
        useless = None
        for _ in range(2):
            answer = conversation.ask(asked)
            if isinstance(answer, NoReply):
                return NotReviewed(answer.reason, session.usage)
            said = read_review(answer)
            judged = _ECHO if self._echoed(said) else _judged(said, diff, parts, bool(matching))
            if isinstance(judged, Reading):
                return _reviewed(judged, tried, session.usage)
            useless = judged
            asked = prompts.review_again(problem=judged.problem, quotes=judged.quotes)
        assert useless is not None
        return NotReviewed(useless.reason, session.usage)

    def _diff(self, patch: Patch) -> str:
        """The change, so wide where it is asked briefly that the code need mostly not be shown as well."""
        return unified_diff(patch.changes, _BRIEF_AROUND) if self.brief else unified_diff(patch.changes)

    def _echoed(self, said: Reading) -> bool:
        """Whether an approval's reason is but the words of the form that was asked for."""
        again = prompts.review_again(problem=_ECHO.problem, quotes=())
        form = f"{brief_prompts.review_form(still_reported=True)}\n{again}"
        return self.brief and said.approved is True and repeats(said.why, form)


def _judged(said: Reading, diff: str, parts: Sequence[Part], must_name: bool) -> Reading | _Useless:
    """The review with its true objections, or why it does not count."""
    after = frozenset(shown_lines("", [part.text for part in parts]))
    lines = after | shown_lines(diff, ())
    true = tuple((quote, why or said.why) for quote, why in said.objections if is_quoted(quote, lines))
    if said.approved is None:
        problem = "it does not end in one verdict that stands without conditions."
        return _Useless(problem, "the reviewer gave no clear verdict")
    if said.approved and said.objections:
        problem = "it approves the change and objects to it at the same time."
        return _Useless(problem, "the reviewer approved and objected at the same time")
    if said.approved and must_name and not is_quoted(said.sanitizer, after):
        problem = "it approves without a SANITIZER line that is in the code after the change."
        quotes = (said.sanitizer,) if said.sanitizer else ()
        return _Useless(problem, "the reviewer approved without quoting the line that makes it safe", quotes)
    if not said.approved and not true:
        problem = "it objects without quoting a line that is in the change or in the code."
        untrue = tuple(quote for quote, _ in said.objections)
        return _Useless(problem, "the reviewer objected without quoting a line that is there", untrue)
    return replace(said, objections=true, sanitizer=said.sanitizer if said.approved and must_name else "")


def _reviewed(said: Reading, tried: Sequence[str], usage: Usage) -> Reviewed:
    attacks = tuple(text for text in said.attacks if tried and text not in tried)
    return Reviewed(said.approved is True, said.objections, said.sanitizer, attacks, usage)


def _question(
    findings: Sequence[Finding],
    diff: str,
    parts: Sequence[Part],
    matching: Sequence[Finding],
    tried: Sequence[str],
    *,
    brief: bool,
) -> str:
    told = [
        Told(
            finding.rule.id,
            ", ".join(finding.rule.cwe),
            str(finding.location),
            shortened(finding.snippet.strip(), _MESSAGE_ROOM),
            shortened(finding.message, _MESSAGE_ROOM),
        )
        for finding in findings
    ]
    still = [f"{each.location}: {shortened(each.snippet.strip(), _MESSAGE_ROOM)}" for each in matching]
    if brief:
        seen = shown_lines(diff, ())
        left = [part for part in parts if not shown_lines("", [part.text]) <= seen]
        shown = brief_prompts.review(findings=told, diff=diff, parts=left, matching=still)
        return f"{shown}\n{brief_prompts.review_form(still_reported=bool(still))}"
    inputs: list[str] = []
    for text in tried:
        inputs.append(json.dumps(text, ensure_ascii=False))
        if sum(map(len, inputs)) > _TRIED_ROOM:
            inputs.pop()
            break
    return prompts.review(findings=told, diff=diff, parts=parts, matching=still, tried=inputs)


def _parts(
    findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], snapshot: Snapshot, room: int
) -> tuple[Part, ...]:
    """What encloses the changed lines, the findings and what still matches, as the patch leaves it."""
    untouched = {finding.location.path for finding in findings} - set(patch.paths)
    contents = {path: snapshot.read(path) for path in sorted(untouched)}
    unchanged = [Change(path, content, content) for path, content in contents.items() if content is not None]
    files = [*(change for change in patch.changes if change.after is not None), *unchanged]
    shown: list[Part] = []
    for change in files:
        before = [finding for finding in findings if finding.location.path == change.path]
        after = [finding for finding in matching if finding.location.path == change.path]
        numbers = _numbers(change, before, after)
        pieces = excerpt(change.path, _text(change.after), numbers, room // len(files))
        shown += [Part(change.path, piece.first, piece.text) for piece in pieces]
    return tuple(shown)


def _numbers(change: Change, before: Sequence[Finding], after: Sequence[Finding]) -> list[int]:
    """The lines of the result to show: changed, found before and still there, found after."""
    found = {n for f in before for n in range(f.location.start, f.location.end + 1)}
    numbers = {n for f in after for n in range(f.location.start, f.location.end + 1)}
    for tag, first, last, to, end in opcodes(
        _text(change.before).split("\n"), _text(change.after).split("\n")
    ):
        if tag == "equal":
            numbers |= {number - first + to for number in found if first < number <= last}
        else:
            numbers |= set(range(to + 1, max(end, to + 1) + 1))
    return sorted(numbers)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
