"""Did the patch stay where it may go?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from agent.diff import opcodes
from agent.domain import Change, Source
from agent.gates.gaming import added_text_trouble
from agent.gates.hidden import drawn_as
from agent.gates.related import unrelated
from agent.gates.steering import steers_tests
from agent.gates.trial import Answer, Trial, failed, passed
from agent.gates.weakened import weakened_test
from agent.paths import canonical, unsafe
from agent.ports import Entry

# Nobody's patch may touch these, at any depth: what runs in CI or on opening the folder, who reviews, what is
# locked, where packages come from, and what steers a scanner or us.
PROTECTED = (
    ".github/*", ".gitlab/*", ".gitlab-ci.yml", ".forgejo/*", ".gitea/*", ".circleci/*", ".buildkite/*",
    "jenkinsfile", "azure-pipelines*.yml", ".travis.yml", "bitbucket-pipelines.yml", ".woodpecker*",
    ".drone.yml", "appveyor.yml", ".appveyor.yml", "cloudbuild.y*ml", "codeowners", ".gitattributes",
    ".gitmodules", ".git*/*", ".pre-commit-config.yaml", ".husky/*", "lefthook.y*ml", ".lefthook.y*ml",
    ".envrc", ".vscode/tasks.json", ".devcontainer/*", ".devcontainer.json",
    ".ci/*", "noxfile.py", "codecov.y*ml", "renovate.json",
    "suture.toml", ".semgrepignore", ".semgrep/*", ".semgrep.y*ml", ".bandit", ".snyk", ".trivyignore*",
    ".eslintignore", ".eslintrc*", "eslint.config.*", ".flake8", ".pylintrc", "ruff.toml", ".ruff.toml",
    "bandit.y*ml", ".gitleaks*", ".secrets.baseline", "sonar-project.properties", ".checkov.y*ml",
    ".tfsec/*", "*.lock", "*package-lock.json", "*npm-shrinkwrap.json", "*pnpm-lock.yaml", "*go.sum",
    "*.lockfile", "*packages.lock.json", "*package.resolved",
    "bun.lockb", ".npmrc", ".yarnrc*", "pip.conf", ".pypirc",
    "node_modules/*", "vendor/*", "third_party/*", ".venv/*", "venv/*", "site-packages/*",
    "vendored/*", "bower_components/*", "__generated__/*",
    "*.min.js", "*.min.css", "*.bundle.js", "*.generated.*", "*_pb2.py", "*_pb2_grpc.py", "*.pb.go",
    "*.pth", "*sitecustomize.py", "*usercustomize.py",
)  # fmt: skip

_GENERATED = re.compile(rb"@generated|\bcode generated\b.*\bdo not edit\b", re.IGNORECASE)


def scope(trial: Trial) -> Answer:
    """Paths, kinds of change, size, and what the added text may not hold."""
    patch, policy = trial.patch, trial.policy
    if len(patch.changes) > policy.max_files:
        return failed(f"{len(patch.changes)} files change; gates.max_files allows {policy.max_files}")
    entries = trial.snapshot.entries()
    for change in patch.changes:
        reason = (
            _path_trouble(change, entries, policy.protected)
            or _kind_trouble(change)
            or steers_tests(change, entries)
            or (_author_trouble(trial, change) if patch.source is not Source.HUMAN else "")
        )
        if reason:
            return failed(f"{change.path}: {reason}")
    # No diff of a patch that is too large whatever way one looks at it: diffs take long.
    least = sum(_least_changed(change) for change in patch.changes)
    if least > policy.max_changed_lines:
        return failed(f"{least} lines change; gates.max_changed_lines allows {policy.max_changed_lines}")
    size = 0
    for change in patch.changes:
        removed, added = changed_lines(change)
        size += len(removed) + len(added)
        reason = added_text_trouble(change, removed, added, patch.source) or weakened_test(change)
        if reason:
            return failed(f"{change.path}: {reason}")
    if size > policy.max_changed_lines:
        return failed(f"{size} lines change; gates.max_changed_lines allows {policy.max_changed_lines}")
    return passed(f"{size} changed line{'s' * (size != 1)} in {', '.join(patch.paths)}")


def changed_lines(change: Change) -> tuple[list[str], list[str]]:
    """The removed and the added lines, as text, from the bytes: no attribute file can hide them."""
    before, after = _lines(change.before), _lines(change.after)
    codes = opcodes(before, after)
    removed = [line for tag, i1, i2, _, _ in codes if tag != "equal" for line in before[i1:i2]]
    added = [line for tag, _, _, j1, j2 in codes if tag != "equal" for line in after[j1:j2]]
    return removed, added


def _least_changed(change: Change) -> int:
    """How many lines change at least, wherever they stand: in linear time."""
    before, after = Counter(_lines(change.before)), Counter(_lines(change.after))
    return (before - after).total() + (after - before).total()


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "replace").split("\n")


def _path_trouble(change: Change, entries: Mapping[str, Entry], more: Sequence[str]) -> str:
    reason = unsafe(change.path)
    if reason:
        return f"the path {reason}"
    pattern = protected_by(change.path, more)
    if pattern:
        return f"is protected ({pattern})"
    for parent in _parents(change.path):
        if parent in entries:
            return f"{parent} is a file, a symlink or a submodule at base"
    if change.before is None:
        drawn = canonical(drawn_as(change.path))
        twin = next((known for known in entries if canonical(drawn_as(known)) == drawn), None)
        if twin is not None:
            return f"differs from {twin} only in spelling"
    return ""


def protected_by(path: str, more: Sequence[str] = ()) -> str:
    """The pattern, of ours or of `more`, for which no patch may touch a file; empty where one may."""
    own = [f"*/{pattern}" for pattern in PROTECTED]
    for pattern in (*own, *(f"/{canonical(pattern)}" for pattern in more)):
        if any(fnmatchcase(f"/{canonical(path)}", each) for each in (pattern, pattern.rstrip("/") + "/*")):
            return pattern.lstrip("*/")
    return ""


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def _kind_trouble(change: Change) -> str:
    if change.before_mode not in ("100644", "100755") or change.mode not in ("100644", "100755"):
        return "is a symlink or a submodule"
    if change.before is not None and change.after is not None and change.mode != change.before_mode:
        return f"changes its mode from {change.before_mode} to {change.mode}"
    for content in (change.before, change.after):
        if content is not None and b"\0" in content:
            return "is binary"
    try:
        (change.after or b"").decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    if change.before is not None and _GENERATED.search(change.before[:2000]):
        return "is generated; mend what generates it"
    return ""


def _own_files(trial: Trial) -> set[str]:
    """The findings' files and those on their traces; a rule's own fix stays at the findings."""
    own = {found.location.path for found in trial.findings}
    if trial.patch.source is Source.RULE_FIX:
        return own
    return own | {place.path for found in trial.findings for place in found.trace}


def _author_trouble(trial: Trial, change: Change) -> str:
    """What a rule's or a model's patch may not do although a person's may."""
    reason = "" if change.path in _own_files(trial) else unrelated(trial, change)
    if reason:
        return reason
    if change.after is None:
        return "is deleted"
    if change.before is not None and change.before.strip() and not change.after.strip():
        return "is emptied"
    return ""
