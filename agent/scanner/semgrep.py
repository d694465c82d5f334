"""semgrep as the `Scanner` port: the native front end, and the Python one where that gives no answer."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.domain import Finding, Scan, Skip
from agent.errors import RulesError, ToolError
from agent.process import Finished, run
from agent.scanner.bundled import BundledRule, marked, merged
from agent.scanner.metadata import finding_from
from agent.scanner.twins import numbered
from agent.settings import ScanSettings

FLAGS = (
    "--json", "--quiet", "--metrics=off", "--disable-version-check",
    # Files of the repository must not steer the scan, and rule ids stay as their authors wrote them.
    "--disable-nosem", "--no-git-ignore", "--x-ignore-semgrepignore-files", "--no-rewrite-rule-ids",
)  # fmt: skip

_RULE_TROUBLE = (
    "Rule parse error",
    "Invalid YAML",
    "Invalid rule",
    "Pattern parse error",
    "Unknown language error",
)


_ID = re.compile(
    rb"""(?m)(?:^|[{,])\s*(?:-\s+)?["']?id["']?\s*:\s*["']?([\w.-]+)["']?\s*(?:[,}#]|$)""", re.ASCII
)


def find_semgrep(search_path: str) -> Path:
    """The semgrep beside the running interpreter, else the one on `search_path`.

    Raises ToolError when there is none.
    """
    beside = Path(sys.executable).with_name("semgrep")
    found = str(beside) if beside.exists() else shutil.which("semgrep", path=search_path)
    if found is None:
        raise ToolError("semgrep was not found", hint="run `pip install semgrep`")
    return Path(found)


def _demand_rules(config: Path) -> None:
    """semgrep takes an empty file for no rules and a clean result; nothing to look for is an error."""
    hint = "--config names a rule file, a folder of .yaml rule files, or a pack such as suture:default"
    if not config.exists():
        raise RulesError(f"{config} does not exist", hint=hint)
    if config.is_dir() and not any(f.is_file() and f.suffix in (".yaml", ".yml") for f in config.rglob("*")):
        raise RulesError(f"{config} holds no rule file", hint=hint)
    if not config.is_dir() and not (config.is_file() and config.read_bytes().strip()):
        raise RulesError(f"{config} is empty or no file", hint=hint)


def _demand_names(config: Path, ours: Collection[str]) -> None:
    """Of rules with one id semgrep uses one, so that another's would be left out without a word.

    A look at the text alone; who wants to pass for one of our rules meets `_refuse_impostors`.
    """
    for file in sorted(config.rglob("*")) if config.is_dir() else [config]:
        # semgrep reads a file that is named, whatever its name ends with.
        if file.is_file() and (file == config or file.suffix in (".yaml", ".yml", ".json")):
            for name in sorted(
                {found.decode() for found in _ID.findall(file.read_bytes())}.intersection(ours)
            ):
                raise _same_name(name)


def _same_name(rule_id: str) -> RulesError:
    return RulesError(
        f"a rule of --config is called {rule_id}, as a bundled one is",
        hint="give yours another id, or leave the pack out",
    )


class SemgrepScanner:
    """Scans folders that we wrote ourselves, so that neither symlinks nor ignore files can steer it.

    `bundled` are rules of ours, which nothing in `configs` can pass for: see `_refuse_impostors`.
    """

    def __init__(
        self,
        program: Path,
        configs: Sequence[Path],
        settings: ScanSettings,
        jobs: int = 2,
        bundled: Sequence[BundledRule] = (),
    ) -> None:
        if not (configs or bundled):
            # semgrep would look for a configuration of its own.
            raise RulesError("there is no rule to look for", hint="name rules, or a pack, with --config")
        for config in configs:
            _demand_rules(config)
        self._program = program
        self._configs = tuple(config.resolve() for config in configs)
        self._bundled = frozenset(rule.id for rule in bundled)
        for config in configs if bundled else ():
            _demand_names(config, self._bundled)
        self._mark = secrets.token_hex(16)
        self._merged = merged(bundled, self._mark) if bundled else b""
        self._settings = settings
        self._jobs = jobs

    def scan(self, folder: Path) -> Scan:
        """Scan every regular file below `folder`.

        Raises RulesError for an invalid rule and ToolError when semgrep as a whole failed or timed out.
        """
        answer, done = self._ask(folder, "--experimental")
        notes: tuple[Skip, ...] = ()
        if answer is None:
            # The native front end is young; a rule that stops it may still work in the other one.
            notes = (
                Skip(
                    "semgrep --experimental", "gave no answer; the Python front end was used: " + _said(done)
                ),
            )
            answer, done = self._ask(folder)
        if answer is None:
            raise ToolError("semgrep failed: " + _said(done), hint="run `suture doctor`, or semgrep by hand")
        troubles = [*_troubles(answer["errors"])]
        if done.status not in (0, 1):
            why = troubles[0].reason if troubles else _said(done)
            raise ToolError(f"semgrep failed: {why}", hint="check --config, and run `suture doctor`")
        skipped = dict.fromkeys([*notes, *troubles, *self._left_out(folder)])
        self._refuse_impostors(answer["results"])
        return Scan(_findings(answer["results"], folder), tuple(skipped))

    def _refuse_impostors(self, results: Sequence[Mapping[str, Any]]) -> None:
        """The name of a rule of ours is worth a lie: its tested fix needs neither proof nor review.

        Our rules are handed to semgrep with a mark that nobody else can know.
        """
        for result in results:
            if result["check_id"] in self._bundled and marked(result) != self._mark:
                raise _same_name(result["check_id"])

    def _left_out(self, folder: Path) -> Iterator[Skip]:
        """semgrep leaves these out without a word."""
        limit = self._settings.max_target_bytes
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder).as_posix()
            if file.is_file() and file.stat().st_size > limit:
                yield Skip(path, f"larger than scan.max_target_bytes ({limit})")
            elif file.name.endswith(".min.js"):
                yield Skip(path, "semgrep reads no *.min.js")

    def _ask(self, folder: Path, *flags: str) -> tuple[dict[str, Any] | None, Finished]:
        limits = [
            f"--jobs={self._jobs}",
            f"--timeout={max(1, round(self._settings.timeout))}",
            f"--max-target-bytes={self._settings.max_target_bytes}",
        ]
        with tempfile.TemporaryDirectory(prefix="suture-semgrep-") as home:
            env = {
                "PATH": f"{self._program.parent}:/usr/local/bin:/usr/bin:/bin",
                "HOME": home,
                "SEMGREP_SETTINGS_FILE": str(Path(home) / "settings.yml"),
                "LC_ALL": "C.UTF-8",
            }
            configs = [part for config in self._written(Path(home)) for part in ("--config", str(config))]
            argv = [str(self._program), "scan", *flags, *configs, *FLAGS, *limits, "."]
            done = run(argv, env=env, cwd=folder, timeout=self._settings.seconds)
        if done.ended == "timeout":
            raise ToolError(
                f"semgrep did not end within {self._settings.seconds:.0f} s",
                hint="raise `scan.seconds`, or narrow --path",
            )
        try:
            # A message may quote bytes of a file that is not UTF-8.
            answer = json.loads(done.stdout.decode("utf-8", "replace"))
        except ValueError:
            return None, done
        return (answer if isinstance(answer, dict) and "results" in answer else None), done

    def _written(self, home: Path) -> Iterator[Path]:
        """Every configuration, ours first: of two equal rules semgrep keeps the first."""
        if self._merged:
            (home / "bundled.json").write_bytes(self._merged)
            yield home / "bundled.json"
        yield from self._configs


