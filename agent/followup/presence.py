"""Are the findings of a pull request on today's base? Nothing is called gone that was not looked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.domain import Change, Finding, Scan, Skip
from agent.errors import ForgeError, ToolError
from agent.followup.lineage import Holds
from agent.followup.merging import changed_paths
from agent.followup.values import Presence
from agent.forge.text.marker import Marker
from agent.forge.values import Trouble
from agent.gates.matching import Comparison, compare
from agent.pipeline import scan_commit
from agent.ports import Scanner, Snapshot
from agent.scanner.targets import select_targets
from agent.workspace.fetching import Absent, Fetching
from agent.workspace.git import Checkout
from agent.workspace.snapshot import GitSnapshot

_OTHER_FRONT_END = "semgrep --experimental"
"""What the scanner says it did without; the scan itself is whole."""


@dataclass(frozen=True, slots=True)
class BaseScan:
    """The one scan of today's base: its commit, what was found in which `paths`, and what was left out.

    `rules` is the digest of the rules; `most` bytes a file may have to be scanned.
    """

    checkout: Checkout
    snapshot: Snapshot
    scanner: Scanner
    found: Scan
    paths: frozenset[str]
    skipped: tuple[Skip, ...]
    rules: str
    most: int

    def unread(self, path: str) -> str:
        """Why nothing can be said of a file of today's base; empty when it was read, or is not there."""
        if path not in self.snapshot.entries():
            return ""
        reasons = [skip.reason for skip in (*self.found.skipped, *self.skipped) if skip.what == path]
        if reasons:
            return f"{path} was not read as a whole: {reasons[0]}"
        return "" if path in self.paths else f"{path} was not scanned"

    def failed(self) -> str:
        """Why the scan as a whole says nothing: a rule or a part of it that did not work; else empty."""
        held = self.snapshot.entries()
        for skip in self.found.skipped:
            if skip.what not in held and skip.what != _OTHER_FRONT_END:
                return f"the scan was not whole: {skip.reason}"
        return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the findings of one pull request stand: `findings` are those on today's base, of one file.

    `detail` names neither rule nor weakness.
    """

    presence: Presence
    findings: tuple[Finding, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Before:
    """The recorded base: its commit, which paths differ today, what is found in those, and whether all of
    them could be read."""

    snapshot: Snapshot
    changed: frozenset[str]
    found: Mapping[str, Finding]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Traced:
    """What became of findings that today's scan does not name: `here` under another name, or `doubt`."""

    here: tuple[Finding, ...] = ()
    doubt: str = ""
    paths: tuple[str, ...] = ()


