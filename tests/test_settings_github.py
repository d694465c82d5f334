"""What the settings of the forge may say, and who may say it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.settings import GithubSettings, Settings, shown
from agent.settings.keys import ENV_ALIASES
from tests.test_settings import DOCS, keys, loaded, refused

GITHUB_KEYS = [key for key in keys() if key.startswith(("github.", "disclosure."))]
LIMIT_KEYS = ["pr_concurrent_limit", "pr_hourly_limit", "pr_owner_limit", "base", "stop_label"]
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAAAA==\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize("key", [*GITHUB_KEYS, *(f"delivery.{key}" for key in LIMIT_KEYS)])
def test_a_repository_cannot_choose_where_the_token_goes_nor_lift_a_limit(tmp_path: Path, key: str) -> None:
    section, _, name = key.partition(".")
    default = Settings().model_dump(mode="json")[section][name]
    message, hint = refused(tmp_path, f"[{section}]\n{name} = {json.dumps(default)}\n")
    assert message == f"suture.toml: {key} is not allowed in a repository's own file"
    assert f"Set SUTURE_{section.upper()}__{name.upper()} in your environment" in hint


def test_a_repository_may_say_how_its_pull_requests_look(tmp_path: Path) -> None:
    toml = '[delivery]\nlabels = ["sec"]\nsecurity_team = "@acme/security"\ngaps = "report"\n'
    delivery = loaded(tmp_path, toml).settings.delivery
    assert (delivery.labels, delivery.security_team, delivery.gaps) == (("sec",), "@acme/security", "report")


def test_the_usual_github_variables_are_read_and_exact_names_win(tmp_path: Path) -> None:
    usual = {
        "GITHUB_API_URL": "https://ghe.example/api/v3", "GITHUB_SERVER_URL": "https://ghe.example",
        "GITHUB_TOKEN": "ghs_1",
    }  # fmt: skip
    github = loaded(tmp_path, environ=usual).settings.github
    assert (github.api_url, github.server_url) == ("https://ghe.example/api/v3", "https://ghe.example")
    assert github.token.get_secret_value() == "ghs_1"
    result = loaded(tmp_path, environ={**usual, "GH_TOKEN": "ghp_2", "SUTURE_GITHUB__TOKEN": "ghp_3"})
    assert result.settings.github.token.get_secret_value() == "ghp_3"
    assert result.origins["github.token"] == "SUTURE_GITHUB__TOKEN"


@pytest.mark.parametrize(
    ("environ", "token"),
    [
        ({"GH_TOKEN": "gh", "GITHUB_TOKEN": "github"}, "gh"),
        ({"GITHUB_TOKEN": "github", "GH_TOKEN": "gh"}, "gh"),
        ({"GH_TOKEN": "", "GITHUB_TOKEN": "github"}, "github"),
        ({"GH_TOKEN": "gh"}, "gh"),
    ],
)
def test_gh_token_wins_over_github_token_as_it_does_for_gh(
    tmp_path: Path, environ: Mapping[str, str], token: str
) -> None:
    assert loaded(tmp_path, environ=environ).settings.github.token.get_secret_value() == token


@pytest.mark.parametrize(
    "text", [PEM, PEM + "\n", PEM.replace("\n", "\\n"), PEM.replace("\n", "\\n") + "\\n"]
)
def test_a_private_key_may_come_with_line_ends_or_with_their_escapes(tmp_path: Path, text: str) -> None:
    key = loaded(tmp_path, environ={"SUTURE_GITHUB__APP_KEY": text}).settings.github.app_key
    assert key.get_secret_value().strip() == PEM


def test_white_space_around_a_token_is_dropped(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"GH_TOKEN": " t\n"}).settings.github.token.get_secret_value() == "t"


def test_github_secrets_never_show(tmp_path: Path) -> None:
    environ = {"GH_TOKEN": "ghp_secret", "SUTURE_GITHUB__APP_KEY": PEM, "SUTURE_GITHUB__APP_ID": "12"}
    result = loaded(tmp_path, environ=environ)
    text = shown(result)
    for everything in (text, repr(result), str(result.settings), result.settings.model_dump_json()):
        assert "ghp_secret" not in everything and "MIIEow" not in everything
    assert 'token = "********"  # GH_TOKEN' in text
    assert 'app_key = "********"  # SUTURE_GITHUB__APP_KEY' in text
    assert 'app_id = "12"' in text


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://ghe.example", "ghe.example", "ftp://ghe.example", "https://", "https://h:port", "https://[::1",
        "https://me:hunter2@ghe.example", "https://h/?token=hunter2", "https://h/#hunter2", "https://h\\@hunter2/",
        "http://127.0.0.1.hunter2.example", "http://localhost@hunter2.example",
    ],
)  # fmt: skip
def test_the_token_goes_to_no_address_in_clear_text(tmp_path: Path, name: str, url: str) -> None:
    message, _ = refused(tmp_path, environ={name: url})
    assert message.startswith(f"{name}: github.{name[7:].lower()} should be an https address")
    assert "hunter2" not in message


@pytest.mark.parametrize("url", ["http://127.0.0.1:4000", "http://localhost:4000/x", "http://[::1]:1"])
def test_an_address_on_this_machine_may_be_http_and_loses_its_last_slash(tmp_path: Path, url: str) -> None:
    assert loaded(tmp_path, environ={"GITHUB_API_URL": url + "/"}).settings.github.api_url == url


@pytest.mark.parametrize(
    ("server", "api", "one"),
    [
        ("https://github.com", "https://api.github.com", True),
        ("https://ghe.example", "https://ghe.example/api/v3", True),
        ("https://acme.ghe.com", "https://api.acme.ghe.com", True),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", True),
        ("https://ghe.example", "https://api.github.com", False),
        ("https://github.com", "https://ghe.example/api/v3", False),
        ("https://ghe.example", "https://api.ghe.example.evil.example", False),
    ],
)
def test_two_addresses_are_one_forge_or_they_are_not(server: str, api: str, one: bool) -> None:
    assert GithubSettings(server_url=server, api_url=api).one_forge is one


def test_the_documentation_names_every_short_variable() -> None:
    part = DOCS.read_text().partition("\n## Environment variables\n")[2].partition("\n## ")[0]
    for name, key in ENV_ALIASES.items():
        row = next(line for line in part.splitlines() if line.startswith("|") and name in line)
        assert f"`{key}`" in row
