"""Read JUnit XML that untrusted code wrote: no DTD, no entities, bounded size and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from agent.gates.suite.results import Outcome, Result, Results, numbered
from agent.gates.suite.words import key_line, one_line

MAX_BYTES = 16 * 1024 * 1024
MAX_TEXT = 16_000
_ENDINGS = {"failure": Outcome.FAILED, "error": Outcome.ERROR, "skipped": Outcome.SKIPPED}
_RANK = (Outcome.PASSED, Outcome.SKIPPED, Outcome.FAILED, Outcome.ERROR)
# pytest wraps everything in a suite of this name, which tells nothing.
_PLAIN_SUITES = ("", "pytest")
# Messages that tell nothing: the text below them does.
_VAGUE = ("", "collection failure")
# What runners write as class name when they have none.
_PLAIN_CLASSES = ("", "test")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The report cannot be used, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test case as the report has it: its bare `name`, how it ended, and the `text` of its ending."""

    name: str
    result: Result
    text: str = ""


class _Refused(Exception):
    """The document uses something that no test runner writes."""


def parse(data: bytes) -> Results | Unreadable:
    """Results by test id (`class::name`, below the names of nested suites)."""
    reader = _read(data)
    return reader if isinstance(reader, Unreadable) else numbered(reader.cases)


def cases(data: bytes) -> tuple[Case, ...] | Unreadable:
    """Every test case in the order of the report, with all that it says."""
    reader = _read(data)
    return reader if isinstance(reader, Unreadable) else tuple(reader.details)


def _read(data: bytes) -> _Reader | Unreadable:
    if len(data) > MAX_BYTES:
        return Unreadable(f"its test report is larger than {MAX_BYTES // 2**20} MB")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except _Refused:
        return Unreadable("its test report declares a document type or entities")
    except (expat.ExpatError, ValueError, LookupError) as error:
        return Unreadable(f"its test report is not well-formed XML: {error}")
    return reader


@dataclass(slots=True)
class _Reader:
    cases: list[tuple[str, Result]] = field(default_factory=list)
    details: list[Case] = field(default_factory=list)
    _suites: list[str] = field(default_factory=list)
    _name: str = ""
    _bare: str = ""
    _outcome: Outcome = Outcome.PASSED
    _text: str = ""
    _message: str = ""
    _inside: bool = False

    def refuse(self, *_: object) -> None:
        raise _Refused

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "testsuite":
            self._suites.append(attributes.get("name", ""))
        elif tag == "testcase":
            group = attributes.get("classname", "")
            name = attributes.get("name", "")
            own = name if group in _PLAIN_CLASSES else f"{group}::{name}"
            self._name = " > ".join([*(s for s in self._suites if s not in _PLAIN_SUITES), own])
            self._bare = name
            self._outcome, self._text, self._message = Outcome.PASSED, "", ""
        elif tag in _ENDINGS:
            self._inside = True
            if _RANK.index(_ENDINGS[tag]) > _RANK.index(self._outcome):
                self._outcome, self._text = _ENDINGS[tag], ""
                self._message = attributes.get("message", "")[:MAX_TEXT]

    def text(self, data: str) -> None:
        if self._inside and len(self._text) < MAX_TEXT:
            self._text += data[:MAX_TEXT]

    def end(self, tag: str) -> None:
        if tag == "testsuite" and self._suites:
            self._suites.pop()
        elif tag == "testcase":
            vague = self._message in _VAGUE
            words = key_line(self._text) if vague else one_line(self._message)
            result = Result(self._outcome, words)
            self.cases.append((self._name, result))
            self.details.append(Case(self._bare, result, self._text or self._message))
        elif tag in _ENDINGS:
            self._inside = False
