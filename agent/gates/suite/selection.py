"""Parts of a suite: which file holds a test, and how some tests alone are run. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from agent.gates.suite.discovery import Plan, Pytest, Unittest
from agent.gates.suite.results import Worse
from agent.gates.suite.run import files_of

# More would make a command line too long; whole files are named then.
MAX_IDS = 100
_TWIN = re.compile(r" #\d+$")


@dataclass(frozen=True, slots=True)
class Selection:
    """A plan and what it is limited to; `files` are pytest's arguments."""

    plan: Plan
    files: tuple[str, ...] = ()


def files_by_test(plan: Plan, ids: Sequence[str], paths: frozenset[str]) -> Mapping[str, str]:
    """The file of every test of which that can be told."""
    found: dict[str, str] = {}
    names = {file: tuple(_dotted(file)) for file in plan.files} if isinstance(plan, Unittest) else {}
    for name in ids:
        if isinstance(plan, Pytest):
            files = files_of([name], paths) or ()
        else:
            files = tuple(file for file, own in names.items() if name.startswith(own))
        if len(files) == 1:
            found[name] = files[0]
    return found


def _dotted(file: str) -> Iterator[str]:
    """How the ids of a file's tests may begin: its module, seen from each folder above it."""
    parts = PurePosixPath(file).with_suffix("").parts
    return (".".join(parts[start:]) + "." for start in range(len(parts)))


def of_files(plan: Plan, files: Collection[str]) -> Selection | None:
    """These test files alone; None where a plan cannot be limited to files."""
    match plan:
        case Pytest():
            return Selection(plan, tuple(sorted(files)))
        case Unittest(own):
            return Selection(replace(plan, files=tuple(file for file in own if file in files)))
        case _:
            return None


def of_tests(plan: Plan, tests: Sequence[Worse], paths: frozenset[str]) -> tuple[Selection, ...]:
    """Ways to run these tests alone, the narrowest first: each by its id, then their files; none may be left.

    pytest runs nothing at all when one id is not there, so a missing test is run by its whole file.
    """
    files = files_by_test(plan, [test.id for test in tests], paths)
    if len(files) < len(tests):
        return ()
    whole = of_files(plan, frozenset(files.values()))
    if whole is None:
        return ()
    by_id = isinstance(plan, Pytest) and len(tests) <= MAX_IDS
    return (Selection(plan, _ids(tests, files)), whole) if by_id else (whole,)


def _ids(tests: Sequence[Worse], files: Mapping[str, str]) -> tuple[str, ...]:
    entire = {files[test.id] for test in tests if test.now is None or _TWIN.search(test.id)}
    found = []
    for test in tests:
        file = files[test.id]
        group, _, name = test.id.partition("::")
        classes = group.split(".")[len(PurePosixPath(file).parts) :]
        found.append(file if file in entire else "::".join((file, *classes, name)))
    return tuple(dict.fromkeys(found))


def positional(plan: Plan, paths: Collection[str]) -> bool:
    """Whether the user's own arguments already say which files pytest runs."""
    if not isinstance(plan, Pytest):
        return False
    folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
    named = (argument.partition("::")[0].rstrip("/") for argument in plan.args)
    return any(name in paths or name in folders for name in named)
