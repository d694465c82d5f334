"""Workflows run for real under `act` against the double of GitHub: what the stories of the templates stand on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles.github import App, Hub, github
from tests.doubles.repo import make_repo
from tests.workflows.act import Event, Ran, needs_act, run

SHA = "0123456789abcdef0123456789abcdef01234567"
TINY = """
name: tiny
on:
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:
    inputs:
      word:
        description: what to say
        default: hello
  issue_comment:
    types: [created]
permissions: {}
jobs:
  plan:
    if: github.event_name != 'issue_comment' || github.event.comment.author_association == 'MEMBER'
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    outputs:
      parts: ${{ steps.list.outputs.parts }}
    steps:
      - uses: actions/checkout@SHA # v5
        with:
          persist-credentials: false
      - uses: actions/setup-python@SHA
        with:
          python-version: "3.11"
      - id: list
        env:
          KEY: ${{ secrets.MODEL_KEY }}
          WORD: ${{ inputs.word }}
          KIND: ${{ vars.KIND }}
        run: |
          echo 'parts=["one","two"]' >> "$GITHUB_OUTPUT"
          echo "word=$WORD" >> "$GITHUB_OUTPUT"
          echo "kind=$KIND" >> "$GITHUB_OUTPUT"
          echo "## Planned by $GITHUB_ACTOR" >> "$GITHUB_STEP_SUMMARY"
          cat README
          mkdir out
          git config --get-regexp extraheader > out/kept || true
          echo plan > out/plan
      - uses: actions/upload-artifact@SHA
        with:
          name: plan
          path: out/
          if-no-files-found: error
  work:
    needs: plan
    runs-on: ubuntu-latest
    permissions:
      contents: write
      issues: write
    strategy:
      matrix:
        part: ${{ fromJSON(needs.plan.outputs.parts) }}
    steps:
      - uses: actions/checkout@SHA
      - uses: actions/download-artifact@SHA
        with:
          name: plan
          path: got
      - env:
          GITHUB_TOKEN: ${{ github.token }}
          PART: ${{ matrix.part }}
        run: |
          test -s .git/config && git config --get-regexp extraheader > /dev/null
          git push -q origin "HEAD:refs/heads/$PART"
          echo "$(cat got/plan) $PART" > "$PART.txt"
      - uses: actions/upload-artifact@SHA
        with:
          name: part-${{ matrix.part }}
          path: "*.txt"
  end:
    needs: [plan, work]
    if: ${{ !cancelled() && needs.work.result == 'success' }}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@SHA
        with:
          pattern: part-*
          merge-multiple: true
      - id: join
        run: echo "all=$(cat one.txt two.txt | tr '\\n' ',')" >> "$GITHUB_OUTPUT"
      - run: exit 3
        if: needs.plan.outputs.parts == ''
""".replace("SHA", SHA)
SKIPPED = """
name: skipped
on: schedule
permissions: {}
jobs:
  never:
    if: github.event_name != 'schedule'
    runs-on: ubuntu-latest
    outputs:
      word: ${{ steps.say.outputs.word }}
    steps:
      - id: say
        run: echo word=hello >> "$GITHUB_OUTPUT"
  always:
    needs: never
    if: ${{ !cancelled() && needs.never.outputs.word != 'hello' }}
    runs-on: ubuntu-latest
    steps:
      - id: hear
        env:
          WORD: ${{ needs.never.outputs.word }}
        run: echo "heard=<$WORD>" >> "$GITHUB_OUTPUT"
"""
APP = """
name: app
on: workflow_dispatch
permissions: {}
jobs:
  only:
    runs-on: ubuntu-latest
    steps:
      - id: app
        uses: actions/create-github-app-token@SHA
        with:
          client-id: ${{ vars.APP }}
          private-key: ${{ secrets.KEY }}
          permission-contents: read
      - uses: actions/checkout@SHA
        with:
          token: ${{ steps.app.outputs.token }}
          path: below
      - uses: actions/cache@SHA
        with:
          path: x
          key: y
      - run: cat below/README && git -C below push origin HEAD:refs/heads/mine
