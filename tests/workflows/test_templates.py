"""What every workflow may do, held against literal tables: whoever widens a permission edits it here, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.workflows.templates import ACTION, OWN, ROOT, TEMPLATES, WORKFLOWS, jobs, parsed, secrets_in, steps

READ = {"contents": "read"}
LOOK = {"contents": "read", "pull-requests": "read", "issues": "read"}
CHECKS = {"checks": "read", "statuses": "read"}
WRITE = {"contents": "write", "pull-requests": "write", "issues": "write"}
MODEL = {"OPENAI_API_KEY"}
APP = {"SUTURE_APP_KEY", "app"}
READER = {"SUTURE_READER_KEY", "app"}

PERMISSIONS = {
    "suture-fix.yml": {"fix": LOOK, "verify": READ, "publish": WRITE},
    "suture-follow.yml": {
        "decide": LOOK | CHECKS,
        "revise": LOOK | CHECKS,
        "verify": READ,
        "publish": WRITE | CHECKS,
    },
    "suture-verify.yml": {"verify": READ},
    "suture-fleet.yml": {
        "plan": READ,
        "fix": READ,
        "verify": READ,
        "publish": READ,
        "report": {"contents": "write"},
    },
    "suture.yml": {"fix": READ, "verify": READ},
    "ci.yml": {"test": READ, "workflows": READ},
}
SECRETS: dict[str, dict[str, set[str]]] = {
    "suture-fix.yml": {"fix": MODEL | {"github.token"}, "verify": set(), "publish": APP | {"github.token"}},
    "suture-follow.yml": {
        "decide": {"github.token"},
        "revise": MODEL | {"github.token"},
        "verify": set(),
        "publish": APP | {"github.token"},
    },
    "suture-verify.yml": {"verify": set()},
    "suture-fleet.yml": {
        "plan": READER,
        "fix": READER | MODEL,
        "verify": set(),
        "publish": APP,
        "report": {"github.token"},
    },
    "suture.yml": {"fix": MODEL, "verify": set()},
    "ci.yml": {"test": set(), "workflows": set()},
}
APP_PERMISSIONS = {
    ("suture-fix.yml", "publish"): {**WRITE, "members": "read"},
    ("suture-follow.yml", "publish"): {**WRITE, **CHECKS, "members": "read"},
    ("suture-fleet.yml", "plan"): {**LOOK, "organization-custom-properties": "read"},
    ("suture-fleet.yml", "fix"): {**LOOK, "members": "read"},
    ("suture-fleet.yml", "publish"): {**WRITE, "members": "read"},
}
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r"uses: \./(\.github/actions/suture)? # zizmor: ignore\[self-repository\]$")
PEOPLE = """contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event."""

each = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
each_with_action = pytest.mark.parametrize("file", (*WORKFLOWS, ACTION), ids=lambda file: file.name)
each_template = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)


def test_every_workflow_is_in_the_tables() -> None:
    assert {file.name for file in WORKFLOWS} == PERMISSIONS.keys() == SECRETS.keys()
    assert [file.name for file in TEMPLATES] == [
        "suture-fix.yml",
        "suture-fleet.yml",
        "suture-follow.yml",
        "suture-verify.yml",
    ]


@each
def test_jobs_have_the_permissions_of_the_table_and_workflows_none(file: Path) -> None:
    assert parsed(file)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs(file).items()} == PERMISSIONS[file.name]


@each
def test_secrets_are_named_only_where_the_table_allows(file: Path) -> None:
    assert {name: secrets_in(job) for name, job in jobs(file).items()} == SECRETS[file.name]
    without_jobs = {key: value for key, value in parsed(file).items() if key != "jobs"}
    assert secrets_in(without_jobs) == set()


@each
def test_a_secret_reaches_one_step_of_its_job(file: Path) -> None:
    for name, job in jobs(file).items():
        assert secrets_in({key: value for key, value in job.items() if key != "steps"}) == set()
        for secret in secrets_in(job):
            holders = [step for step in job["steps"] if secret in secrets_in(step)]
            assert len(holders) == 1, (name, secret)
            (holder,) = holders
            assert secrets_in({key: value for key, value in holder.items() if key in ("run", "if")}) == set()
            expected = "with" if secret in ("SUTURE_APP_KEY", "SUTURE_READER_KEY") else "env"
            assert secret in secrets_in(holder[expected])


@each
def test_no_job_that_may_write_holds_the_models_key(file: Path) -> None:
    for name, job in jobs(file).items():
        granted = [*job["permissions"].values(), *APP_PERMISSIONS.get((file.name, name), {}).values()]
        assert not ("write" in granted and "OPENAI" in str(job))


def test_tokens_of_the_app_have_the_permissions_of_the_table() -> None:
    found = {}
    for file in WORKFLOWS:
        for job, step in steps(file):
            if "create-github-app-token" in step.get("uses", ""):
                given = step["with"].items()
                found[file.name, job] = {
                    key.removeprefix("permission-"): value
                    for key, value in given
                    if key.startswith("permission-")
                }
    assert found == APP_PERMISSIONS


@each_with_action
def test_every_action_is_pinned_by_its_commit_and_tells_its_version(file: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in file.read_text().splitlines()]
    uses = [line for line in lines if line.startswith("uses:")]
    assert uses
    assert [line for line in uses if not (PINNED.fullmatch(line) or LOCAL.fullmatch(line))] == []


def test_one_action_has_one_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for file in (*WORKFLOWS, ACTION):
        for name, commit in re.findall(r"uses: ([\w.-]+/[\w./-]+)@(\S+ # \S+)", file.read_text()):
            pins.setdefault(name, set()).add(commit)
    assert {name for name, commits in pins.items() if len(commits) > 1} == set()


@each_with_action
def test_no_expression_is_pasted_into_a_script(file: Path) -> None:
    scripts = [step["run"] for _, step in steps(file) if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


@each
def test_no_checkout_leaves_a_credential_behind(file: Path) -> None:
    checkouts = [step for _, step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert {step["with"]["persist-credentials"] for step in checkouts} == {"false"}


@each_template
def test_what_is_checked_out_is_what_the_default_branch_or_the_base_holds(file: Path) -> None:
    event = "${{ github.event."
    allowed = {
        "suture-fix.yml": {"${{ github.sha }}"},
        "suture-fleet.yml": {"${{ github.sha }}"},
        "suture-follow.yml": {f"{event}repository.default_branch }}}}"},
        "suture-verify.yml": {f"{event}pull_request.base.sha }}}}"},
    }[file.name]
    refs = {
        step["with"]["ref"]
        for _, step in steps(file)
        if step.get("uses", "").startswith("actions/checkout@") and "path" not in step["with"]
    }
    assert refs == allowed


@each
def test_jobs_end_and_do_not_run_beside_themselves(file: Path) -> None:
    assert parsed(file)["concurrency"]["group"]
    assert all(0 < int(job["timeout-minutes"]) < 360 for job in jobs(file).values())


@each
def test_schedules_are_off_the_full_hour(file: Path) -> None:
    lines = [line for line in file.read_text().splitlines() if "cron:" in line]
    assert len(lines) == len(parsed(file)["on"].get("schedule", []))
    for line, entry in zip(lines, parsed(file)["on"].get("schedule", []), strict=True):
        assert 3 <= int(entry["cron"].split()[0]) <= 57
        assert file in OWN or line.endswith("# minute: chosen by suture init")


@each
def test_artifacts_are_kept_for_five_days_and_taken_by_name(file: Path) -> None:
    uploads = {s["with"]["name"]: s["with"] for _, s in steps(file) if "upload-artifact" in s.get("uses", "")}
    assert {given["retention-days"] for given in uploads.values()} <= {"5"}
    downloads = [s["with"] for _, s in steps(file) if "download-artifact" in s.get("uses", "")]
    for given in downloads:
        assert given["name"] in uploads if "name" in given else given["pattern"] == "suture-publish-*"


@pytest.mark.parametrize("name", ["suture-fix.yml", "suture-follow.yml", "suture.yml"])
def test_what_another_job_wrote_is_taken_only_with_its_digest(name: str) -> None:
    file = next(file for file in WORKFLOWS if file.name == name)
    reads = {"bundle": "sha256", "decided": "decided-sha256", "revise": "decided-sha256"}
    taken = 0
    for job, step in steps(file):
        given = step.get("with", {})
        if not LOCAL.search(f"uses: {step.get('uses', '')} # zizmor: ignore[self-repository]"):
            continue
        writes = {"bundle"} if given["command"] == "fix" or "revise" in given else set()
        for key in reads.keys() & given.keys() - writes:
            assert ".outputs.sha256 }}" in given[reads[key]], (job, key)
            assert given[reads[key]].startswith("${{ needs."), (job, key)
            taken += 1
    assert taken


def test_the_plan_of_a_wave_is_taken_only_with_its_digest() -> None:
    file = ROOT / "workflows/suture-fleet.yml"
    given = [step["with"] for _, step in steps(file) if "plan" in step.get("with", {})]
    assert len(given) == 4
    assert {each["plan-sha256"] for each in given} == {"${{ needs.plan.outputs.sha256 }}"}


def test_comments_and_reviews_start_something_only_from_people_of_the_repository() -> None:
    file = ROOT / "workflows/suture-follow.yml"
    assert parsed(file)["on"].keys() == {
        "schedule",
        "workflow_dispatch",
        "issue_comment",
        "pull_request_review",
    }
    decide = jobs(file)["decide"]
    schedule, dispatch, comment, review = re.split(r" \|\| (?=\(github\.event_name)", decide["if"])
    assert schedule == "github.event_name == 'schedule'"
    assert "github.ref_name ==" in dispatch
    assert f"{PEOPLE}comment.author_association)" in comment
    assert "github.event.issue.pull_request &&" in comment
    assert "contains(github.event.issue.body, '<!-- suture:begin -->')" in comment
    assert f"{PEOPLE}review.author_association)" in review
    assert "github.event.pull_request.head.repo.full_name == github.repository" in review
    assert "startsWith(github.event.pull_request.head.ref, 'suture/')" in review
    (step,) = [step for step in decide["steps"] if step.get("id") == "decide"]
    asked = "${{ (github.event.comment || github.event.review) && github.actor || '' }}"
    assert step["with"]["asked-by"] == asked


def test_every_other_job_waits_for_one_that_is_guarded() -> None:
    for file in TEMPLATES:
        for name, job in jobs(file).items():
            assert "if" in job, (file.name, name)
            assert "needs" in job or name in ("fix", "decide", "plan", "verify")


def test_verify_judges_labelled_pull_requests_alone() -> None:
    file = ROOT / "workflows/suture-verify.yml"
    assert parsed(file)["on"] == {"pull_request": {"types": ["opened", "reopened", "synchronize", "labeled"]}}
    job = jobs(file)["verify"]
    assert job["if"] == "contains(github.event.pull_request.labels.*.name, 'security-fix')"
