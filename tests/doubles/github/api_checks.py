"""What checks and statuses say of a commit."""

from __future__ import annotations

from . import render_git, render_said
from .merging import latest
from .records import CheckRun
from .routing import Answer, Call, Refusal, route

COMMIT = "/repos/{owner}/{repo}/commits/{ref}"


def _sha(call: Call) -> str:
    sha = call.state.store.tip(call.params["ref"])
    if not sha:
        raise Refusal(422, f"No commit found for SHA: {call.params['ref']}")
    return sha


@route("GET", f"{COMMIT}/check-runs", "checks=read")
def list_check_runs(call: Call) -> Answer:
    sha, query = _sha(call), call.query
    found = call.state.checks.get(sha, [])
    found = found if query.get("filter") == "all" else latest(found)
    if name := query.get("check_name"):
        found = [run for run in found if run.name == name]
    if state := query.get("status"):
        found = [run for run in found if run.status == state]
    page = call.page([render_said.check_run(call, sha, run) for run in reversed(found)])
    return Answer(200, {"total_count": len(found), "check_runs": page.body}, page.headers)


@route("GET", f"{COMMIT}/check-suites", "checks=read")
def list_check_suites(call: Call) -> Answer:
    """One suite of each check; one that waits for approval has no runs yet."""
    sha, state = _sha(call), call.state
    suites = [*latest(state.checks.get(sha, [])), *state.waiting.get(sha, [])]
    page = call.page([_suite(call, sha, run) for run in suites])
    return Answer(200, {"total_count": len(suites), "check_suites": page.body}, page.headers)


def _suite(call: Call, sha: str, run: CheckRun) -> dict[str, object]:
    url = f"{call.repo_url}/check-suites/{run.id + 1}"
    runs = int(run not in call.state.waiting.get(sha, []))
    repository = render_git.repository(call)
    return {
        "id": run.id + 1, "node_id": f"CS_{run.id}", "head_branch": None, "head_sha": sha, "status": run.status,
        "conclusion": run.conclusion or None, "url": url, "before": None, "after": None, "pull_requests": [],
        "app": None, "repository": repository, "created_at": None, "updated_at": None,
        "latest_check_runs_count": runs, "check_runs_url": f"{url}/check-runs",
        "head_commit": None,
    }  # fmt: skip


@route("GET", f"{COMMIT}/status", "statuses=read")
def combined_status(call: Call) -> Answer:
    """The newest status of each context; `pending` where there is none at all, as GitHub has it."""
    sha, url = _sha(call), call.repo_url
    found = list({one.context: one for one in call.state.statuses.get(sha, [])}.values())
    states = {"failure" if one.state == "error" else one.state for one in found}
    whole = next((state for state in ("failure", "pending", "success") if state in states), "pending")
    body = {
        "state": whole, "statuses": [render_said.status(call, sha, one) for one in found], "sha": sha,
        "total_count": len(found), "repository": render_git.repository(call),
        "commit_url": f"{url}/commits/{sha}", "url": f"{url}/commits/{sha}/status",
    }  # fmt: skip
    return Answer(200, body)