""".replace("SHA", SHA)
SECRETS = {"MODEL_KEY": "the-model-key"}

pytestmark = needs_act


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with serve(tmp_path, TINY) as hub:
        yield hub
        assert hub.complaints == []


def serve(folder: Path, workflow: str, app: App | None = None) -> AbstractContextManager[Hub]:
    files = {"README": "the shop\n", ".github/workflows/tiny.yml": workflow}
    return github(make_repo(folder / "origin", files), private=True, app=app)


def start(hub: Hub, folder: Path, event: Event, inputs: Mapping[str, str] | None = None) -> Ran:
    return run(hub, folder, "tiny.yml", event, secrets=SECRETS, variables={"KIND": "small"}, inputs=inputs)


def test_a_scheduled_run_has_jobs_outputs_artifacts_a_matrix_and_summaries(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, Event("schedule"))
    assert ran.status == 0, ran.log
    assert ran.started == ["end", "plan", "work"]
    plan = ran.job("plan")
    assert json.loads(plan.outputs["parts"]) == ["one", "two"] and plan.outputs["kind"] == "small"
    assert "## Planned by ada" in plan.summary and "the shop" in plan.said
    assert [step.result for step in plan.steps if "/" not in step.id] == ["success"] * 4
    assert sorted(job.matrix["part"] for job in ran.jobs if job.id == "work") == ["one", "two"]
    assert ran.job("end").step("join").outputs == {"all": "plan one,plan two,"}
    assert sorted(place.name for place in ran.artifacts.iterdir()) == ["part-one", "part-two", "plan"]
    assert (ran.artifacts / "plan" / "kept").read_text() == ""


def test_a_dispatched_run_gets_its_inputs(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, Event("workflow_dispatch", actor="bob"), {"word": "farewell"})
    assert ran.job("plan").outputs["word"] == "farewell"
    assert "by bob" in ran.job("plan").summary


@pytest.mark.parametrize(("who", "jobs"), [("MEMBER", ["end", "plan", "work"]), ("NONE", [])])
def test_a_comment_starts_a_job_only_when_its_condition_holds(
    tmp_path: Path, hub: Hub, who: str, jobs: list[str]
) -> None:
    ran = start(hub, tmp_path, Event("issue_comment", {"comment": {"author_association": who}}))
    # The status is not looked at: act works out the matrix of a job that it will skip, and fails.
    assert ran.started == jobs


def test_a_job_that_was_skipped_has_no_outputs(tmp_path: Path) -> None:
    with serve(tmp_path, SKIPPED) as hub:
        ran = start(hub, tmp_path, Event("schedule"))
    assert ran.started == ["always"] and ran.job("always").outputs == {"heard": "<>"}


def test_every_job_has_a_token_of_its_own_that_can_do_what_its_permissions_say(
    tmp_path: Path, hub: Hub
) -> None:
    ran = start(hub, tmp_path, Event("schedule"))
    assert len(set(ran.tokens.values())) == 3
    pushed = [request for request in hub.requests if request.path.endswith("git-receive-pack")]
    assert {request.label for request in pushed} == {"work"}
    assert {request.login for request in hub.requests} <= {"github-actions[bot]", ""}
    assert {request.label for request in hub.requests if request.status < 400} == {"plan", "work"}
    assert not any(token in hub.state.tokens for token in ran.tokens.values())


def test_a_job_cannot_do_what_its_permissions_do_not_name(tmp_path: Path) -> None:
    with serve(tmp_path, TINY.replace("      contents: write\n", "      contents: read\n")) as hub:
        ran = start(hub, tmp_path, Event("schedule"))
    assert ran.status != 0 and ran.started == ["plan", "work"]
    assert "The requested URL returned error: 403" in ran.log
    assert {job.result for job in ran.jobs if job.id == "work"} == {"failure"}


def test_a_job_without_permissions_does_not_see_a_private_repository(tmp_path: Path) -> None:
    with serve(tmp_path, TINY.replace("    permissions:\n      contents: read\n", "")) as hub:
        ran = start(hub, tmp_path, Event("schedule"))
    assert ran.started == ["plan"] and ran.job("plan").result == "failure"
    assert "/acme/shop/' not found" in ran.log


def test_a_token_of_an_app_can_do_what_was_asked_for(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, public = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    app = App(7, "suture", key.public_key().public_bytes(serialization.Encoding.PEM, public).decode())
    with serve(tmp_path, APP, app) as hub:
        ran = run(
            hub,
            tmp_path,
            "tiny.yml",
            Event("workflow_dispatch"),
            secrets={"KEY": text},
            variables={"APP": "7"},
        )
        assert "the shop" in ran.job("only").said and ran.job("only").result == "failure"
        git = [request for request in hub.requests if ".git/" in request.path or "/shop/info" in request.path]
        assert {request.login for request in git} <= {"suture[bot]", ""}
        assert [request.status for request in git if "suture" in request.login][-1] == 403


def test_the_environment_of_every_step_is_written_down(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, Event("schedule"))
    assert "KEY" in ran.names("plan") and "KEY" not in ran.names("work")
    assert "GITHUB_TOKEN" in ran.names("work") and "GITHUB_TOKEN" not in ran.names("plan")
    seen = [one for one in ran.environments if "the-model-key" in one.variables.values()]
    assert [(one.job, one.action) for one in seen] == [("plan", "")]
    cloning = [one.job for one in ran.environments if one.action == "actions/checkout"]
    assert sorted(cloning) == ["plan", "work", "work"]


def test_an_action_or_an_input_without_a_stand_in_is_named(tmp_path: Path) -> None:
    for wrong, said in (("setup-ruby", "no stand-in"), ("setup-python@x\n        with: {rube: x} #", "rube")):
        folder = tmp_path / said.replace(" ", "")
        folder.mkdir()
        text = TINY.replace(
            f"setup-python@{SHA}\n        with:\n          python-version", f"{wrong}\n        #"
        )
        with serve(folder, text) as hub, pytest.raises(AssertionError, match=said):
            start(hub, folder, Event("schedule"))
