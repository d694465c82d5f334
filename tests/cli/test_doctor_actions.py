"""What `suture doctor` says in a job of GitHub Actions, and of a checkout's workflows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent import __version__
from agent.cli.arguments import parser
from agent.cli.doctor import command
from agent.cli.doctor_actions import Line, job_lines, workflow_line
from agent.cli.setup.init import command as init
from agent.cli.setup.scaffold import signed
from agent.errors import ForgeError
from agent.settings import GithubSettings, ModelSettings, ReviewSettings, Settings
from tests.doubles.repo import make_repo

JOB = {"GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_own"}
OWN = GithubSettings(token=SecretStr("ghs_own"))
APP = GithubSettings(app_id="12", app_key=SecretStr("-----BEGIN KEY-----"), token=SecretStr("ghs_own"))
OTHER = GithubSettings(token=SecretStr("ghp_other"))
MODEL = ModelSettings(api_key=SecretStr("sk-model"))
BOT = "github-actions[bot]"


def lines(
    github: GithubSettings,
    login: str,
    model: ModelSettings | None = None,
    environ: dict[str, str] | None = None,
) -> dict[str, Line]:
    settings = Settings(github=github, model=model or ModelSettings())
    found = {line.name: line for line in job_lines(JOB if environ is None else environ, settings, login)}
    assert all(not line.ok and not line.needed and line.hint for line in found.values())
    return found


def test_the_limits_of_the_workflows_own_token_are_named() -> None:
    (line,) = lines(OWN, BOT).values()
    for limit in ("1,000 requests", "teams", ".github/workflows", "wait until somebody", "settings allow"):
        assert limit in line.detail
    assert "Allow GitHub Actions to create and approve pull requests" in line.hint
    assert "docs/github-app.md" in line.hint


@pytest.mark.parametrize(
    ("github", "login", "environ"),
    [
        (OWN, BOT, {}),
        (OWN, BOT, {"GITHUB_ACTIONS": "false", "GITHUB_TOKEN": "ghs_own"}),
        (APP, "suture[bot]", JOB),
        (APP, "", JOB),
        (OWN, "suture[bot]", JOB),
        (OTHER, "ada", JOB),
        (OTHER, "", JOB),
        (GithubSettings(), "", JOB),
    ],
)
def test_nobody_else_has_these_limits(github: GithubSettings, login: str, environ: dict[str, str]) -> None:
    assert lines(github, login, environ=environ) == {}


def test_a_token_whose_login_is_not_told_is_known_by_its_variable() -> None:
    assert set(lines(OWN, "")) == {"GITHUB_TOKEN"}


def test_a_models_key_beside_the_apps_key_is_warned_of() -> None:
    line = lines(APP, "suture[bot]", MODEL)["three jobs"]
    assert "the model's key and the GitHub App's" in line.detail and "suture init" in line.hint


def test_a_reviewers_key_is_a_models_key() -> None:
    settings = Settings(github=APP, review=ReviewSettings(api_key=SecretStr("sk-second")))
    (line,) = job_lines(JOB, settings, "suture[bot]")
    assert line.name == "three jobs"


def test_a_models_key_beside_a_token_that_may_write_is_warned_of() -> None:
    for login in ("ada", "suture[bot]", ""):
        assert set(lines(OTHER, login, MODEL)) == {"three jobs"}


def test_the_first_job_as_the_templates_make_it_is_not_warned_of() -> None:
    assert set(lines(OWN, BOT, MODEL)) == {"GITHUB_TOKEN"}
    assert lines(GithubSettings(), "", MODEL) == {}


def test_on_an_operators_own_machine_keys_may_stand_together() -> None:
    assert lines(APP, "suture[bot]", MODEL, environ={}) == {}


def test_no_line_holds_a_secret() -> None:
    for github, login in ((OWN, BOT), (APP, "suture[bot]"), (OTHER, "ada")):
        for line in lines(github, login, MODEL).values():
            for secret in ("ghs_own", "ghp_other", "sk-model", "BEGIN KEY"):
                assert secret not in line.detail + line.hint


def set_up(folder: Path) -> Path:
    repo = make_repo(folder, {"a.py": "x = 1\n"})
    init(parser().parse_args(["init", str(repo), "--yes"]), {})
    return repo


def test_a_checkout_without_workflows_is_told_how_to_get_them(tmp_path: Path) -> None:
    line = workflow_line(tmp_path)
    assert (line.ok, line.needed) == (False, False) and "`suture init`" in line.hint


def test_workflows_of_this_version_are_named_with_it(tmp_path: Path) -> None:
    line = workflow_line(set_up(tmp_path))
    assert line.ok
    assert line.detail == ", ".join(
        f"{name} {__version__}"
        for name in ("suture-fix.yml", "suture-follow.yml", "suture-verify.yml", "action.yml")
    )


def test_older_workflows_are_to_be_written_again(tmp_path: Path) -> None:
    repo = set_up(tmp_path)
    (repo / ".github/workflows/suture-fix.yml").write_text(signed("on: push\n", "0.0.9"))
    line = workflow_line(repo)
    assert not line.ok and "suture-fix.yml 0.0.9," in line.detail
    assert line.hint == f"run `suture init` again: this is suture {__version__}"


def test_an_edited_older_workflow_is_not_promised_to_be_replaced(tmp_path: Path) -> None:
    repo = set_up(tmp_path)
    (repo / ".github/workflows/suture-fix.yml").write_text(signed("on: push\n", "0.0.9") + "# mine\n")
    line = workflow_line(repo)
    assert not line.ok and "suture-fix.yml 0.0.9 (edited)" in line.detail and "by hand" in line.hint


def test_workflows_that_somebody_else_wrote_or_a_newer_suture_are_only_named(tmp_path: Path) -> None:
    repo = set_up(tmp_path)
    (repo / ".github/workflows/suture-fix.yml").write_text("on: push\n")
    (repo / ".github/workflows/suture-follow.yml").write_text(signed("on: push\n", "99.0"))
    line = workflow_line(repo)
    assert line.ok
    assert "suture-fix.yml (not by suture init)" in line.detail and "suture-follow.yml 99.0" in line.detail


def test_the_whole_command_in_a_job_names_the_limits_and_still_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = set_up(tmp_path)
    capsys.readouterr()
    arguments = parser().parse_args(["doctor", str(repo)])
    environ = {"PATH": os.environ["PATH"], **JOB}
    status = command(arguments, environ, lambda _: BOT)
    said = " ".join(capsys.readouterr().out.split())
    assert status == 0 and "Ready." in said
    assert "with a token, as github-actions[bot]" in said and "1,000 requests an hour" in said
    assert f"suture-fix.yml {__version__}" in said and "ghs_own" not in said


def test_a_forge_that_refuses_us_does_not_hide_the_limits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: GithubSettings) -> str:
        raise ForgeError("not today", hint="try again later")

    command(parser().parse_args(["doctor", str(tmp_path)]), {"PATH": os.environ["PATH"], **JOB}, refuse)
    said = " ".join(capsys.readouterr().out.split())
    assert "not today" in said and "1,000 requests an hour" in said
