"""bandit as the `Scanner` port: a second engine on Python."""

from __future__ import annotations

import json
import posixpath
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.domain import Finding, Level, Location, Rule, Scan, Severity, Skip
from agent.errors import ToolError
from agent.process import run
from agent.scanner.twins import numbered

_SUFFIXES = (".py", ".pyi", ".pyw")
_SEVERITIES = {"HIGH": Severity.HIGH, "MEDIUM": Severity.MEDIUM}
_LEVELS = {"HIGH": Level.HIGH, "MEDIUM": Level.MEDIUM}
_REPEATS = ("B105", "B106", "B107")
# An ini file of ours, so that no `.bandit` is looked for among the targets.
_INI = "[bandit]\n"


def find_bandit(search_path: str) -> Path | None:
    """The bandit beside the running interpreter, else the one on `search_path`, or None."""
    beside = Path(sys.executable).with_name("bandit")
    found = str(beside) if beside.exists() else shutil.which("bandit", path=search_path)
    return None if found is None else Path(found)


class BanditScanner:
    """Scans the Python files of folders that we wrote ourselves; nothing in them can steer it."""

    def __init__(self, program: Path, seconds: float = 120.0) -> None:
        self._program = program
        self._seconds = seconds

    def scan(self, folder: Path) -> Scan:
        """Scan every Python file below `folder`; rules are called `bandit/B602`.

        Raises ToolError when bandit as a whole failed or did not end in time.
        """
        files = sorted(f for f in folder.rglob("*") if f.suffix in _SUFFIXES and f.is_file())
        paths = [file.relative_to(folder).as_posix() for file in files]
        if not paths:
            return Scan(())
        answer = self._ask(folder, paths)
        skipped = (
            Skip(_path(error["filename"]), f"bandit: {error['reason']}"[:300]) for error in answer["errors"]
        )
        return Scan(tuple(numbered(_findings(answer["results"], folder))), tuple(sorted(skipped, key=str)))

    def _ask(self, folder: Path, paths: Sequence[str]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="suture-bandit-") as name:
            ini = Path(name) / "ini"
            ini.write_text(_INI, "utf-8")
            flags = ["--quiet", "--format", "json", "--ignore-nosec", "--ini", str(ini)]
            env = {
                "PATH": f"{self._program.parent}:/usr/local/bin:/usr/bin:/bin",
                "HOME": name,
                "LC_ALL": "C.UTF-8",
                # Modules of the target beside the working folder are none of bandit's.
                "PYTHONSAFEPATH": "1",
            }
            argv = [str(self._program), *flags, "--exclude", "", "--", *(f"./{path}" for path in paths)]
            done = run(argv, env=env, cwd=folder, timeout=self._seconds)
        if done.ended:
            raise ToolError(f"bandit was ended: {done.ended}", hint="turn it off with `gates.bandit = false`")
        try:
            answer = json.loads(done.stdout.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if done.status not in (0, 1) or not isinstance(answer, dict) or "results" not in answer:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise ToolError(
                f"bandit failed: {(said or [f'status {done.status}'])[-1][:300]}",
                hint="run `pip install bandit`, or turn it off with `gates.bandit = false`",
            )
        return answer


def _findings(results: Sequence[Mapping[str, Any]], folder: Path) -> Iterator[Finding]:
    """Results in file order, each with its lines."""
    sources: dict[str, list[bytes]] = {}
    for result in sorted(
        results, key=lambda r: (r["filename"], r["line_number"], r["col_offset"], r["test_id"])
    ):
        path = _path(result["filename"])
        if path not in sources:
            sources[path] = (folder / path).read_bytes().split(b"\n")
        start = result["line_number"]
        end = max([start, *result["line_range"]])
        lines = b"\n".join(sources[path][start - 1 : end])
        yield Finding(
            rule=_rule(result),
            location=Location(path, start, end),
            message=_message(result),
            snippet=lines.decode("utf-8", "replace").rstrip("\r"),
        )


def _message(result: Mapping[str, Any]) -> str:
    """What bandit says; of a hard-coded password it would repeat the very password."""
    text = " ".join(str(result["issue_text"]).split())
    return text.partition(":")[0] if result["test_id"] in _REPEATS else text


def _rule(result: Mapping[str, Any]) -> Rule:
    cwe = result.get("issue_cwe") or {}
    return Rule(
        id=f"bandit/{result['test_id']}",
        severity=_SEVERITIES.get(result["issue_severity"], Severity.LOW),
        confidence=_LEVELS.get(result["issue_confidence"], Level.LOW),
        cwe=(f"CWE-{cwe['id']}",) if "id" in cwe else (),
        references=tuple(filter(None, [result.get("more_info")])),
    )


def _path(name: str) -> str:
    return posixpath.normpath(name)
