"""The bundled rules as the tests see them, and semgrep run over them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent import process
from agent.scanner.bundled import SHELVES, BundledRule, merged, read_rules

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
SAMPLES = ROOT / "tests" / "rules"
FLAGS = (
    "--json",
    "--metrics=off",
    "--disable-version-check",
    "--disable-nosem",
    "--no-git-ignore",
    "--no-rewrite-rule-ids",
    "--x-ignore-semgrepignore-files",
)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file below `rules/`; `body` is its one rule as parsed."""

    known: BundledRule

    @property
    def path(self) -> Path:
        return self.known.file

    @property
    def body(self) -> dict[str, Any]:
        return dict(self.known.body)

    @property
    def id(self) -> str:
        return self.path.stem

    @property
    def language(self) -> str:
        return self.known.language

    @property
    def sample(self) -> Path:
        return SAMPLES / self.language / f"{self.id}{SHELVES[self.language].suffix}"

    @property
    def fixed_sample(self) -> Path:
        return self.sample.with_name(f"{self.id}.fixed{SHELVES[self.language].suffix}")

    @property
    def suture(self) -> dict[str, Any]:
        ours: dict[str, Any] = self.body["metadata"]["suture"]
        return ours


ALL = tuple(RuleFile(rule) for rule in read_rules(RULES))
WITH_FIX = tuple(rule for rule in ALL if "fix" in rule.body)
SAFE = tuple(rule for rule in WITH_FIX if rule.suture["fix_safety"] == "safe")


def merge(home: Path, rules: Sequence[RuleFile] = ALL, *, apart: bool = False) -> Path:
    """These rules in one file, as the product hands them to semgrep: the Python front end reads YAML slowly.

    With `apart` each rule looks at its own sample alone: all rules over all samples take minutes.
    """
    file = home / "merged.json"
    content = json.loads(merged([rule.known for rule in rules], "tests"))
    for body in content["rules"] if apart else ():
        body["paths"] = {"include": [f"{body['id']}.*"]}
    file.write_text(json.dumps(content))
    return file


def semgrep(arguments: list[str], home: Path, cwd: Path) -> dict[str, Any]:
    """Run semgrep and return its JSON answer; `home` takes what semgrep writes for itself."""
    program = Path(sys.executable).parent / "semgrep"
    env = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8"}
    ran = process.run([program, *arguments], env=env, cwd=cwd, timeout=300.0)
    assert not ran.ended, ran.ended
    try:
        answer: dict[str, Any] = json.loads(ran.stdout)
    except json.JSONDecodeError:
        raise AssertionError(ran.stderr.decode("utf-8", "replace")) from None
    return answer


def scan(config: Path, target: Path, home: Path, *, native: bool = True) -> list[dict[str, Any]]:
    """The findings of `config` in `target`; any error of semgrep's fails the test."""
    front = ["--experimental"] if native else []
    answer = semgrep(["scan", *front, *FLAGS, "--config", str(config), str(target)], home, ROOT)
    assert answer["errors"] == []
    results: list[dict[str, Any]] = answer["results"]
    return results


def apply_fixes(rule_id: str, source: str, folder: Path) -> str:
    """`source` with the rule's own fixes and the imports that they declare; at least one must apply."""
    (rule,) = (rule for rule in ALL if rule.id == rule_id)
    file = folder / f"subject{SHELVES[rule.language].suffix}"
    file.write_text(source, "utf-8")
    content = file.read_bytes()
    results = scan(rule.path, file, folder)
    assert results, f"{rule_id} does not match"
    for result in sorted(results, key=lambda found: -int(found["start"]["offset"])):
        start, end = result["start"]["offset"], result["end"]["offset"]
        content = content[:start] + result["extra"]["fix"].encode() + content[end:]
    imports = "".join(f"{line}\n" for line in rule.suture.get("fix_imports", ()))
    return imports + content.decode("utf-8")
