"""What checks and statuses of a commit come to."""

from __future__ import annotations

from typing import Any

import pytest

from agent.forge.values import Checks, Trouble, TroubleKind
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import HEAD, REPO, connected, refused

RUNS, SUITES, STATUS = (
    f"GET {REPO}/commits/{HEAD}/{kind}" for kind in ("check-runs", "check-suites", "status")
)


def checks(script: Script) -> Checks | Trouble:
    with connected(script) as (_, host):
        return host.checks(HEAD)


def run(name: str, conclusion: str | None, status: str = "completed") -> dict[str, Any]:
    return {"name": name, "status": status, "conclusion": conclusion}


def runs(*found: Any) -> Reply:
    return Reply({"total_count": len(found), "check_runs": list(found)})


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("failure", Checks(red=("unit",))),
        ("timed_out", Checks(red=("unit",))),
        ("startup_failure", Checks(red=("unit",))),
        ("action_required", Checks(waiting=("unit",))),
        *(
            (quiet, Checks())
            for quiet in ("success", "neutral", "skipped", "cancelled", "stale", "new", None)
        ),
    ],
)
def test_what_a_check_concluded(conclusion: str | None, expected: Checks) -> None:
    assert checks({RUNS: runs(run("unit", conclusion))}) == expected


@pytest.mark.parametrize("status", ["queued", "in_progress", "requested", "pending"])
def test_a_check_that_has_not_ended_is_pending_whatever_it_concluded_before(status: str) -> None:
    assert checks({RUNS: runs(run("unit", "failure", status))}) == Checks(pending=("unit",))


def test_a_check_that_waits_for_a_person_is_waiting() -> None:
    assert checks({RUNS: runs(run("deploy", None, "waiting"))}) == Checks(waiting=("deploy",))


def test_statuses_count_besides_checks_and_each_name_once() -> None:
    statuses = [
        {"context": "ci/lint", "state": "error"},
        {"context": "ci/docs", "state": "pending"},
        {"context": "unit", "state": "failure"},
        {"context": "ok", "state": "success"},
    ]
    script = {
        RUNS: runs(run("unit", "failure"), run("unit", "success")),
        STATUS: Reply({"state": "failure", "statuses": statuses}),
    }
    assert checks(script) == Checks(red=("unit", "ci/lint"), pending=("ci/docs",))


def test_a_workflow_that_waits_for_approval_has_no_runs_but_a_suite() -> None:
    suites = [
        {"status": "completed", "conclusion": "action_required", "app": {"name": "GitHub Actions"}},
        {"status": "queued", "conclusion": None, "app": {"name": "Idle App"}},
        {"status": "completed", "conclusion": "failure", "app": None},
    ]
    found = checks({RUNS: runs(), SUITES: Reply({"check_suites": suites})})
    assert found == Checks(waiting=("GitHub Actions",))


def test_all_pages_are_read() -> None:
    script = {
        RUNS: [runs(*(run(f"c{number}", "success") for number in range(100))), runs(run("last", "failure"))]
    }
    assert checks(script) == Checks(red=("last",))


def test_a_forge_without_checks_or_a_token_that_may_not_read_them_says_nothing() -> None:
    assert checks({}) == Checks()
    forbidden = refused(403, "Resource not accessible by integration")
    assert checks({RUNS: forbidden, SUITES: forbidden, STATUS: forbidden}) == Checks()


@pytest.mark.parametrize("line", [RUNS, SUITES, STATUS])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(500, "x"), TroubleKind.UNSURE),
        (refused(429, "slow down", headers={"retry-after": "999"}), TroubleKind.LATER),
        (Reply([]), TroubleKind.UNSURE),
    ],
)
def test_what_could_not_be_read_is_not_taken_for_green(line: str, answer: Reply, kind: TroubleKind) -> None:
    found = checks({line: answer})
    assert isinstance(found, Trouble) and found.kind is kind
