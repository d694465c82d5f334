"""How one JavaScript test file is run by itself, and what its report is taken to say."""

from __future__ import annotations

import json
import re
import secrets
import shlex
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from agent.domain import NoProof, TestStyle
from agent.gates.suite.environment import Environment
from agent.gates.suite.script_reports import (
    Case,
    Unreadable,
    end_of,
    jest_cases,
    mocha_cases,
    node_cases,
    said,
)
from agent.gates.suite.words import key_line, one_line
from agent.gates.trial import Tried
from agent.ports import Job, Ran, Snapshot

_ENV = (("CI", "true"), ("npm_config_update_notifier", "false"), ("NO_COLOR", "1"))
_TYPED = frozenset({".ts", ".tsx", ".mts", ".cts"})
# What makes a runner read TypeScript.
_TYPED_BY = {
    TestStyle.JEST: ("ts-jest", "@swc/jest", "esbuild-jest", "@babel/preset-typescript"),
    TestStyle.MOCHA: ("tsx", "ts-node", "@swc-node/register", "@swc/register", "esbuild-register"),
    TestStyle.NODE: ("tsx",),
}
_WORD = {
    TestStyle.JEST: re.compile(r"(?<![\w@/-])jest(?![\w-])"),
    TestStyle.MOCHA: re.compile(r"(?<![\w@/-])(ts-)?mocha(?![\w-])"),
}
_LOADERS = frozenset({"-r", "--require", "--import", "--loader", "--ui", "-u"})
_REPORT = "@report@"
# Programs are found beside the node that runs this. The report folder is known inside the sandbox only, and
# the code under test is not told of it.
_START = """
const { spawnSync } = require("child_process");
const path = require("path");
const { SUTURE_REPORT_DIR: folder, ...env } = process.env;
env.PATH = path.dirname(process.execPath) + path.delimiter + (env.PATH || "");
const [program, ...words] = process.argv.slice(1);
const args = words.map((word) => word.replace("@report@", folder));
const ran = spawnSync(program === "node" ? process.execPath : program, args, { stdio: "inherit", env });
if (ran.error) console.error(String(ran.error));
process.exit(ran.status === null ? 1 : ran.status);
"""
# One line of JSON for each test: node's own reporters differ between its versions, and give errors as prose.
_REPORTER = """
export default async function* (events) {
  for await (const { type, data } of events) {
    if (type === "test:stderr" || type === "test:stdout") process.stderr.write(data.message);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const failure = (data.details && data.details.error) || {};
    const { name, message, stack, code } = Object(failure.cause);
    const said = typeof failure.cause === "string" ? failure.cause : message;
    yield JSON.stringify({
      title: data.name, nesting: data.nesting, file: data.file, passed: type === "test:pass",
      idle: data.skip !== undefined || data.todo !== undefined,
      suite: Boolean(data.details) && data.details.type === "suite",
      kind: failure.failureType, name, message: said, stack, code,
    }) + "\\n";
  }
}
"""


def style(snapshot: Snapshot, path: str) -> TestStyle | NoProof:
    """The framework that package.json uses, else node's own; no proof of TypeScript that it cannot load."""
    package = _package(snapshot.read("package.json"))
    declared = _declared(package)
    script = _script(package)
    used = next((s for s, word in _WORD.items() if word.search(script)), None)
    used = used or next((s for s in _WORD if s.value in declared), TestStyle.NODE)
    suffix = PurePosixPath(path).suffix
    if suffix in _TYPED and not declared & set(_TYPED_BY[used]):
        needed = " or ".join(_TYPED_BY[used])
        return NoProof(f"{used.value} cannot load {suffix} files here: package.json declares no {needed}")
    return used


def job(style: TestStyle, environment: Environment, tree: Path, file: str, seconds: float) -> Job:
    """The run of `file` alone in `tree`."""
    report = f"{secrets.token_hex(8)}.json"
    to_report = f"{_REPORT}/{report}"
    package = _package(_bytes(tree / "package.json"))
    match style:
        case TestStyle.JEST:
            words = ["node_modules/.bin/jest", "--json", f"--outputFile={to_report}", "--ci", "--runInBand"]
            words += ["--coverage=false", "--runTestsByPath", file]
        case TestStyle.MOCHA:
            words = ["node_modules/.bin/mocha", *_loaders(package), "--reporter", "json", "--full-trace"]
            words += ["--reporter-option", f"output={to_report}", "--", file]
        case _:
            reporter = f"--test-reporter=data:text/javascript,{quote(_REPORTER)}"
            loader = ["--import", "tsx"] if "tsx" in _declared(package) else []
            words = ["node", *loader, "--test", reporter, f"--test-reporter-destination={to_report}", file]
    argv = (str(environment.node or "node"), "-e", _START, "--", *words)
    shown, overlay = environment.readonly, environment.overlay
    return Job(argv, tree, shown, overlay, env=_ENV, seconds=seconds, report=report)


def read(style: TestStyle, ran: Ran, file: str) -> Tried:
    """Each test of the report by its bare title. A failure is `asserted` when `file` itself raised it."""
    words = key_line(ran.output)
    if ran.ended:
        return Tried((), ran.seconds, f"it did not come to its end ({ran.ended})")
    if not ran.report:
        return Tried((), ran.seconds, words or f"it ended with status {ran.status} and left no report")
    match style:
        case TestStyle.JEST:
            found = jest_cases(ran.report, file)
        case TestStyle.MOCHA:
            found = mocha_cases(ran.report, file)
        case _:
            found = node_cases(ran.report, file)
    if isinstance(found, Unreadable):
        return Tried((), ran.seconds, words if found.vague and words else found.reason)
    tests = tuple((one_line(case.title), end_of(case, file), _said(case)) for case in found)
    return Tried(tests, ran.seconds, "" if tests else words or "it holds no test that was run")


def _said(case: Case) -> str:
    return "it was skipped" if case.idle else one_line(case.message or said(case.stack))


def _package(data: bytes | None) -> dict[str, object]:
    try:
        package = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    return package if isinstance(package, dict) else {}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _script(package: dict[str, object]) -> str:
    scripts = package.get("scripts")
    script = scripts.get("test") if isinstance(scripts, dict) else None
    return script if isinstance(script, str) else ""


def _declared(package: dict[str, object]) -> frozenset[str]:
    tables = (package.get(name) for name in ("dependencies", "devDependencies"))
    return frozenset(str(name) for table in tables if isinstance(table, dict) for name in table)


def _loaders(package: dict[str, object]) -> list[str]:
    """What the project's own test script has mocha load before any test; its files are left out."""
    script = _script(package)
    used = _WORD[TestStyle.MOCHA].search(script)
    try:
        words = shlex.split(script[used.end() :]) if used else []
    except ValueError:
        return []
    found: list[str] = []
    for word, value in zip(words, [*words, ""][1:], strict=True):
        if word in ("&&", "||", ";", "|"):
            break
        if word in _LOADERS and value:
            found += [word, value]
        elif word.partition("=")[0] in _LOADERS and "=" in word:
            found.append(word)
    return found
