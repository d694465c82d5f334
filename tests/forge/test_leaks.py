"""The last look before a write: which secrets count, in which places, and which spellings do not."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from pydantic import SecretStr

from agent.domain import Change
from agent.forge.leaks import leaked, secrets_of
from agent.forge.values import Wanted
from agent.forge.writes import NewCommit, PullText
from agent.settings import GithubSettings, ModelSettings, ReviewSettings, RungSettings, Settings

KEY = "sk-proj-9fQ2_xV7-LmZr4Tw8Yb3KcNd"
PEM = "-----BEGIN PRIVATE KEY-----\n" + "\n".join(
    base64.b64encode(bytes(range(at, at + 48))).decode() for at in (0, 48, 96)
) + "\n-----END PRIVATE KEY-----"  # fmt: skip


def wanted(
    title: str = "fix(a): b", body: str = "", message: str = "fix(a): b\n", change: Change | None = None
) -> Wanted:
    changes = (change or Change("a.py", b"a\n", b"b\n"),)
    return Wanted(
        ("0" * 16,), "suture/" + "0" * 16, "main", "b" * 40, (NewCommit(message, changes, "c" * 40),),
        lambda *_: PullText(title, body), (), True,
    )  # fmt: skip


def test_every_place_that_is_written_is_looked_at() -> None:
    named = {"model.api_key": KEY}
    for place, one in {
        "its title": wanted(title=f"fix: {KEY}"),
        "its text": wanted(body=f"see {KEY}"),
        "its branch": replace(wanted(), branch=f"suture/{KEY}"),
        "the message of commit 1": wanted(message=f"fix: {KEY}"),
        "a file of commit 1": wanted(change=Change("a.py", None, KEY.encode())),
    }.items():
        said = leaked(one, named)
        assert place in said and "model.api_key" in said and KEY not in said
    path = wanted(change=Change(f"{KEY}.py", None, b""))
    assert "a file of commit 1" in leaked(path, named)
    assert leaked(wanted(), named) == ""


def test_a_secret_that_was_there_before_is_not_published_by_us() -> None:
    there = f"KEY = '{KEY}'\n".encode()
    assert leaked(wanted(change=Change("a.py", there, there + b"x = 1\n")), {"k": KEY}) == ""
    assert leaked(wanted(change=Change("a.py", there, b"KEY = env()\n")), {"k": KEY}) == ""
    assert leaked(wanted(change=Change("a.py", there, there + f"B = '{KEY}'\n".encode())), {"k": KEY})


@pytest.mark.parametrize("value", ["", "none", "EMPTY", "ollama", "  ", "x" * 7])
def test_words_that_stand_in_for_a_key_are_no_secrets(value: str) -> None:
    assert leaked(wanted(body="EMPTY none ollama xxxxxxx"), {"model.api_key": value}) == ""


def test_one_line_of_a_private_key_is_enough() -> None:
    line = PEM.split("\n")[2]
    assert "app_key" in leaked(wanted(body=f"`{line}`"), {"github.app_key": PEM})
    coded = base64.b64encode(PEM.encode()).decode()
    assert "app_key" in leaked(wanted(body=coded), {"github.app_key": PEM})
    assert leaked(wanted(body="-----BEGIN PRIVATE KEY-----"), {"github.app_key": PEM}) == ""


def test_a_short_secret_counts_as_it_is() -> None:
    assert leaked(wanted(body="the key is hunter2hunter"), {"k": "hunter2hunter"})
    assert leaked(wanted(body="the key is pa55word!"), {"k": "pa55word!"})
    assert leaked(wanted(body="the key is pa55 word"), {"k": "pa55word!"}) == ""


def test_every_secret_setting_is_one() -> None:
    settings = Settings(
        model=ModelSettings(api_key=SecretStr("one")), review=ReviewSettings(api_key=SecretStr("two")),
        github=GithubSettings(token=SecretStr("three"), app_key=SecretStr("four")),
    )  # fmt: skip
    assert secrets_of(settings) == {
        "model.api_key": "one", "review.api_key": "two", "github.token": "three", "github.app_key": "four",
    }  # fmt: skip


def test_the_key_of_every_rung_is_one() -> None:
    rungs = (RungSettings(name="small"), RungSettings(name="large", api_key=SecretStr(KEY)))
    secrets = secrets_of(Settings(models=rungs))
    assert (secrets["models.1.api_key"], secrets["models.2.api_key"]) == ("", KEY)
    assert "the value of models.2.api_key" in leaked(wanted(body=f"see {KEY}"), secrets)
