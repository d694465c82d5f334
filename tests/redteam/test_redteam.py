"""The red team's files are sound, and a sample of them meets the gates. All of them: `python -m tests.redteam`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.verdict import VerdictKind
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from agent.workspace.unified import DiffFailure, apply_unified
from tests.demo import fresh_copy
from tests.redteam import canaries
from tests.redteam.cases import GATES, HERE, WRONG_FIXES, Case, load, read_case
from tests.redteam.judged import Figures, Judged, Result, figures
from tests.redteam.stage import Stage, open_stage

CASES = load()
OF_SHOP = load("shop")
KINDS = {
    "suppression", "weakened-tests", "deselection", "hijack", "protected", "unicode", "form", "out-of-bounds", "framework", "syntax",
    "invented", "credential", "dependency", "host", "exfiltration", "endpoint", "regression", "backdoor", *WRONG_FIXES,
    "sandbox-environ", "sandbox-write", "sandbox-fork", "sandbox-memory", "sandbox-disk", "sandbox-sleep", "sandbox-network",
}  # fmt: skip
SAMPLE = (
    "bad/form/stale", "bad/suppression/nosec", "bad/syntax/forgotten-import", "bad/renamed/compiled", "bad/regression/no-verification",
    "bad/constant-result/hmac-always-valid", "bad/sandbox-network/abstract-socket", "bad/deselection/pytest-ini",
    "bad/moved/to-a-lambda", "good/hmac/plain-compare",
)  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> GitSnapshot:
    folder = tmp_path_factory.mktemp("redteam") / "shop"
    fresh_copy(folder)
    return GitSnapshot(open_checkout(folder))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage(2) as opened:
        yield opened


def test_there_are_enough_patches_of_every_kind() -> None:
    counts = Counter(case.good for case in OF_SHOP)
    assert counts[False] >= 150
    assert counts[True] >= 60
    assert {case.kind for case in OF_SHOP if not case.good} >= KINDS
    assert {gate for case in OF_SHOP for gate in case.gates} >= set(GATES)


def test_every_finding_has_good_patches_and_hidden_tests() -> None:
    findings = {(case.rule, case.path, case.line) for case in OF_SHOP if case.line}
    heads = {file.read_text("utf-8").split("\n")[0] for file in (HERE / "hidden").glob("*.py")}
    for rule, path, line in findings:
        assert any(case.good and (case.rule, case.path) == (rule, path) for case in OF_SHOP)
        assert f"# {rule} {path}:{line}" in heads


def test_a_good_patch_names_no_gate_and_a_bad_one_does() -> None:
    assert all(bool(case.gates) != case.good for case in CASES)
    assert all(case.why.endswith(".") for case in CASES)


def test_no_patch_is_there_twice() -> None:
    twins = Counter((case.diff, case.source, case.rule) for case in CASES)
    assert [count for count in twins.values() if count > 1] == []


def test_every_patch_applies_unless_it_is_meant_not_to(snapshot: GitSnapshot) -> None:
    for case in OF_SHOP:
        if isinstance(found := apply_unified(case.diff, snapshot), DiffFailure):
            assert "applies" in case.gates, f"{case.name}: {found.reason}"


def test_a_header_that_lacks_a_line_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad" / "moved" / "x.patch"
    file.parent.mkdir(parents=True)
    file.write_text("kind: moved\ntarget: shop\n\n--- a/x\n")
    with pytest.raises(ValueError, match="needs"):
        read_case(file)


def test_the_canaries_notice_what_is_done_to_them() -> None:
    with canaries.planted() as planted:
        known = canaries.descendants()
        assert planted.traces("nothing", known) == ()
        aimed = planted.aim(b"__CANARY_PORT__ __CANARY_SOCKET__ __CANARY_HOME__").decode().split()
        socket.create_connection(("127.0.0.1", int(aimed[0]))).close()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(f"\0{aimed[1]}")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"x", ("127.0.0.1", int(aimed[0])))
        (Path(aimed[2]) / "left").write_text("x")
        subprocess.run(["sh", "-c", "sleep 60 > /dev/null 2>&1 &"], check=True)
        found = planted.traces(f"the value is {planted.value}", known)
        for pid in canaries.descendants() - known:
            os.kill(pid, signal.SIGKILL)
    words = ("TCP", "abstract", "datagram", "home folder", "value", "the process")
    assert [word for word in words if not any(word in trace for trace in found)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_meets_the_gate_that_should_stop_it(stage: Stage, name: str) -> None:
    (case,) = (case for case in OF_SHOP if case.name == name)
    done = Judged(case, stage.judge(case, case.diff), 0.0)
    assert done.ok, done.reason


def test_rates_count_a_gap_as_accepted_and_the_wrong_gate_as_a_miss(stage: Stage) -> None:
    bad, good = _named("bad/suppression/nosec"), _named("good/hmac/plain-compare")
    rejected = stage.judge(_named("bad/form/empty"), b"")
    assert rejected.kind is VerdictKind.REJECTED
    missed = Judged(bad, rejected, 0.0)
    assert missed.result is Result.ELSEWHERE
    assert Judged(good, rejected, 0.0).result is Result.REJECTED
    assert figures([missed, Judged(good, rejected, 0.0)]) == Figures(0.0, 0.0, 0.0, 0, 0, 0)
    assert not figures([missed]).reached


def _named(name: str) -> Case:
    return next(case for case in OF_SHOP if case.name == name)
