"""The stage: a checkout of a target, the real scanner, sandbox and suite, and the bench that judges."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.cli.compose import rules_digest
from agent.domain import Finding, NoProof, Patch, Proof, TestStyle
from agent.gates.engines import BANDIT
from agent.gates.runner import GATE_NAMES, Bench
from agent.gates.scope import changed_lines
from agent.gates.suite import RepoSuite
from agent.gates.trial import NoReview
from agent.pipeline import scan_commit
from agent.ports import Sandbox, Scanner
from agent.sandbox import Unavailable, choose, interpreter_binds
from agent.scanner.bandit import BanditScanner, find_bandit
from agent.scanner.packs import DEFAULT, pack
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.scanner.targets import select_targets
from agent.settings import GateSettings, SandboxSettings, ScanSettings, TestSettings
from agent.verdict import Check, Review, Status, Verdict
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from agent.workspace.unified import DiffFailure, apply_unified
from tests.demo import fresh_copy
from tests.redteam.cases import HERE, Case

SECONDS = 60.0
ATTACK_SECONDS = 20.0
# What is measured here are the gates that ask no model.
REQUIRE = tuple(name for name in GATE_NAMES if name != "review")
POLICY = GateSettings(require=REQUIRE, fail_on=("dependency", "host", "endpoint"))
SANDBOX = SandboxSettings(memory_mb=768, processes=128, disk_mb=256)


class RubberStamp:
    """The worst reviewer there is: approves everything, and names any added line as what makes it safe."""

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Review | NoReview:
        added = [
            line for change in patch.changes for line in changed_lines(change)[1] if len(line.strip()) > 3
        ]
        return Review(True, (), max(added, key=len, default="").strip() if matching else "")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that cases of one target need. `attacked` judges with a shorter time limit, without bandit."""

    snapshot: GitSnapshot
    sandbox: Sandbox
    bench: Bench
    attacked: Bench

    def finding(self, case: Case) -> tuple[Finding, ...]:
        """The finding that a case names. Raises LookupError when the scanner does not report it."""
        if not case.line:
            return ()
        for found in self.bench.base_scan.findings:
            if (found.rule.id, found.location.path, found.location.start) == (
                case.rule,
                case.path,
                case.line,
            ):
                return (found,)
        raise LookupError(f"{case.name}: no finding of {case.rule} at {case.path}:{case.line}")

    def judge(self, case: Case, diff: bytes) -> Verdict:
        """Put a case through the gates, with the proof of its finding where there is one."""
        changes = apply_unified(diff, self.snapshot)
        if isinstance(changes, DiffFailure):
            return Verdict((Check("applies", Status.FAILED, changes.reason),), REQUIRE)
        findings = self.finding(case)
        patch = Patch(self.snapshot.base_sha, changes, case.source)
        bench = self.attacked if case.attacks_sandbox else self.bench
        return bench.verify(patch, findings, proof_of(findings))


def proof_of(findings: tuple[Finding, ...]) -> Proof | NoProof:
    """The proof that was written for a finding beforehand."""
    if not findings:
        return NoProof("there is no finding")
    name = findings[0].fingerprint
    file = HERE / "proofs" / f"{name}.py"
    if not file.is_file():
        return NoProof(f"none was written for {name}")
    return Proof(f"tests/test_proof_{name}.py", file.read_text("utf-8"), TestStyle.PYTEST)


@contextlib.contextmanager
def open_stage(jobs: int) -> Iterator[Stage]:
    """A checkout of the shop with its base scan done. Raises RuntimeError when there is no sandbox."""
    sandbox = choose(SANDBOX)
    if isinstance(sandbox, Unavailable):
        raise RuntimeError(f"no sandbox: {sandbox.reason}; {sandbox.hint}")
    with tempfile.TemporaryDirectory(prefix="suture-redteam-") as name:
        folder = Path(name)
        fresh_copy(folder / "shop")
        snapshot = GitSnapshot(open_checkout(folder / "shop"))
        rules = pack(DEFAULT)
        scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [], ScanSettings(), jobs=1, bundled=rules)
        paths, _ = select_targets(snapshot.entries().values(), ScanSettings().max_target_bytes)
        base = scan_commit(snapshot, scanner, paths)
        bandit = find_bandit(os.environ["PATH"])
        if bandit is None:
            raise RuntimeError("bandit is not on the search path; install the project's dependencies")
        engines: dict[str, Scanner] = {BANDIT: BanditScanner(bandit)}

        def bench(seconds: float, engines: Mapping[str, Scanner]) -> Bench:
            settings = TestSettings(python=sys.executable, seconds=seconds)
            scratch = folder / f"suite-{seconds:.0f}"
            suite = RepoSuite(
                snapshot,
                sandbox,
                "",
                settings,
                folder / "shop",
                scratch,
                scratch / "cache",
                interpreter_binds,
                jobs,
            )
            return Bench(
                snapshot, scanner, suite, POLICY, base, RubberStamp(),
                rules_digest(tuple(rule.file for rule in rules)),
                bundled=frozenset(rule.id for rule in rules),
                engines=engines,
            )  # fmt: skip

        # Attacks on the sandbox have to reach it: bandit would stop some of them before.
        yield Stage(snapshot, sandbox, bench(SECONDS, engines), bench(ATTACK_SECONDS, {}))
