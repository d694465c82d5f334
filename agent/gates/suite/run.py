"""One run of one suite: what is started in the sandbox, and what its report is taken to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import assert_never

from agent.gates.suite import junit, tap
from agent.gates.suite.discovery import Command, Npm, Plan, Pytest, Unittest, title
from agent.gates.suite.environment import Environment
from agent.gates.suite.results import Outcome, Result, Results
from agent.gates.suite.words import key_line
from agent.ports import Job, Ran

REPORT = "junit.xml"
_PYTEST_FLAGS = (
    "-q",
    "--color=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    # One file that cannot be imported must not hide the tests of the others; nor must an early stop.
    "--continue-on-collection-errors",
    "--maxfail=0",
    "-o",
    "junit_family=xunit2",
    # pytest itself expands the variable; the folder is known inside the sandbox only.
    f"--junitxml=$SUTURE_REPORT_DIR/{REPORT}",
)
_PYTHON_ENV = (("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONHASHSEED", "0"))
_NODE_ENV = (("CI", "true"), ("npm_config_update_notifier", "false"), ("npm_config_fund", "false"))
_UNITTEST_RUNNER = Path(__file__).with_name("unittest_runner.py")
# npm is found beside the node that runs this; the report folder is known inside the sandbox only.
_NPM_TEST = """
const { spawnSync } = require("child_process");
const path = require("path");
const env = { ...process.env };
env.PATH = path.dirname(process.execPath) + path.delimiter + (env.PATH || "");
if (process.argv[1] === "junit") {
  const file = path.join(env.SUTURE_REPORT_DIR, "junit.xml");
  env.NODE_OPTIONS = "--test-reporter=junit --test-reporter-destination=" + JSON.stringify(file);
}
const ran = spawnSync("npm", ["test"], { stdio: "inherit", env });
if (ran.error) console.error(String(ran.error));
process.exit(ran.status === null ? 1 : ran.status);
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run. `ended` is why the sandbox ended it; `words` the line of output that tells most."""

    results: Results
    seconds: float
    ended: str = ""
    words: str = ""
    whole: bool = False
    """The suite counts as one test: its output tells nothing of single ones."""


def job(plan: Plan, environment: Environment, tree: Path, seconds: float, files: Sequence[str] = ()) -> Job:
    """What to run on `tree`; `files` limits a pytest suite to these."""
    report = REPORT
    match plan:
        case Pytest(args, env):
            argv = (str(environment.python), "-m", "pytest", *args, *_PYTEST_FLAGS, *files)
            variables = (*_PYTHON_ENV, *_source_path(tree), *env)
        case Unittest(tests):
            argv = (str(environment.python), "-c", _UNITTEST_RUNNER.read_text("utf-8"), *tests)
            variables = (*_PYTHON_ENV, *_source_path(tree))
        case Npm(reporter):
            argv = (str(environment.node or "node"), "-e", _NPM_TEST, "junit" if reporter else "plain")
            variables, report = _NODE_ENV, REPORT if reporter else ""
        case Command(words, env):
            argv = _command(words, environment)
            variables, report = (*_PYTHON_ENV, *_NODE_ENV, *_source_path(tree), *env), ""
        case _:
            assert_never(plan)
    return Job(
        argv=argv,
        tree=tree,
        readonly=environment.readonly,
        overlay=environment.overlay,
        env=variables,
        seconds=seconds,
        report=report,
    )


def _source_path(tree: Path) -> tuple[tuple[str, str], ...]:
    """A `src` folder goes before installed copies of the same package: the patched code is what is tested."""
    return (("PYTHONPATH", "src"),) if (tree / "src").is_dir() else ()


def _command(words: tuple[str, ...], environment: Environment) -> tuple[str, ...]:
    """The user's words, with the environment's own programs first on the search path."""
    if words[0] in ("python", "python3"):
        return (str(environment.python), *words[1:])
    folders = [str(environment.python.parent), *([str(environment.node.parent)] if environment.node else [])]
    path = ":".join([*folders, "/usr/local/bin", "/usr/bin", "/bin"])
    return ("/usr/bin/env", f"PATH={path}", *words)


def read(plan: Plan, ran: Ran) -> Run:
    """Results per test: from the JUnit report, else from TAP output, else from the exit status alone."""
    words = key_line(ran.output)
    if ran.ended:
        return Run({}, ran.seconds, ran.ended, words)
    if isinstance(plan, Command) or (isinstance(plan, Npm) and not plan.reporter):
        found = tap.parse(ran.output)
        if found is not None:
            return Run(found, ran.seconds, words=words)
        outcome = Outcome.PASSED if ran.status == 0 else Outcome.FAILED
        return Run({title(plan): Result(outcome, words)}, ran.seconds, words=words, whole=True)
    if not ran.report:
        return Run({}, ran.seconds, words=words or f"it ended with status {ran.status} and left no report")
    results = junit.parse(ran.report)
    if isinstance(results, junit.Unreadable):
        return Run({}, ran.seconds, words=results.reason)
    return Run(results, ran.seconds, words=words)


def files_of(ids: Sequence[str], paths: frozenset[str]) -> tuple[str, ...] | None:
    """The files that hold these pytest tests, in order of path; None when one cannot be told."""
    found = set()
    for name in ids:
        parts = name.partition("::")[0].split(".")
        heads = (str(PurePosixPath(*parts[:end])) + ".py" for end in range(len(parts), 0, -1))
        file = next((head for head in heads if head in paths), None)
        if file is None:
            return None
        found.add(file)
    return tuple(sorted(found))