@dataclass(slots=True)
class Standings:
    """Answers for every pull request of a run; each recorded base is scanned once."""

    today: BaseScan
    fetching: Fetching
    holds: Holds
    last_change: Callable[[str], str]
    _by_name: dict[str, Finding] = field(init=False)
    _before: dict[str, _Before | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {finding.fingerprint: finding for finding in self.today.found.findings}

    def of(self, marker: Marker) -> Standing:
        """How the findings of a pull request stand. An edited line or a moved one does not make them gone."""
        names = marker.fingerprints
        here = tuple(self._by_name[name] for name in names if name in self._by_name)
        missing = [name for name in names if name not in self._by_name]
        traced = self._trace(marker, missing, known=bool(here)) if missing else _Traced()
        found = tuple(dict.fromkeys((*here, *traced.here)))
        if found:
            together = tuple(f for f in found if f.location.path == found[0].location.path)
            return Standing(Presence.PRESENT, together, f"still there: {found[0].location}")
        if traced.doubt:
            return Standing(Presence.UNKNOWN, (), traced.doubt)
        return Standing(Presence.GONE, (), self._gone(traced.paths))

    def _gone(self, paths: Sequence[str]) -> str:
        today = self.today
        count = len(today.paths)
        commits = list(dict.fromkeys(filter(None, map(self.last_change, paths))))
        by = f"; last changed there by {', '.join(commits)}" if commits else ""
        rules = f" with the rules {today.rules[:12]}" if today.rules else ""
        files = f"{count} file{'s' * (count != 1)}"
        return f"no longer there: {files} of {today.snapshot.base_sha[:12]} were scanned{rules}{by}"

    def _trace(self, marker: Marker, missing: Sequence[str], *, known: bool) -> _Traced:
        before = self._recorded(marker.base_sha)
        if isinstance(before, str):
            return _Traced(doubt=before)
        targets = [before.found[name] for name in missing if name in before.found]
        lost = [name for name in missing if name not in before.found]
        # The first one names the branch for good, also where the finding has another name since.
        named = lost == [marker.fingerprints[0]] and bool(targets or known) and before.whole
        if lost and not named:
            return _Traced(doubt="this scanner cannot look for it: it does not find it on the recorded base")
        return self._followed(before, targets)

    def _recorded(self, sha: str) -> _Before | str:
        """What is known of a recorded base, or why nothing is."""
        if sha not in self._before:
            self._before[sha] = self._scanned(sha)
        return self._before[sha]

    def _scanned(self, sha: str) -> _Before | str:
        today = self.today
        held = self.holds(sha)
        if isinstance(held, Trouble):
            return f"the recorded base cannot be asked about: {held.reason}"
        if not held:
            return f"the recorded base {sha[:12]} is not in the branch's history"
        try:
            got = self.fetching.one(sha)
            if isinstance(got, Absent):
                return f"the recorded base {sha[:12]} {got.reason}"
            snapshot = GitSnapshot(replace(today.checkout, head=sha))
            changed = changed_paths(today.checkout, sha, today.snapshot.base_sha)
            entries = (entry for path, entry in snapshot.entries().items() if path in changed)
            paths, _ = select_targets(entries, today.most)
            scan = scan_commit(snapshot, today.scanner, paths) if paths else Scan(())
        except (ForgeError, ToolError) as error:
            return f"the recorded base could not be scanned: {error}"
        return _Before(
            snapshot, changed, {finding.fingerprint: finding for finding in scan.findings}, not scan.skipped
        )

    def _followed(self, before: _Before, targets: Sequence[Finding]) -> _Traced:
        here: list[Finding] = []
        doubt = ""
        for rule in sorted({target.rule.id for target in targets}):
            own = [target for target in targets if target.rule.id == rule]
            seen = self._compared(before, rule)
            pairs = dict(seen.left)
            here += [pairs[target] for target in own if target in pairs]
            for target in (target for target in own if target not in pairs):
                moved = next((n for n in seen.new if n.pattern == target.pattern), None)
                here += [moved] if moved else []
                doubt = doubt or ("" if moved else self._doubt(before, target, seen.new))
        return _Traced(tuple(here), doubt, tuple(dict.fromkeys(t.location.path for t in targets)))

    def _compared(self, before: _Before, rule: str) -> Comparison:
        """One rule's findings in what differs, before and today."""
        earlier = [finding for finding in before.found.values() if finding.rule.id == rule]
        later = [
            f for f in self.today.found.findings if f.rule.id == rule and f.location.path in before.changed
        ]
        paths = sorted({finding.location.path for finding in (*earlier, *later)})
        changes = [Change(path, before.snapshot.read(path), self.today.snapshot.read(path)) for path in paths]
        return compare(changes, earlier, later)

    def _doubt(self, before: _Before, target: Finding, new: Iterable[Finding]) -> str:
        """Why a finding that was not found again may still be there; empty when nothing says so."""
        today, path = self.today, target.location.path
        unread = today.failed() or today.unread(path)
        if unread:
            return unread
        there = path in today.snapshot.entries()
        for finding in new:
            if finding.location.path == path:
                return f"new code is reported at {finding.location}; whether it is the same cannot be told"
            if not there and before.snapshot.read(finding.location.path) is None:
                return f"{path} is gone, and {finding.location} is reported; it may have been renamed"
        return next(self._hiding(before, target, there=there), "")

    def _hiding(self, before: _Before, target: Finding, *, there: bool) -> Iterator[str]:
        """Files that were not read and may hold it: of a file that is gone any new one of its kind, else
        those with the same code."""
        suffix = posixpath.splitext(target.location.path)[1]
        code = " ".join(target.snippet.split())
        for path in sorted(before.changed):
            reason = self.today.unread(path)
            if not reason:
                continue
            renamed = not there and path.endswith(suffix) and path not in before.snapshot.entries()
            text = (self.today.snapshot.read(path) or b"").decode("utf-8", "replace")
            if renamed or code in " ".join(text.split()):
                yield f"it may have moved: {reason}"