def _said(done: Finished) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return (lines[-1] if lines else f"status {done.status}")[:300]


def _findings(results: Sequence[Mapping[str, Any]], folder: Path) -> tuple[Finding, ...]:
    """Results in file order, each match once, identical twins numbered."""
    sources: dict[str, bytes] = {}
    seen: dict[tuple[str, str, int, int], Finding] = {}
    for result in sorted(
        results, key=lambda r: (r["path"], r["start"]["offset"], r["end"]["offset"], r["check_id"])
    ):
        path = result["path"]
        if path not in sources:
            sources[path] = (folder / path).read_bytes()
        key = (result["check_id"], path, result["start"]["offset"], result["end"]["offset"])
        seen.setdefault(key, finding_from(result, sources[path]))
    return tuple(numbered(seen.values()))


def _troubles(errors: Sequence[Mapping[str, Any]]) -> Iterator[Skip]:
    """What semgrep could not do. Raises RulesError when it was a rule's fault."""
    for error in errors:
        kind = error.get("type")
        kind = str(kind[0] if isinstance(kind, list) else kind)
        message = " ".join(str(error.get("message", "")).split())[:300]
        if kind in _RULE_TROUBLE or (error.get("rule_id") and not error.get("path")):
            raise RulesError(message or kind, hint="mend the rule; `semgrep scan --validate` explains it")
        yield Skip(str(error.get("path", "semgrep")), f"{kind}: {message}" if message else kind)
