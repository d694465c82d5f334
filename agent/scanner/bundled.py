"""Our own rules, as their files say: read once a process, and put together for one run of semgrep."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent.domain import Rule
from agent.errors import RulesError
from agent.resources import rules_dir
from agent.scanner.metadata import rule_from

MARK = "bundled"
"""Key below a rule's `suture` metadata that tells our rules from others of the same name."""
# Ten times as fast as the pure one, and every wheel of PyYAML has it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of our rules: what people call it, what semgrep calls its language, how samples look."""

    title: str
    semgrep: tuple[str, ...]
    suffix: str
    comment: str = "#"
    head: str = ""
    """What every sample begins with."""


SHELVES: Mapping[str, Shelf] = {
    "python": Shelf("Python", ("python",), ".py"),
    "javascript": Shelf("JavaScript and TypeScript", ("javascript", "typescript"), ".js", "//"),
    "java": Shelf("Java", ("java",), ".java", "//"),
    "go": Shelf("Go", ("go",), ".go", "//", "package sample\n\n"),
    "ruby": Shelf("Ruby", ("ruby",), ".rb"),
    "php": Shelf("PHP", ("php",), ".php", "//", "<?php\n\n"),
    "github-actions": Shelf("GitHub Actions", ("yaml",), ".test.yaml"),
    "dockerfile": Shelf("Dockerfile", ("dockerfile",), ".dockerfile"),
    "terraform": Shelf("Terraform", ("terraform",), ".tf"),
    "kubernetes": Shelf("Kubernetes", ("yaml",), ".test.yaml"),
}
"""By folder; a folder of rules that is not here is a mistake, which a test finds."""


@dataclass(frozen=True, slots=True, eq=False)
class BundledRule:
    """One of our rules: its file, its folder's name, what it says of itself, and all that semgrep reads."""

    file: Path
    language: str
    rule: Rule
    body: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata as written; `rule` holds what the pipeline needs of it."""
        written: Mapping[str, Any] = self.body["metadata"]
        return written


@functools.cache
def bundled_rules() -> tuple[BundledRule, ...]:
    """Every bundled rule, by folder and id. Raises RulesError for a file that is none."""
    return read_rules(rules_dir())


def read_rules(folder: Path) -> tuple[BundledRule, ...]:
    """The rules below `folder`, one a file, each file in a folder of its language. Raises RulesError."""
    return tuple(_read(file) for file in sorted(folder.rglob("*.yaml"), key=lambda f: (f.parent, f.stem)))


def _read(file: Path) -> BundledRule:
    try:
        (body,) = yaml.load(file.read_bytes(), Loader=_LOADER)["rules"]  # noqa: S506, both are safe loaders
        described = {"check_id": body["id"], "extra": {**body, "metadata": dict(body["metadata"])}}
        rule = rule_from(described)
        if not (rule.cwe and isinstance(body["metadata"]["cwe"], list)):
            raise ValueError("its metadata has no list of weaknesses, cwe")
        return BundledRule(file, file.parent.name, rule, body)
    except (OSError, yaml.YAMLError, ValueError, TypeError, KeyError) as error:
        said = " ".join(str(error).split())[:200]
        raise RulesError(
            f"{file} is not a file of one rule: {type(error).__name__}: {said}",
            hint="mend it, or reinstall suture",
        ) from error


def merged(rules: Sequence[BundledRule], mark: str) -> bytes:
    """One configuration file of all these rules, each with `mark` in its metadata.

    As JSON: the Python front end needs nearly thirty times as long for the same rules as files of YAML.
    """
    return json.dumps({"rules": [_marked(rule.body, mark) for rule in rules]}, ensure_ascii=True).encode()


def _marked(body: Mapping[str, Any], mark: str) -> dict[str, Any]:
    metadata = body["metadata"]
    return {**body, "metadata": {**metadata, "suture": {**metadata.get("suture", {}), MARK: mark}}}


def marked(result: Mapping[str, Any]) -> object:
    """The mark in one result of semgrep; None where there is none."""
    metadata = result.get("extra", {}).get("metadata")
    ours = metadata.get("suture") if isinstance(metadata, dict) else None
    return ours.get(MARK) if isinstance(ours, dict) else None


def cwe_number(text: str) -> int:
    """The number in `CWE-89: Improper ...`; 0 in anything else."""
    found = re.match(r"CWE-(\d+)", text)
    return int(found[1]) if found else 0
