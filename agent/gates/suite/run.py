"""One run of one suite: what is started in the sandbox, and what its report is taken to say."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import assert_never

from agent.gates.suite import junit, tap
from agent.gates.suite.discovery import Command, Django, Npm, Plan, Pytest, Unittest, is_python, title
from agent.gates.suite.environment import Environment
from agent.gates.suite.results import Outcome, Result, Results
from agent.gates.suite.words import key_line
from agent.ports import Job, Ran

PYTEST_FLAGS = (
    "-q",
    "--color=no",
    "-p",
    "no:randomly",
    # One file that cannot be imported must not hide the tests of the others; nor must an early stop.
    "--continue-on-collection-errors",
    "--maxfail=0",
    "-o",
    "junit_family=xunit2",
)
_PYTHON_ENV = (("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONHASHSEED", "0"))
_NODE_ENV = (("CI", "true"), ("npm_config_update_notifier", "false"), ("npm_config_fund", "false"))
UNITTEST_RUNNER = Path(__file__).with_name("unittest_runner.py")
# npm is found beside the node that runs this; the report folder is known inside the sandbox only.
_NPM_TEST = """
const { spawnSync } = require("child_process");
const path = require("path");
const env = { ...process.env };
env.PATH = path.dirname(process.execPath) + path.delimiter + (env.PATH || "");
if (process.argv[1]) {
  const file = path.join(env.SUTURE_REPORT_DIR, process.argv[1]);
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
    status: int | None = None
    broken_off: str = ""
    """What its output says of not having come to its end."""

    @property
    def clean(self) -> bool:
        """It ended by itself, with status 0 and complete."""
        return self.status == 0 and not self.broken_off


def job(
    plan: Plan,
    environment: Environment,
    tree: Path,
    seconds: float,
    roots: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Job:
    """What to run on `tree`, with `roots` on PYTHONPATH; `files` limits a pytest suite to these."""
    python = str(environment.python)
    # A name that the code under test cannot know beforehand.
    report = f"{secrets.token_hex(8)}.xml"
    match plan:
        case Pytest(args, env):
            # pytest itself expands the variable; the folder is known inside the sandbox only.
            to_report = f"--junitxml=$SUTURE_REPORT_DIR/{report}"
            argv = (python, "-m", "pytest", *args, *PYTEST_FLAGS, to_report, *files)
            variables = python_env(tree, roots, env)
        case Unittest(tests):
            argv = (python, "-c", UNITTEST_RUNNER.read_text("utf-8"), report, *tests)
            variables = python_env(tree, roots)
        case Django():
            argv, report = (python, "manage.py", "test"), ""
            variables = python_env(tree, roots)
        case Npm(reporter):
            report = report if reporter else ""
            argv, variables = (str(environment.node or "node"), "-e", _NPM_TEST, report), _NODE_ENV
        case Command(words, env):
            argv, report = _command(words, environment), ""
            variables = (*_NODE_ENV, *python_env(tree, roots, env))
        case _:
            assert_never(plan)
    shown, overlay = environment.readonly, environment.overlay
    return Job(argv, tree, shown, overlay, env=variables, seconds=seconds, report=report)


def python_env(
    tree: Path, roots: Sequence[str], own: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """The variables of a plan and ours. The patched code goes before installed copies, and before what the
    user's own PYTHONPATH names."""
    asked = dict(own).get("PYTHONPATH", "")
    source = ("src",) if (tree / "src").is_dir() else ()
    path = dict.fromkeys([*roots, *source, *([asked] if asked else [])])
    return (*_PYTHON_ENV, *own, *([("PYTHONPATH", ":".join(path))] if path else []))


def _command(words: tuple[str, ...], environment: Environment) -> tuple[str, ...]:
    """The user's words, with the environment's own programs first on the search path."""
    if is_python(words[0]):
        return (str(environment.python), *words[1:])
    folders = [str(environment.python.parent), *([str(environment.node.parent)] if environment.node else [])]
    path = ":".join([*folders, "/usr/local/bin", "/usr/bin", "/bin"])
    return ("/usr/bin/env", f"PATH={path}", *words)


def read(plan: Plan, ran: Ran) -> Run:
    """Results per test: from the JUnit report, else from TAP output, else from the exit status alone."""
    words = key_line(ran.output)
    if ran.ended:
        return Run({}, ran.seconds, ran.ended, words)
    if isinstance(plan, Command | Django) or (isinstance(plan, Npm) and not plan.reporter):
        found = tap.parse(ran.output)
        if found is not None:
            off = tap.broken_off(ran.output)
            return Run(found, ran.seconds, words=words, status=ran.status, broken_off=off)
        outcome = Outcome.PASSED if ran.status == 0 else Outcome.FAILED
        whole = {title(plan): Result(outcome, words)}
        return Run(whole, ran.seconds, words=words, whole=True, status=ran.status)
    if not ran.report:
        words = words or f"it ended with status {ran.status} and left no report"
        return Run({}, ran.seconds, words=words, status=ran.status)
    results = junit.parse(ran.report)
    if isinstance(results, junit.Unreadable):
        return Run({}, ran.seconds, words=results.reason, status=ran.status)
    return Run(results, ran.seconds, words=words, status=ran.status)


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
