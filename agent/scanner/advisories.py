"""Known vulnerabilities of new dependencies: pip-audit and npm audit, in a folder of their own."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.domain import Change
from agent.errors import ToolError
from agent.manifests import Dependency, Unreadable, added_dependencies
from agent.ports import Advice
from agent.process import Finished, run

SECONDS = 120.0

_PINNED = re.compile(r"^={2,3}\s*[\w.!+-]+$")
# What npm takes from the registry; anything else may name a host, a repository or another package.
_RANGE = re.compile(r"^[\s\d.xX*^~<>=|v-]+[\w.+-]*$")
_NPM_NAME = re.compile(r"^(@[a-z0-9~][\w.~-]*/)?[a-z0-9~][\w.~-]*$")


def _unknown(why: str) -> Advice:
    return Advice(False, False, why)


def advise(changes: Sequence[Change], env: Mapping[str, str], seconds: float = SECONDS) -> Advice:
    """Ask about every package that these changes add to a manifest, or give another version.

    The programs are looked for on `env["PATH"]` and get `env` with a home of their own. Nothing of the
    repository is read or run but names and versions. One package that is known to be vulnerable is enough.
    """
    wanted: list[Dependency] = []
    for change in changes:
        added = added_dependencies(change)
        if isinstance(added, Unreadable):
            return _unknown(f"{added.path} cannot be read")
        wanted += added
    if not wanted:
        return _unknown("no manifest names a new dependency")
    asked: list[Advice] = []
    for ecosystem in dict.fromkeys(dependency.ecosystem for dependency in wanted):
        asked.append(_ask(ecosystem, [d for d in wanted if d.ecosystem == ecosystem], env, seconds))
    worst = next((one for one in asked if one.vulnerable), None)
    worst = worst or next((one for one in asked if not one.known), None)
    return worst or Advice(True, False, "; ".join(one.detail for one in asked))


def _ask(ecosystem: str, wanted: Sequence[Dependency], env: Mapping[str, str], seconds: float) -> Advice:
    elsewhere = next((d for d in wanted if not d.name or d.spec.startswith("@")), None)
    if elsewhere is not None:
        return _unknown(f"{elsewhere} does not come from the package index")
    with tempfile.TemporaryDirectory(prefix="suture-audit-") as name:
        own = {**env, "HOME": name}
        match ecosystem:
            case "pypi":
                return _pip_audit(wanted, Path(name), own, seconds)
            case "npm":
                return _npm_audit(wanted, Path(name), own, seconds)
    return _unknown(f"there is no advisory program for {ecosystem} packages")


def _pip_audit(wanted: Sequence[Dependency], folder: Path, env: Mapping[str, str], seconds: float) -> Advice:
    loose = next((d for d in wanted if not _PINNED.match(d.spec)), None)
    if loose is not None:
        return _unknown(f"{loose} is not pinned to one version with `==`")
    program = shutil.which("pip-audit", path=env.get("PATH", ""))
    if program is None:
        return _unknown("pip-audit is not installed; run `pip install pip-audit`")
    (folder / "requirements.txt").write_text("".join(f"{d.name}{d.spec}\n" for d in wanted), "utf-8")
    argv = [program, "-r", "requirements.txt", "--no-deps", "--disable-pip", "-f", "json"]
    done = _run([*argv, "--progress-spinner", "off"], folder, env, seconds)
    answer = _json(done)
    rows = answer.get("dependencies") if answer is not None else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return _unknown(f"pip-audit gave no answer: {_said(done)}")
    flaws = {str(row.get("name")): row["vulns"] for row in rows if row.get("vulns")}
    if flaws:
        said = "; ".join(f"{name}: {_ids(found)}" for name, found in sorted(flaws.items()))
        return Advice(True, True, f"pip-audit: {said}")
    skipped = next((row for row in rows if "skip_reason" in row), None)
    if skipped is not None:
        return _unknown(f"pip-audit left {skipped.get('name')} out: {str(skipped['skip_reason'])[:200]}")
    missing = {d.name for d in wanted} - {str(row.get("name", "")).lower().replace("_", "-") for row in rows}
    if missing:
        return _unknown(f"pip-audit says nothing of {', '.join(sorted(missing))}")
    return Advice(True, False, "pip-audit knows of no vulnerability")


def _ids(found: Sequence[Any]) -> str:
    return ", ".join(sorted(str(flaw.get("id")) for flaw in found if isinstance(flaw, dict)))


def _npm_audit(wanted: Sequence[Dependency], folder: Path, env: Mapping[str, str], seconds: float) -> Advice:
    strange = next((d for d in wanted if not (_RANGE.match(d.spec) and _NPM_NAME.match(d.name))), None)
    if strange is not None:
        return _unknown(f"{strange} does not name a version in the registry")
    program = shutil.which("npm", path=env.get("PATH", ""))
    if program is None:
        return _unknown("npm is not installed")
    manifest = {"name": "audit", "version": "0.0.0", "private": True}
    whole = {**manifest, "dependencies": {d.name: d.spec for d in wanted}}
    (folder / "package.json").write_text(json.dumps(whole), "utf-8")
    flags = ["--package-lock-only", "--ignore-scripts", "--no-fund"]
    locked = _run([program, "install", *flags, "--no-audit"], folder, env, seconds)
    if locked is None or locked.status != 0 or locked.ended:
        return _unknown(f"npm could not resolve the new dependencies: {_said(locked)}")
    done = _run([program, "audit", *flags, "--json"], folder, env, seconds)
    answer = _json(done)
    flaws = answer.get("vulnerabilities") if answer is not None else None
    if not isinstance(flaws, dict):
        refused = str(answer.get("message", "")) if answer is not None else ""
        return _unknown(f"npm audit gave no answer: {refused[:200] or _said(done)}")
    if flaws:
        said = ", ".join(f"{name} ({_severity(flaw)})" for name, flaw in sorted(flaws.items())[:10])
        return Advice(True, True, f"npm audit: {said}")
    return Advice(True, False, "npm audit knows of no vulnerability")


def _severity(flaw: object) -> str:
    return str(flaw.get("severity", "unknown")) if isinstance(flaw, dict) else "unknown"


def _run(argv: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float) -> Finished | None:
    """None when the program cannot be started at all: that is no reason to end the run."""
    try:
        return run(argv, env=env, cwd=folder, timeout=seconds)
    except ToolError:
        return None


def _json(done: Finished | None) -> dict[str, Any] | None:
    """What a program printed; both end with 1 when they found something."""
    if done is None or done.ended or done.status not in (0, 1):
        return None
    try:
        answer = json.loads(done.stdout)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _said(done: Finished | None) -> str:
    if done is None:
        return "it cannot be started"
    if done.ended:
        return f"it was ended ({done.ended})"
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else f"status {done.status}"
