"""Bundles on the command line: who may hold which secret, and flags that cannot be meant together."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.cli import verify
from agent.cli.arguments import parser
from agent.cli.bundle import publish
from agent.cli.bundle.writing import FORGE_KEYS, MODEL_KEYS, one_line, refuse_secrets
from agent.cli.compose import check_file
from agent.cli.target import refuse_contradictions
from agent.errors import BundleError, UsageError

BOTH = (*FORGE_KEYS, *MODEL_KEYS)


@pytest.mark.parametrize(
    "name",
    [
        "GITHUB_TOKEN", "GH_TOKEN", "SUTURE_GITHUB__TOKEN", "SUTURE_GITHUB__APP_KEY", "OPENAI_API_KEY",
        "SUTURE_MODEL__API_KEY", "SUTURE_REVIEW__API_KEY",
    ],
)  # fmt: skip
def test_every_variable_that_holds_a_secret_is_named_and_its_value_is_not(name: str) -> None:
    arguments = parser().parse_args(["verify", "--bundle", "b.json", "--out", "v.json"])
    with pytest.raises(UsageError) as caught:
        refuse_secrets(arguments, {name: "a-secret", "PATH": "/bin"}, BOTH, "that is bad")
    assert str(caught.value) == f"{name} is set, and that is bad"
    assert caught.value.hint.startswith(f"take {name} out of this job's environment")


def test_an_empty_variable_and_other_keys_are_no_secret() -> None:
    arguments = parser().parse_args(["publish", "v.json", "acme/shop"])
    environ = {"OPENAI_API_KEY": " ", "GITHUB_TOKEN": "needed-here", "SUTURE_MODEL": "qwen"}
    refuse_secrets(arguments, environ, MODEL_KEYS, "that is bad")


def test_a_secret_in_the_operators_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[model]\napi_key = "a-secret"\n')
    arguments = parser().parse_args(["publish", "v.json", "acme/shop", "--config-file", str(file)])
    with pytest.raises(UsageError, match=r"model\.api_key of .*own\.toml is set") as caught:
        refuse_secrets(arguments, {}, MODEL_KEYS, "that is bad")
    assert "a-secret" not in str(caught.value)


def test_the_key_of_a_rung_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[[models]]\nname = "a"\nkey_env = "LARGE"\n[[models]]\nname = "b"\napi_key = "a-secret"\n'
    )
    arguments = parser().parse_args(["publish", "v.json", "acme/shop", "--config-file", str(file)])
    with pytest.raises(UsageError, match=r"^LARGE is set, and"):
        refuse_secrets(arguments, {"LARGE": "a-secret"}, MODEL_KEYS, "that is bad")
    with pytest.raises(UsageError, match=r"^models\.2\.api_key of .*own\.toml is set"):
        refuse_secrets(arguments, {}, MODEL_KEYS, "that is bad")
    refuse_secrets(arguments, {"LARGE": "a-secret"}, FORGE_KEYS, "that is bad")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["--bundle", "b.json"], "name one with --out"),
        (["--patch", "-", "--out", "v.json"], "say --bundle"),
        (["--bundle", "b.json", "--out", "v.json", "--rule", "x"], "a bundle names its findings"),
        (["--bundle", "b.json", "--out", "v.json", "--proof", "x"], "a bundle names its findings"),
        (["--bundle", "b.json", "--out", "nowhere/v.json"], "an existing folder"),
    ],
)
def test_flags_of_verify_that_cannot_be_meant_together_are_refused(line: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        verify.command(parser().parse_args(["verify", *line]), {})
    assert said in caught.value.hint


def test_a_bundle_is_not_made_and_published_by_one_job() -> None:
    with pytest.raises(UsageError, match="--bundle is for another job"):
        refuse_contradictions(parser().parse_args(["fix", "--bundle", "b.json", "--publish"]))


def test_a_bundle_that_is_not_there_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    arguments = parser().parse_args(["publish", str(tmp_path / "none.json"), "acme/shop"])
    with pytest.raises(BundleError, match="cannot be read"):
        publish.command(arguments, {})


def test_a_file_can_be_written_where_its_folder_is(tmp_path: Path) -> None:
    check_file("--bundle", tmp_path / "b.json")
    for bad in (tmp_path, tmp_path / "none" / "b.json", Path("/dev/zero")):
        with pytest.raises(UsageError, match="--bundle: "):
            check_file("--bundle", bad)


def test_what_a_sandbox_lacks_fits_into_a_bundle() -> None:
    assert one_line("none: bubblewrap\nis missing") == "none: bubblewrap is missing"
    assert len(one_line("x" * 1000)) == 300
