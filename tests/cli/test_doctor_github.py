"""What `suture doctor` says of the forge, by way of a fake that answers in its place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.cli.arguments import parser
from agent.cli.doctor import command, github_lines
from agent.cli.doctor_actions import Line
from agent.errors import ForgeError
from agent.settings import GithubSettings, Settings

TOKEN = "ghp_0123456789"
WITH_TOKEN = GithubSettings(token=SecretStr(TOKEN))


@dataclass
class FakeForge:
    """Answers with a login or an error, and keeps whether it was asked."""

    answer: str | ForgeError
    asked: list[str] = field(default_factory=list)

    def __call__(self, github: GithubSettings) -> str:
        self.asked.append(github.server_url)
        if isinstance(self.answer, ForgeError):
            raise self.answer
        return self.answer


def github_line(github: GithubSettings, forge: FakeForge) -> Line:
    """What is said outside GitHub Actions, which is one line."""
    (line,) = github_lines(Settings(github=github), {"GITHUB_TOKEN": TOKEN}, forge)
    return line


def test_without_a_token_the_forge_is_optional_and_not_asked() -> None:
    forge = FakeForge("ada")
    line = github_line(GithubSettings(), forge)
    assert (line.ok, line.needed, forge.asked) == (False, False, [])
    assert line.detail == "https://github.com, no token: fixes stay branches of the checkout"
    assert "unless you want pull requests" in line.hint and "GH_TOKEN" in line.hint


def test_with_a_token_it_says_who_we_are() -> None:
    line = github_line(WITH_TOKEN, FakeForge("ada"))
    assert (line.ok, line.detail) == (True, "https://github.com with a token, as ada")


def test_an_app_is_named_by_its_id() -> None:
    github = GithubSettings(app_id="12", app_key=SecretStr("-----BEGIN KEY-----"), token=SecretStr(TOKEN))
    line = github_line(github, FakeForge("suture[bot]"))
    assert (line.ok, line.detail) == (True, "https://github.com with the GitHub App 12, as suture[bot]")


def test_a_forge_that_refuses_us_is_no_crash() -> None:
    line = github_line(WITH_TOKEN, FakeForge(ForgeError("bad credentials", hint="make a new token")))
    assert (line.ok, line.hint) == (False, "make a new token")
    assert "bad credentials" in line.detail


@pytest.mark.parametrize(
    ("github", "lacks"),
    [
        (GithubSettings(app_id="12"), "SUTURE_GITHUB__APP_KEY"),
        (GithubSettings(app_key=SecretStr("x"), token=SecretStr(TOKEN)), "SUTURE_GITHUB__APP_ID"),
    ],
)
def test_half_an_app_is_said_to_be_half(github: GithubSettings, lacks: str) -> None:
    forge = FakeForge("ada")
    line = github_line(github, forge)
    assert (line.ok, line.hint, forge.asked) == (False, f"set {lacks} too", [])


def test_a_token_is_not_sent_to_two_forges() -> None:
    forge = FakeForge("ada")
    github = GithubSettings(server_url="https://ghe.example", token=SecretStr(TOKEN))
    line = github_line(github, forge)
    assert not line.ok and "are two forges" in line.detail and forge.asked == []


def test_the_whole_command_shows_it_and_never_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = parser().parse_args(["doctor", str(tmp_path)])
    environ = {"PATH": os.environ["PATH"], "GH_TOKEN": TOKEN, "GITHUB_TOKEN": "ghs_other"}
    status = command(arguments, environ, FakeForge("ada"))
    said = " ".join(capsys.readouterr().out.split())
    assert status == 0 and "Ready." in said
    assert "with a token, as ada" in said
    assert TOKEN not in said and "ghs_other" not in said
