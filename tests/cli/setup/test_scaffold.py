"""What `suture init` writes, without a repository: minutes, actions, headers and settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from agent import __version__
from agent.cli.setup.scaffold import File, Header, header_of, minute_of, named, older, signed, workflows
from agent.cli.setup.settings_file import FLEET_KEYS, REPOSITORY_KEYS, Found, settings_file
from agent.errors import ToolError, UsageError
from agent.settings import Settings, load
from agent.settings.keys import fields

SHA = "0123456789abcdef0123456789abcdef01234567"
TEMPLATE = """\
on:
  schedule:
    - cron: "23 4 * * 1-5" # minute: chosen by suture init
    - cron: "0 5 * * 1-5"
jobs:
  fix:
    steps:
      - uses: ./.github/actions/suture # about the copy
      - name: again
        uses: ./.github/actions/suture
        env:
          GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
          KEY: ${{ secrets.OPENAI_API_KEY }}
          MODEL: ${{ vars.SUTURE_MODEL }}
"""


def test_every_repository_has_a_minute_of_its_own_off_the_full_hour() -> None:
    minutes = [minute_of(f"acme/shop-{number}/suture-fix.yml") for number in range(2000)]
    assert set(minutes) == set(range(5, 56))
    most = max(minutes.count(minute) for minute in set(minutes))
    assert most < 3 * len(minutes) / 51
    assert minute_of("acme/shop/suture-fix.yml") == minute_of("acme/shop/suture-fix.yml")


def test_only_the_marked_minute_is_chosen() -> None:
    (file,) = workflows({"suture-fix.yml": TEMPLATE}, "acme/shop", "")
    crons = re.findall(r'cron: "([^"]*)"', file.text)
    assert crons == [f"{minute_of('acme/shop/suture-fix.yml')} 4 * * 1-5", "0 5 * * 1-5"]
    assert file.path == ".github/workflows/suture-fix.yml"
    assert "uses: ./.github/actions/suture" in file.text


def test_workflows_of_one_repository_do_not_start_in_the_same_minute_by_rule() -> None:
    files = workflows({"suture-fix.yml": TEMPLATE, "suture-follow.yml": TEMPLATE}, "acme/shop", "")
    first, second = (re.findall(r'cron: "(\d+) 4', file.text) for file in files)
    assert first != second


def test_an_action_elsewhere_replaces_the_copy() -> None:
    (file,) = workflows({"a.yml": TEMPLATE}, "acme/shop", f"acme/suture@{SHA}")
    assert file.text.count(f"uses: acme/suture@{SHA}\n") == 2
    assert "./.github" not in file.text and "the copy" not in file.text


@pytest.mark.parametrize(
    "action",
    [
        "acme/suture", "acme/suture@v1", f"acme/suture@{SHA[:-1]}", f"acme/suture@{SHA.upper()}", f"acme/..@{SHA}",
        f"suture@{SHA}", f"acme/suture/sub@{SHA}", f"acme/suture@{SHA}\n", f"acme/suture@{SHA} # x",
        f"-acme/suture@{SHA}", f"docker://acme/suture@{SHA}", f"acme/su\nture@{SHA}", f"acme/sut${{x}}@{SHA}",
    ],
)  # fmt: skip
def test_an_action_that_is_not_pinned_to_a_commit_is_refused(action: str) -> None:
    with pytest.raises(UsageError, match="does not pin"):
        workflows({"a.yml": TEMPLATE}, "acme/shop", action)


def test_a_template_without_the_action_is_a_broken_installation() -> None:
    with pytest.raises(ToolError, match="does not use the action"):
        workflows({"a.yml": "on: push\n"}, "acme/shop", "")


def test_the_names_that_workflows_read_are_known_without_the_token_that_is_always_there() -> None:
    files = (File("a", TEMPLATE), File("b", "${{ secrets.SUTURE_APP_KEY }} ${{ vars.SUTURE_MODEL }}"))
    assert named(files, "secrets") == ("OPENAI_API_KEY", "SUTURE_APP_KEY")
    assert named(files, "vars") == ("SUTURE_MODEL",)


def test_a_file_of_ours_is_known_again_and_so_is_an_edit() -> None:
    text = signed(TEMPLATE)
    assert header_of(text) == Header(__version__, edited=False)
    assert header_of(text.replace("23 4", "24 4")) == Header(__version__, edited=True)
    assert header_of(text + "\n") == Header(__version__, edited=True)
    assert header_of(signed(TEMPLATE, "0.0.9rc1")) == Header("0.0.9rc1", edited=False)


@pytest.mark.parametrize("text", ["", TEMPLATE, f"\n{signed(TEMPLATE)}", "# Written by suture init\n"])
def test_any_other_file_is_not_ours(text: str) -> None:
    assert header_of(text) is None


def test_versions_are_compared_as_numbers() -> None:
    assert older("0.9.0", "0.10.0") and older("1.2", "1.2.1") and older("0.1.0", "1.0.0rc1")
    assert not older("0.10.0", "0.9.0") and not older("0.1.0", "0.1.0")


@pytest.mark.parametrize("fleet", [False, True])
@pytest.mark.parametrize(
    "found", [None, Found(), Found(("Python",), ("pytest",), "", "CODEOWNERS", "@acme/security")]
)
def test_the_settings_file_loads_and_sets_nothing(tmp_path: Path, found: Found | None, fleet: bool) -> None:
    file = settings_file(found, fleet=fleet)
    (tmp_path / file.path).write_text(file.text)
    loaded = load(tmp_path, file=None, environ={}, flags={})
    assert loaded.settings == Settings() and loaded.notes == () and loaded.origins == {}


def test_what_was_found_out_is_set(tmp_path: Path) -> None:
    file = settings_file(Found(command="go test ./..."))
    (tmp_path / file.path).write_text(file.text)
    assert load(tmp_path, file=None, environ={}, flags={}).settings.tests.command == "go test ./..."


@pytest.mark.parametrize("fleet", [False, True])
def test_every_key_of_the_settings_file_exists_and_stands_with_its_default(
    tmp_path: Path, fleet: bool
) -> None:
    file = settings_file(Found(team="@acme/security"), fleet=fleet)
    bare = re.sub(r"^# (?=[a-z_]+ = )", "", file.text, flags=re.MULTILINE)
    tables = tomllib.loads(bare)
    given = {f"{table}.{key}": value for table, keys in tables.items() for key, value in keys.items()}
    assert tuple(given) == (*REPOSITORY_KEYS, *(FLEET_KEYS if fleet else ()))
    for key, value in given.items():
        default = fields()[key].default
        assert value == (list(default) if isinstance(default, tuple) else default), key
    # Nor is there one that a repository's own file may not set.
    (tmp_path / file.path).write_text(bare)
    assert load(tmp_path, file=None, environ={}, flags={}).settings == Settings()


def test_every_setting_has_its_line_of_comment_before_it() -> None:
    lines = settings_file(Found()).text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"(# )?[a-z_]+ = ", line):
            assert re.match(r"# [A-Z`]", lines[number - 1]), line
    assert max(map(len, lines)) <= 120


def test_what_is_missing_is_said_where_it_can_be_mended() -> None:
    bare = settings_file(Found()).text
    assert "No tests were found" in bare and "There is no CODEOWNERS" in bare
    full = settings_file(Found(("Python",), ("pytest",), "", ".github/CODEOWNERS", "@acme/sec")).text
    assert "Found here: Python." in full and "run by themselves: pytest" in full
    assert "# Perhaps: @acme/sec\n" in full and "read from .github/CODEOWNERS" in full
