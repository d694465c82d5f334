"""One run of semgrep's native front end for every rule set that is compared, with the same flags."""

from __future__ import annotations

import json
import os
import re
import resource
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.process import run
from agent.scanner.bundled import bundled_rules, merged
from agent.scanner.semgrep import FLAGS, find_semgrep

TIMEOUT = 3600.0
ANSWER = 512 * 1024 * 1024
CONFIDENCES: Mapping[str, tuple[str, ...]] = {
    "suture:default": ("HIGH",),
    "suture:all": ("HIGH", "MEDIUM", "LOW"),
}
"""The packs that are measured, and the confidence of the rules in them."""
READING: Mapping[str, object] = {
    "id": "reading-the-files",
    "languages": ["python", "javascript", "typescript"],
    "severity": "INFO",
    "message": "nothing",
    "patterns": [{"pattern": "$A == $A"}, {"pattern-not": "$A == $A"}],
}
"""Finds nothing: the first rule that looks at a file is charged with parsing it, and so none of ours is that."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding: the file below the scanned folder, the line, the rule, and what CWEs the rule names."""

    path: str
    line: int
    rule: str
    cwes: frozenset[int]
    security: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one run found and took; `by_rule` is in seconds and empty unless it was asked for."""

    hits: tuple[Hit, ...]
    wall: float
    cpu: float
    errors: int
    by_rule: Mapping[str, float]


def numbers(cwe: object) -> frozenset[int]:
    """The CWE numbers in a rule's metadata, which is one text or a list of them."""
    texts: Iterable[object] = cwe if isinstance(cwe, list) else [cwe]
    return frozenset(int(found) for text in texts for found in re.findall(r"CWE-(\d+)", str(text)))


def scan_pack(name: str, folder: Path, languages: Sequence[str] = (), *, times: bool = False) -> Scanned:
    """Scan with the bundled rules of a pack, all of them or those of some languages."""
    rules = [
        rule
        for rule in bundled_rules()
        if rule.metadata["confidence"] in CONFIDENCES[name] and (not languages or rule.language in languages)
    ]
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "pack.json"
        pack = json.loads(merged(rules, "rulebench"))
        if times:
            pack["rules"].insert(0, READING)
        config.write_text(json.dumps(pack), "utf-8")
        return scan(config, folder, times=times)


def scan(config: Path, folder: Path, *, times: bool = False) -> Scanned:
    """Scan `folder` with the rules in `config`, a file or a folder."""
    program = find_semgrep(os.environ["PATH"])
    flags = ("--experimental", *FLAGS, "-j", "1" if times else "2", *(("--time",) if times else ()))
    with tempfile.TemporaryDirectory() as home:
        env = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8"}
        before = _cpu()
        argv = [program, "scan", *flags, "--config", config.resolve(), "."]
        done = run(argv, env=env, cwd=folder, timeout=TIMEOUT, cap=ANSWER)
        cpu = _cpu() - before
    if done.ended or done.status not in (0, 1):
        raise SystemExit(
            f"semgrep gave no answer: {done.ended or done.stderr.decode('utf-8', 'replace')[-2000:]}"
        )
    answer = json.loads(done.stdout)
    hits = tuple(
        sorted({_hit(result) for result in answer["results"]}, key=lambda h: (h.path, h.line, h.rule))
    )
    return Scanned(hits, done.seconds, cpu, len(answer["errors"]), _by_rule(answer) if times else {})


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _hit(result: Mapping[str, Any]) -> Hit:
    metadata = result["extra"].get("metadata") or {}
    cwes = numbers(metadata.get("cwe"))
    security = bool(cwes) or metadata.get("category") == "security"
    path = Path(result["path"]).as_posix()
    return Hit(path, int(result["start"]["line"]), result["check_id"].split(".")[-1], cwes, security)


def _by_rule(answer: Mapping[str, Any]) -> dict[str, float]:
    time = answer["time"]
    names: list[str] = time["rules"]
    total = dict.fromkeys(names, 0.0)
    for target in time["targets"]:
        # A rule of two languages stands there twice, each time with the same seconds.
        for name, seconds in dict(zip(names, target["match_times"], strict=True)).items():
            total[name] += seconds
    return total
