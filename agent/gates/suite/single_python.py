"""How one Python test file is run by itself, and what its report is taken to say."""

from __future__ import annotations

import re
import secrets
from pathlib import Path, PurePosixPath

from agent.domain import TestStyle
from agent.gates.suite import junit
from agent.gates.suite.environment import Environment
from agent.gates.suite.results import Outcome
from agent.gates.suite.run import PYTEST_FLAGS, UNITTEST_RUNNER, python_env
from agent.gates.suite.words import key_line
from agent.gates.trial import End, Tried
from agent.ports import Job, Ran

# What a repository's own settings may not do to the one file: leave tests of it out, or call them otherwise.
_WHOLE_FILE = ("-m", "", "-k", "", "-o", "python_functions=test", "-o", "python_classes=Test")
_CONFIGURATIONS = (
    "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"
)  # fmt: skip
# Options of plugins that cost time and tell nothing; where a repository uses one the plugin is there to obey.
_UNWANTED = (
    (re.compile(r"(?<![\w-])(-n[ =]?(\d|auto|logical)|--numprocesses|--dist\b|--tx\b)"), ("-n", "0")),
    (re.compile(r"(?<![\w-])--cov\b"), ("--no-cov",)),
)
# Plugins that take long to load, by the word without which nothing in the tree can want them.
_SLOW = {"hypothesis": "hypothesispytest", "anyio": "anyio"}
_PLACE = re.compile(r"^(\S.*?):\d+: in ", re.MULTILINE)
_ASSERTION = re.compile(r"(AssertionError|assert|Failed)\b")
_LOADING = re.compile(r"unittest\.loader\._FailedTest\.")


def job(
    style: TestStyle, environment: Environment, tree: Path, file: str, roots: tuple[str, ...], seconds: float
) -> Job:
    """The run of `file` alone in `tree`; `roots` are folders that go before installed copies."""
    report = f"{secrets.token_hex(8)}.xml"
    python = str(environment.python)
    if style is TestStyle.UNITTEST:
        argv: tuple[str, ...] = (python, "-c", UNITTEST_RUNNER.read_text("utf-8"), report, file)
    else:
        to_report = f"--junitxml=$SUTURE_REPORT_DIR/{report}"
        flags = (*PYTEST_FLAGS, "--tb=short", *_WHOLE_FILE, *_plugins(tree, file))
        argv = (python, "-m", "pytest", *flags, to_report, file)
    shown, overlay = environment.readonly, environment.overlay
    return Job(argv, tree, shown, overlay, env=python_env(tree, roots), seconds=seconds, report=report)


def _plugins(tree: Path, file: str) -> tuple[str, ...]:
    """Options that take back what pytest's configuration of the tree asks of plugins that only cost time."""
    folders = PurePosixPath(file).parents
    found = [tree / folder / name for folder in folders for name in _CONFIGURATIONS]
    text = "\n".join(path.read_text("utf-8", "replace") for path in found if path.is_file())
    unwanted = tuple(word for asked, words in _UNWANTED if asked.search(text) for word in words)
    sets_up = [tree / folder / "conftest.py" for folder in folders]
    text += "".join(path.read_text("utf-8", "replace") for path in (*sets_up, tree / file) if path.is_file())
    idle = (plugin for word, plugin in _SLOW.items() if word not in text)
    return (*unwanted, *(word for plugin in idle for word in ("-p", f"no:{plugin}")))


def read(ran: Ran, file: str) -> Tried:
    """Each test of the report by its bare name. A failure is `asserted` when `file` itself raised it."""
    words = key_line(ran.output)
    if ran.ended:
        return Tried((), ran.seconds, f"it did not come to its end ({ran.ended})")
    if not ran.report:
        return Tried((), ran.seconds, words or f"it ended with status {ran.status} and left no report")
    cases = junit.cases(ran.report)
    if isinstance(cases, junit.Unreadable):
        return Tried((), ran.seconds, cases.reason)
    unloaded = next((case for case in cases if _unloaded(case, file)), None)
    if unloaded is not None:
        return Tried((), ran.seconds, f"it cannot be loaded: {words or unloaded.result.text}")
    tests = tuple((_bare(case.name), _end(case, file), case.result.text) for case in cases)
    return Tried(tests, ran.seconds, "" if tests else words or "it holds no test that was run")


def _unloaded(case: junit.Case, file: str) -> bool:
    """Whether a case stands for the file as a whole, which could not be imported."""
    module = ".".join(PurePosixPath(file).with_suffix("").parts)
    collected = case.result.outcome is Outcome.ERROR and f".{module}".endswith(f".{case.name}")
    return bool(_LOADING.match(case.name)) or collected


def _bare(name: str) -> str:
    """The function's own name: without parameters, and in unittest's ids without module and class."""
    return name.partition("[")[0].rpartition(".")[2]


def _end(case: junit.Case, file: str) -> End:
    match case.result.outcome:
        case Outcome.PASSED:
            return End.PASSED
        case Outcome.FAILED if _ASSERTION.match(case.result.text) and _raised_in(case.text, file):
            return End.ASSERTED
        case _:
            return End.BROKEN


def _raised_in(text: str, file: str) -> bool:
    """Whether the last place of the traceback is in `file`."""
    places = _PLACE.findall(text)
    return bool(places) and f"/{places[-1]}".endswith(f"/{file}")
