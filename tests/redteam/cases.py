"""Cases of the red team: one patch each, in a file with a few header lines. Pure apart from reading them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from agent.domain import Source

HERE = Path(__file__).parent
GATES = ("applies", "scope", "syntax", "secrets", "finding", "regressions", "tests", "proof", "review")
KEYS = ("kind", "target", "rule", "path", "line", "gate", "source", "why")

MOST_GOOD, MOST_SLOW = 3, 4

# Their badness is a matter of what a patch does to the mended code: hidden tests must fail on every one.
WRONG_FIXES = frozenset({
    "moved", "renamed", "escaping", "canonicalisation", "check-after-use", "one-of-two", "denylist", "unanchored",
    "wrong-variable", "special-case", "fallback-secret", "other-default", "wrong-hash", "wrong-random", "weak-options",
    "bypass", "race", "deleted-feature", "early-return", "constant-result", "swallowed-error", "authorisation",
})  # fmt: skip
SANDBOX = "sandbox-"


@dataclass(frozen=True, slots=True)
class Case:
    """One patch. `gates` are those of which one must stop it (none for a good one); `line` is 0 without a finding."""

    name: str
    good: bool
    kind: str
    target: str
    rule: str
    path: str
    line: int
    gates: tuple[str, ...]
    source: Source
    why: str
    diff: bytes

    @property
    def attacks_sandbox(self) -> bool:
        return self.kind.startswith(SANDBOX)

    @property
    def has_label(self) -> bool:
        """Whether hidden tests can tell that the case is what it says."""
        return self.good or self.kind in WRONG_FIXES


def read_case(file: Path) -> Case:
    """Parse one file; its folder below `bad` or `good` counts. Raises ValueError for a bad header."""
    header, _, diff = file.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in header.decode().rstrip("\n").split("\n"))
    good = file.parent.parent.name == "good"
    wanted = [key for key in KEYS if key != "gate" or not good]
    if list(fields) != wanted:
        raise ValueError(f"{file.name}: the header has {list(fields)}, and needs {wanted}")
    gates = tuple(fields["gate"].split("|")) if not good else ()
    if fields["kind"] != file.parent.name or not set(gates) <= set(GATES):
        raise ValueError(f"{file.name}: kind {fields['kind']!r} or gate {gates} is wrong")
    line = 0 if fields["line"] == "none" else int(fields["line"])
    return Case(
        file.relative_to(HERE).with_suffix("").as_posix(), good, fields["kind"], fields["target"], fields["rule"],
        fields["path"], line, gates, Source(fields["source"]), fields["why"], diff,
    )  # fmt: skip


def standard(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases of an ordinary run: of what takes long, some of each kind, evenly spaced in the order of names."""
    groups: dict[tuple[bool, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.good, case.kind), []).append(case)
    chosen = []
    for group in groups.values():
        slow = (
            group[0].good or group[0].attacks_sandbox or any({"tests", "proof"} & set(c.gates) for c in group)
        )
        most = MOST_GOOD if group[0].good else MOST_SLOW if slow else len(group)
        step = max(1.0, len(group) / most)
        chosen += [group[int(number * step)] for number in range(min(most, len(group)))]
    return tuple(sorted(chosen, key=lambda case: case.name))


def load(target: str = "", only: Iterable[str] = ()) -> tuple[Case, ...]:
    """All cases by name, or those of one target, or those whose name matches a pattern such as `bad/moved/*`."""
    patterns = tuple(only)
    cases = (read_case(file) for file in sorted(HERE.glob("*/*/*.patch")))
    return tuple(
        case
        for case in cases
        if target in ("", case.target)
        and (not patterns or any(fnmatchcase(case.name, pattern) for pattern in patterns))
    )
