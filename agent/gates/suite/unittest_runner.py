"""Runs unittest files and writes JUnit XML. Its text is passed to the target's own interpreter with `-c`.

Arguments are the report's name and test files relative to the working folder. The report goes to the folder
that `SUTURE_REPORT_DIR` names. It imports nothing but the standard library, and nothing of ours.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Recorder(unittest.TextTestResult):
    """Notes per test id whether it passed, failed, broke or was skipped; the worse of two notes wins."""

    rank = ("passed", "skipped", "failure", "error")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes: dict[str, tuple[str, str, str]] = {}

    def note(self, test: unittest.TestCase, outcome: str, text: str = "", place: str = "") -> None:
        """Keep `outcome` unless a worse one is known of the same test."""
        known = self.notes.get(test.id(), ("passed", "", ""))
        if test.id() not in self.notes or self.rank.index(outcome) > self.rank.index(known[0]):
            self.notes[test.id()] = (outcome, text, place)

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.note(test, "passed")

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self.note(test, "failure", _last_line(err), _place(err))

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self.note(test, "error", _last_line(err), _place(err))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self.note(test, "skipped", reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self.note(test, "skipped", "expected failure")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        super().addUnexpectedSuccess(test)
        self.note(test, "failure", "unexpected success")

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            kind = "failure" if issubclass(err[0], test.failureException) else "error"
            self.note(test, kind, _last_line(err), _place(err))


def _last_line(err: Any) -> str:
    return "".join(traceback.format_exception_only(err[0], err[1])).strip()


def _place(err: Any) -> str:
    """Where it was raised, as pytest writes it; what unittest raises counts for the line that asked it to."""
    frames = (frame for frame in traceback.walk_tb(err[2]) if "__unittest" not in frame[0].f_globals)
    places = [f"{frame.f_code.co_filename}:{line}: in {frame.f_code.co_name}" for frame, line in frames]
    return "".join(places[-1:])


def _top(folder: Path) -> Path:
    """The folder that has to be on the import path: `folder`, or the first above it that is no package."""
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def _tests(suite: unittest.TestSuite | unittest.TestCase) -> Iterator[unittest.TestCase]:
    if isinstance(suite, unittest.TestSuite):
        for part in suite:
            yield from _tests(part)
    else:
        yield suite


def _load(files: list[str]) -> unittest.TestSuite:
    """Every test of the files once. A file that cannot be imported becomes a test that says so."""
    unique: dict[str, unittest.TestCase] = {}
    for file in files:
        path = Path(file).absolute()
        found = unittest.TestLoader().discover(
            str(path.parent), pattern=path.name, top_level_dir=str(_top(path.parent))
        )
        for test in _tests(found):
            unique.setdefault(test.id(), test)
    return unittest.TestSuite(unique.values())


def _xml(notes: dict[str, tuple[str, str, str]]) -> str:
    lines = ["<testsuites><testsuite>"]
    for name, (outcome, text, place) in notes.items():
        lines.append(f"<testcase name={quoteattr(_NOT_XML.sub('?', name))}>")
        if outcome != "passed":
            message = quoteattr(_NOT_XML.sub("?", text[:2000]))
            lines.append(f"<{outcome} message={message}>{escape(_NOT_XML.sub('?', place))}</{outcome}>")
        lines.append("</testcase>")
    return "\n".join([*lines, "</testsuite></testsuites>", ""])


def main() -> int:
    """Run the files named on the command line; 0 when all passed, 1 when not."""
    report = Path(os.environ["SUTURE_REPORT_DIR"], sys.argv.pop(1))
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=1).run(_load(sys.argv[1:]))
    assert isinstance(result, Recorder)
    report.write_text(_xml(result.notes), encoding="utf-8")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
