"""Confirms a claim that code is safe as it is, by a second conversation in which no comment can speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from textwrap import dedent

from agent.authoring.answers.blocks import Kind
from agent.authoring.answers.contract_answers import SHORTEST_QUOTE, safe_claim, same, squeezed
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.prompting import proof_prompts as prompts
from agent.authoring.prompting.quoting import visible
from agent.authoring.shown.bare import bare, rests_on_code
from agent.authoring.shown.context import Context, context
from agent.authoring.shown.gathering.definitions import definitions
from agent.authoring.shown.gathering.library import MOST_TOTAL, Library, library, nearness, shape_of, stem_of
from agent.authoring.shown.mute_names import MuteNames
from agent.authoring.shown.parts import Part
from agent.contract import SafeAsIs
from agent.domain import Case, Usage
from agent.ports import Message, Model, NoReply, Snapshot
from agent.text import shortened, utf8

CODE_ROOM = 9000
CALLED_ROOM = 4000
_MOST_MARKS = 10
_LONGEST_MARK = 160
_WHY_ROOM = 300
_CALL = re.compile(r"\b(\w{2,80})\(")
_VERDICT = re.compile(r"[#*_`> ]*VERDICT[*_`]*:[*_` ]*(SAFE|VULNERABLE)\b[*_` ]*[-\u2013\u2014:.,]? ?(.*)")


def doubt(
    case: Case, snapshot: Snapshot, claim: SafeAsIs, model: Model, reveal: Callable[[str], str] = same
) -> tuple[str, Usage]:
    """Why the claim is not to be believed, in words for people, and what it cost; empty when it is confirmed.

    The model sees neither the claim nor the scanner's message: both may repeat what stands in a comment. Nor
    does it see long names, or the paths of files: they may speak as comments do.
    Raises ModelError when the endpoint cannot be used at all.
    """
    source = (utf8(snapshot.read(case.path)) or "").replace("\r\n", "\n")
    code = bare(case.path, source)
    if code is None:
        return f"nobody can tell code from comments in {case.path}, so the claim cannot be confirmed", Usage()
    seen = context(case, code, CODE_ROOM)
    others = _others(source, seen, library(snapshot, case.path))
    # What was stated rests on the files as they are; what is confirmed, on what is shown of them.
    told = [(case.path, source), *((other.part.path, other.content) for other in others)]
    if not any(_rests_on_code(path, text, reveal(claim.quote)) for path, text in told):
        return "it rests on no line of code that is at work here, only on a comment or a text", Usage()
    names = MuteNames([code, *(other.content for other in others)])
    session = Session(model)
    answer = Conversation(session, (Message("system", prompts.safe_reader()),)).ask(
        _question(case, seen, [other.part for other in others], names)
    )
    shown = [code, *(other.part.text for other in others)]
    files = [(case.path, code), *((other.part.path, other.code) for other in others)]
    if isinstance(answer, NoReply):
        why = answer.reason
    else:
        hidden = [(path, names.hide(text)) for path, text in files]
        why = names.reveal(_objection(answer, [names.hide(text) for text in shown], hidden, reveal))
    return (f"a second reading of the bare code does not confirm it: {why}" if why else ""), session.usage


@dataclass(frozen=True, slots=True)
class _Other:
    """A part of another file that is shown, and all of that file: as it is, and its code alone."""

    content: str
    code: str
    part: Part


def _others(source: str, seen: Context, files: Library) -> tuple[_Other, ...]:
    """What the code shown uses of other files: what it imports, then other functions that it calls."""
    found = list(_imported(source, seen, files))
    room = CALLED_ROOM - sum(len(other.part.text) for other in found)
    shown = "\n".join(other.part.text for other in found)
    for other in _called(seen, files):
        if other.part.text not in shown and len(other.part.text) <= room:
            room -= len(other.part.text)
            found.append(other)
    return tuple(found)


def _imported(source: str, seen: Context, files: Library) -> Iterator[_Other]:
    wanted = {each.path for each in definitions(source, seen, files, MOST_TOTAL)}
    texts = {text.path: text for text in files.sources if text.path in wanted}
    codes = {path: code for path, text in texts.items() if (code := bare(path, text.content)) is not None}
    # Where nobody sees a comment, none takes any room.
    near = Library(tuple(replace(texts[path], content=code) for path, code in codes.items()), ())
    for each in definitions(source, seen, near, CALLED_ROOM):
        yield _Other(texts[each.path].content, codes[each.path], Part(each.path, 0, each.text))


def _called(seen: Context, files: Library) -> Iterator[_Other]:
    """Functions of other files whose names the code shown calls, the nearest first."""
    written = "\n".join(piece.text for piece in seen.pieces)
    names = set(_CALL.findall(written))
    for text in sorted(files.sources, key=lambda text: nearness(seen.path, text.path)):
        if text.path == seen.path or not names & text.defined or stem_of(text.path) not in written:
            continue
        code, shape = bare(text.path, text.content), shape_of(text.path, text.content)
        for block in shape.blocks if shape and code is not None else ():
            lines = dedent("\n".join((code or "").split("\n")[block.start - 1 : block.end]))
            if block.kind is Kind.FUNCTION and block.name in names:
                yield _Other(text.content, code or "", Part(text.path, block.start, lines))


def _rests_on_code(path: str, text: str, quote: str) -> bool:
    return len(squeezed(quote)) >= SHORTEST_QUOTE and rests_on_code(path, text, quote)


def _question(case: Case, seen: Context, called: Sequence[Part], names: MuteNames) -> str:
    marks = ((mark, names.hide(mark.text)[:_LONGEST_MARK]) for mark in seen.marks[:_MOST_MARKS])
    return prompts.safe(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=_ending(seen.path),
        marks=[replace(mark, text=text) for mark, text in marks],
        pieces=[replace(piece, text=names.hide(piece.text)) for piece in seen.pieces],
        called=[replace(part, path=_ending(part.path), text=names.hide(part.text)) for part in called],
    )


def _ending(path: str) -> str:
    return f"*{PurePosixPath(path).suffix}"


def _objection(
    answer: str, shown: Sequence[str], files: Sequence[tuple[str, str]], reveal: Callable[[str], str]
) -> str:
    """Why an answer confirms nothing; empty when it is a plain yes that quotes the code that was shown.

    `files` are those behind the texts `shown`, by path: they tell which part of a line is code.
    """
    said = [found for line in answer.splitlines() if (found := _VERDICT.fullmatch(line.rstrip()))]
    if len(said) != 1:
        return "the answer has no single verdict"
    word, why = said[0][1], said[0][2]
    if word == "VULNERABLE":
        return shortened(visible(why.strip()), _WHY_ROOM) or "the code is vulnerable"
    claim = safe_claim(why, shown, reveal)
    if not isinstance(claim, SafeAsIs) or not any(
        _rests_on_code(path, text, reveal(claim.quote)) for path, text in files
    ):
        return "the verdict quotes no line of the code that makes it safe"
    return ""
