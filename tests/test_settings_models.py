"""The ladder in a file: what each rung is when it leaves things out, and every way in which it can be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from agent.errors import ConfigError
from agent.settings import Loaded, RungSettings, config_schema, load, shown

DOCS = Path(__file__).parent.parent / "docs" / "configuration.md"
LADDER = """
[model]
base_url = "http://127.0.0.1:1/v1"
timeout = 60.0
tries = 2
[[models]]
name = "small"
answer = "function"
[[models]]
name = "large"
base_url = "https://llm.example/v1"
key_env = "LARGE_KEY"
price_in = 3
"""


def named(
    folder: Path,
    toml: str,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Loaded:
    """Settings by a file that the operator names."""
    file = folder / "mine.toml"
    file.write_text(toml)
    return load(None, file=file, environ=environ or {}, flags=flags or {})


def rungs(
    folder: Path,
    toml: str,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> tuple[RungSettings, ...]:
    return named(folder, toml, environ, flags).settings.models


def keys(found: tuple[RungSettings, ...]) -> list[str]:
    return [rung.api_key.get_secret_value() for rung in found]


def test_a_rung_is_as_model_where_it_says_nothing(tmp_path: Path) -> None:
    small, large = rungs(tmp_path, LADDER, {"LARGE_KEY": "k-large", "OPENAI_API_KEY": "k-usual"})
    assert (small.name, small.base_url, small.answer) == ("small", "http://127.0.0.1:1/v1", "function")
    assert (large.name, large.base_url, large.answer) == ("large", "https://llm.example/v1", "auto")
    assert [(rung.timeout, rung.tries) for rung in (small, large)] == [(60.0, 2), (60.0, 2)]
    assert (small.price_in, large.price_in) == (0.0, 3.0)
    assert keys((small, large)) == ["k-usual", "k-large"]


def test_the_environment_reaches_rungs_by_way_of_model(tmp_path: Path) -> None:
    small, _ = rungs(tmp_path, LADDER, {"SUTURE_MODEL__TIMEOUT": "7", "SUTURE_MODEL": "other"})
    assert (small.timeout, small.name) == (7.0, "small")


def test_the_key_of_model_is_not_sent_to_another_address(tmp_path: Path) -> None:
    toml = '[[models]]\nname = "a"\n[[models]]\nname = "b"\nbase_url = "https://other.example/v1"\n'
    assert keys(rungs(tmp_path, toml, {"OPENAI_API_KEY": "k-usual"})) == ["k-usual", ""]


def test_a_variable_that_is_not_set_gives_no_other_key(tmp_path: Path) -> None:
    toml = '[[models]]\nname = "a"\nkey_env = "MISSING"\n'
    assert keys(rungs(tmp_path, toml, {"OPENAI_API_KEY": "k-usual"})) == [""]


def test_a_flag_holds_for_every_rung(tmp_path: Path) -> None:
    found = rungs(tmp_path, LADDER, flags={"model.answer": "edits", "model.cache": False})
    assert [(rung.answer, rung.cache) for rung in found] == [("edits", False)] * 2


def test_a_model_on_the_command_line_leaves_its_rung_alone(tmp_path: Path) -> None:
    (rung,) = rungs(tmp_path, LADDER, {"LARGE_KEY": "k"}, {"model.name": "large"})
    assert (rung.name, rung.base_url) == ("large", "https://llm.example/v1")


def test_a_model_on_the_command_line_that_is_no_rung_replaces_the_ladder(tmp_path: Path) -> None:
    settings = named(tmp_path, LADDER, flags={"model.name": "third"}).settings
    assert settings.models == ()
    assert (settings.model.name, settings.model.timeout) == ("third", 60.0)


def test_the_model_of_this_process_has_defaults_of_its_own(tmp_path: Path) -> None:
    settings = load(None, file=None, environ={}, flags={"model.name": "local"}).settings
    assert (settings.model.answer, settings.model.timeout) == ("function", 600.0)
    assert settings.model.max_completion_tokens == 1024
    toml = '[model]\nmax_completion_tokens = 512\n[[models]]\nname = "local"\ntimeout = 30\n[[models]]\nname = "b"\n'
    local, other = rungs(tmp_path, toml)
    assert (local.answer, local.timeout, local.max_completion_tokens) == ("function", 30.0, 512)
    assert (other.answer, other.timeout, other.max_completion_tokens) == ("auto", 180.0, 512)


def test_what_is_said_of_the_model_of_this_process_holds(tmp_path: Path) -> None:
    environ = {"SUTURE_MODEL": "local", "SUTURE_MODEL__ANSWER": "edits", "SUTURE_MODEL__TIMEOUT": "180"}
    model = load(None, file=None, environ=environ, flags={}).settings.model
    assert (model.answer, model.timeout, model.max_completion_tokens) == ("edits", 180.0, 1024)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("models = 3\n", "models should be an array of tables, got the number 3"),
        ("[models]\nname = 'x'\n", "models should be an array of tables, got a table"),
        ("models = ['x']\n", "models should be an array of tables, got the string 'x'"),
        ("[[models]]\n", "[[models]] 1 has no name"),
        ("[[models]]\nname = ''\n", "[[models]] 1: name should be a string that is not empty, got the string ''"),
        ("[[models]]\nname = 7\n", "[[models]] 1: name should be a string, got the number 7"),
        (
            "[[models]]\nname = 'a'\n[[models]]\nname = 'b'\ntimeout = 'long'\n",
            "[[models]] 2: timeout should be a number, got the string 'long'",
        ),
        ("[[models]]\nname = 'a'\ntries = 0\n", "[[models]] 1: tries should be greater than or equal to 1, got the number 0"),
        ("[[models]]\nname = 'a'\napi_key = 31337\n", "[[models]] 1: api_key should be a string, got another value"),
        ("[[models]]\nname = 'a'\ntimeuot = 3\n", "unknown key 'models.timeuot'"),
    ],
)  # fmt: skip
def test_a_rung_that_is_wrong_is_named_with_its_place(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        named(tmp_path, toml)
    assert str(caught.value) == f"{tmp_path / 'mine.toml'}: {message}"


def test_an_unknown_key_of_a_rung_names_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        named(tmp_path, "[[models]]\nname = 'a'\nkey_nev = 'X'\n")
    assert caught.value.hint == "did you mean models.key_env?"


def test_a_repository_cannot_write_a_ladder(tmp_path: Path) -> None:
    (tmp_path / "suture.toml").write_text('[[models]]\nname = "x"\nkey_env = "GH_TOKEN"\n')
    with pytest.raises(ConfigError, match="models is not allowed in a repository's own file") as caught:
        load(tmp_path, file=None, environ={}, flags={})
    assert "--config-file" in caught.value.hint
    assert "SUTURE_MODELS" not in caught.value.hint


def test_no_variable_writes_a_ladder() -> None:
    with pytest.raises(ConfigError, match="unknown key 'SUTURE_MODELS'"):
        load(None, file=None, environ={"SUTURE_MODELS": "[]"}, flags={})


def test_the_ladder_is_shown_without_its_keys(tmp_path: Path) -> None:
    toml = LADDER.replace("https://llm.example", "https://me:hunter2@llm.example")
    text = shown(named(tmp_path, toml, {"LARGE_KEY": "k-large"}))
    assert text.count("[[models]]") == 2
    assert 'key_env = "LARGE_KEY"' in text
    assert "k-large" not in text
    assert "hunter2" not in text
    part = text.partition("[[models]]")[2].partition("[[models]]")[2]
    assert 'name = "large"' in part
    assert 'api_key = "********"' in part
    assert "timeout = 60.0" in part


def test_the_schema_knows_the_ladder() -> None:
    checker = Draft202012Validator(config_schema())
    assert checker.is_valid({"models": [{"name": "a", "key_env": "K", "timeout": 3}]})
    assert not checker.is_valid({"models": [{"key_env": "K"}]})
    assert not checker.is_valid({"models": [{"name": "a", "kee_env": "K"}]})


def test_the_ladder_of_the_documentation_is_valid(tmp_path: Path) -> None:
    part = DOCS.read_text().partition("\n## [[models]]\n")[2]
    found = rungs(tmp_path, part.partition("```toml\n")[2].partition("```")[0], {"LARGE_KEY": "k"})
    assert [rung.name for rung in found] == ["local", "large"]
    assert keys(found) == ["", "k"]
