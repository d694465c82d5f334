"""Where settings come from, which of them wins, and every way in which they can be wrong."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agent.errors import ConfigError
from agent.settings import (
    Loaded,
    RungSettings,
    Section,
    Settings,
    config_schema,
    load,
    process_environment,
    shown,
)
from agent.settings.keys import LADDER

DOCS = Path(__file__).parent.parent / "docs" / "configuration.md"


def keys() -> list[str]:
    found = []
    for name, field in Settings.model_fields.items():
        inner = field.annotation
        if name == LADDER:
            # A ladder's keys are those of [model], but for its own.
            found.append(f"{LADDER}.key_env")
            continue
        is_section = isinstance(inner, type) and issubclass(inner, Section)
        found += [f"{name}.{key}" for key in inner.model_fields] if is_section and inner else [name]
    return found


def loaded(
    target: Path,
    toml: str = "",
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Loaded:
    if toml:
        (target / "suture.toml").write_text(toml)
    return load(target, file=None, environ=environ or {}, flags=flags or {})


def refused(
    target: Path,
    toml: str = "",
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        loaded(target, toml, environ, flags)
    return str(caught.value), caught.value.hint


def test_nothing_set_gives_the_defaults_and_no_origins(tmp_path: Path) -> None:
    assert loaded(tmp_path) == Loaded(Settings(), {})
    assert load(None, file=None, environ={}, flags={}).settings == Settings()


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    toml = "[triage]\nmax = 1\n[limits]\njobs = 1\n[gates]\nmax_files = 2\n"
    environ = {"SUTURE_TRIAGE__MAX": "5", "SUTURE_LIMITS__JOBS": "6"}
    result = loaded(tmp_path, toml, environ, {"triage.max": 9, "limits.jobs": None})
    assert result.settings.triage.max == 9
    assert result.settings.limits.jobs == 6
    assert result.settings.gates.max_files == 2
    assert result.settings.triage.path == ()
    assert result.origins == {
        "triage.max": "command line",
        "limits.jobs": "SUTURE_LIMITS__JOBS",
        "gates.max_files": "suture.toml",
    }


def test_the_tool_table_of_pyproject_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.suture]\nout = "fixes"\n[tool.suture.triage]\nmax = 7\n')
    result = loaded(tmp_path)
    assert (result.settings.out, result.settings.triage.max) == ("fixes", 7)
    assert result.origins["out"] == "pyproject.toml [tool.suture]"
    assert result.notes == ("pyproject.toml [tool.suture] of the target sets out, triage.max",)


def test_suture_toml_wins_over_pyproject_and_a_note_says_so(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.suture.triage]\nmax = 7\n")
    result = loaded(tmp_path, "[limits]\njobs = 1\n")
    assert (result.settings.triage.max, result.settings.limits.jobs) == (50, 1)
    assert result.notes == (
        "suture.toml and pyproject.toml [tool.suture] are both there: suture.toml is used",
        "suture.toml of the target sets limits.jobs",
    )


def test_a_pyproject_that_does_not_name_suture_may_even_be_broken(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project\n")
    assert loaded(tmp_path).settings == Settings()


def test_a_named_file_replaces_the_one_of_the_target(tmp_path: Path) -> None:
    named = tmp_path / "mine.toml"
    named.write_text(
        '[model]\nbase_url = "http://127.0.0.1:8080/v1"\n[tests]\npython = "/opt/venv/bin/python"\n'
    )
    (tmp_path / "suture.toml").write_text("[triage]\nmax = 1\n")
    result = load(tmp_path, file=named, environ={}, flags={})
    assert result.settings.model.base_url == "http://127.0.0.1:8080/v1"
    assert result.settings.tests.python == "/opt/venv/bin/python"
    assert result.settings.triage.max == 50
    assert result.notes == (f"{named} is used; the target's suture.toml is not read",)


def test_a_named_pyproject_is_read_at_its_tool_table(tmp_path: Path) -> None:
    named = tmp_path / "pyproject.toml"
    named.write_text('[project]\nname = "x"\n[tool.suture]\nout = "/srv/fixes"\n')
    result = load(None, file=named, environ={}, flags={})
    assert result.settings.out == "/srv/fixes"
    assert result.origins == {"out": f"{named} [tool.suture]"}


def test_the_usual_openai_variables_are_read_and_exact_names_win(tmp_path: Path) -> None:
    usual = {"OPENAI_BASE_URL": "http://a/v1", "OPENAI_API_KEY": "sk-1", "SUTURE_MODEL": "small"}
    model = loaded(tmp_path, environ=usual).settings.model
    assert (model.base_url, model.api_key.get_secret_value(), model.name) == ("http://a/v1", "sk-1", "small")
    result = loaded(tmp_path, environ={**usual, "SUTURE_MODEL__NAME": "large"})
    assert result.settings.model.name == "large"
    assert result.origins["model.name"] == "SUTURE_MODEL__NAME"


@pytest.mark.parametrize("text", ["a/*, b/*", '["a/*", "b/*"]'])
def test_lists_in_the_environment_are_json_or_separated_by_commas(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, environ={"SUTURE_TRIAGE__PATH": text}).settings.triage.path == ("a/*", "b/*")


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"SUTURE_LIMITS__JOBS": "", "OPENAI_API_KEY": ""}) == Loaded(
        Settings(), {}
    )


def test_null_in_the_environment_leaves_the_temperature_out(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"SUTURE_MODEL__TEMPERATURE": "null"}).settings.model.temperature is None


def test_only_the_mapping_that_is_passed_in_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUTURE_TRIAGE__MAX", "3")
    monkeypatch.setenv("TRIAGE", '{"max": 4}')
    assert loaded(tmp_path).settings.triage.max == 50
    assert loaded(tmp_path, environ=process_environment()).settings.triage.max == 3
    assert process_environment() == dict(os.environ)


@pytest.mark.parametrize(
    ("toml", "key", "near"),
    [
        ("[triage]\nmaks = 1\n", "triage.maks", "triage.max"),
        ("[scna]\ntimeout = 1\n", "scna", "scan"),
        ("timeout = 1\n", "timeout", "scan.timeout"),
        ("[model]\nnmae = 'x'\n", "model.nmae", "model.name"),
        ("ouT = 'x'\n", "ouT", "out"),
    ],
)
def test_an_unknown_key_names_the_file_the_key_and_the_nearest_valid_one(
    tmp_path: Path, toml: str, key: str, near: str
) -> None:
    assert refused(tmp_path, toml) == (f"suture.toml: unknown key '{key}'", f"did you mean {near}?")


def test_an_unknown_key_that_resembles_none_points_to_the_schema(tmp_path: Path) -> None:
    assert refused(tmp_path, "zzz = 1\n")[1] == "`suture config schema` lists every valid key"


def test_an_unknown_variable_names_the_nearest_valid_one(tmp_path: Path) -> None:
    message, hint = refused(tmp_path, environ={"SUTURE_SCAN__TIMEOT": "1"})
    assert message == "environment: unknown key 'SUTURE_SCAN__TIMEOT'"
    assert hint == "did you mean SUTURE_SCAN__TIMEOUT?"


def test_the_variable_of_our_own_sandbox_is_no_setting_and_no_error(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"SUTURE_REPORT_DIR": "/x"}).settings == Settings()


def test_an_unknown_flag_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, flags={"triage.maxx": 1})[1] == "did you mean triage.max?"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[triage]\nmax = "3"\n', "triage.max should be a whole number, got the string '3'"),
        ("[limits]\njobs = true\n", "limits.jobs should be a whole number, got the boolean true"),
        ("[limits]\njobs = 0\n", "limits.jobs should be greater than or equal to 1, got the number 0"),
        ("[scan]\ntimeout = inf\n", "scan.timeout should be a finite number, got the number inf"),
        ('[triage]\nrule = "x"\n', "triage.rule should be an array, got the string 'x'"),
        ("[triage]\nrule = [1]\n", "triage.rule should be a string, got the number 1"),
        ("triage = 3\n", "triage should be a table, got the number 3"),
        ("[out]\nx = 1\n", "out should be a string, got a table"),
        (
            '[sandbox]\nbackend = "docker"\n',
            "sandbox.backend should be 'auto', 'bubblewrap' or 'landlock', got the string 'docker'",
        ),
    ],
)
def test_a_wrong_value_names_key_expected_and_got(tmp_path: Path, toml: str, message: str) -> None:
    assert refused(tmp_path, toml)[0] == f"suture.toml: {message}"


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    message, hint = refused(tmp_path, environ={"SUTURE_LIMITS__JOBS": "many"})
    assert message == "SUTURE_LIMITS__JOBS: limits.jobs should be a whole number, got the string 'many'"
    assert "Cases worked on at once." in hint
    assert refused(tmp_path, environ={"SUTURE_TRIAGE__RULE": "[1"})[0].startswith(
        "SUTURE_TRIAGE__RULE: not a"
    )


def test_a_secret_of_the_wrong_type_is_not_repeated(tmp_path: Path) -> None:
    message, _ = refused(tmp_path, flags={"model.api_key": 31337})
    assert message == "command line: model.api_key should be a string, got another value"


@pytest.mark.parametrize(
    ("toml", "line"), [("[triage]\nmax =\n", 2), ('out = "x', 1), ("\n\n[a\n", 3), ("x = " + "[" * 5000, 1)]
)
def test_malformed_toml_names_file_and_line(tmp_path: Path, toml: str, line: int) -> None:
    assert refused(tmp_path, toml)[0].startswith(f"suture.toml, line {line}: ")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "suture.toml").write_bytes(b'out = "\xff"\n')
    assert refused(tmp_path)[0] == "suture.toml: byte 7 is not UTF-8"


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path, file=tmp_path / "none.toml", environ={}, flags={})


@pytest.mark.parametrize("key", ["base_url", "api_key"])
def test_a_repository_cannot_choose_where_the_key_is_sent(tmp_path: Path, key: str) -> None:
    message, hint = refused(tmp_path, f'[model]\n{key} = "http://evil.example"\n')
    assert message == f"suture.toml: model.{key} is not allowed in a repository's own file"
    assert f"Set OPENAI_{key.upper()} in your environment" in hint


def test_a_repository_cannot_choose_it_in_pyproject_either(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.suture.model]\nbase_url = "http://evil.example"\n')
    assert "not allowed in a repository's own file" in refused(tmp_path)[0]


@pytest.mark.parametrize(
    "value", ["../up", "/abs", "a/../../b", "~/x", ".git/hooks", "sub/.GIT/x", "a\\\\..\\\\b"]
)
@pytest.mark.parametrize(("section", "key"), [("", "out"), ("[tests]\n", "python")])
def test_paths_in_a_repository_file_stay_inside_the_tree(
    tmp_path: Path, section: str, key: str, value: str
) -> None:
    assert (
        "is not allowed in a repository's own file" in refused(tmp_path, f'{section}{key} = "{value}"\n')[0]
    )


@pytest.mark.parametrize("value", ["", ".", "./"])
def test_the_output_folder_of_a_repository_file_is_not_the_tree_itself(tmp_path: Path, value: str) -> None:
    assert f"out = '{value}' is not allowed" in refused(tmp_path, f'out = "{value}"\n')[0]


def test_the_output_folder_cannot_leave_the_tree_by_a_symlink(tmp_path: Path) -> None:
    target, outside = tmp_path / "target", tmp_path / "outside"
    target.mkdir()
    outside.mkdir()
    (target / "link").symlink_to(outside)
    assert "out = 'link/x' is not allowed" in refused(target, 'out = "link/x"\n')[0]


@pytest.mark.parametrize("value", ["/etc/passwd", "../rules", "link"])
def test_rules_of_a_repository_file_stay_inside_the_tree(tmp_path: Path, value: str) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "link").symlink_to(tmp_path)
    message, _ = refused(target, f'[scan]\nconfig = ["rules", "{value}"]\n')
    assert message == f"suture.toml: scan.config = '{value}' is not allowed in a repository's own file"


def test_relative_paths_are_relative_to_where_they_were_written(tmp_path: Path) -> None:
    result = loaded(
        tmp_path, 'out = "x"\n[scan]\nconfig = ["rules"]\n', {"SUTURE_TESTS__PYTHON": "v/bin/python"}
    )
    assert (result.folder("out"), result.folder("scan.config")) == (tmp_path, tmp_path)
    assert (result.folder("tests.python"), result.folder("model.name")) == (Path(), Path())
    assert loaded(tmp_path, flags={"out": "y"}).folder("out") == Path()
    named = tmp_path / "conf" / "mine.toml"
    named.parent.mkdir()
    named.write_text('out = "x"\n')
    assert load(tmp_path, file=named, environ={}, flags={}).folder("out") == named.parent


def test_relative_paths_in_a_repository_file_are_fine(tmp_path: Path) -> None:
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to("/usr/bin/python3")
    result = loaded(tmp_path, 'out = "build/suture"\n[tests]\npython = ".venv/bin/python"\n')
    assert (result.settings.out, result.settings.tests.python) == ("build/suture", ".venv/bin/python")


def test_environment_and_flags_may_set_what_a_repository_may_not(tmp_path: Path) -> None:
    environ = {"SUTURE_OUT": "../out", "SUTURE_TESTS__PYTHON": "/usr/bin/python3"}
    result = loaded(tmp_path, environ=environ, flags={"model.base_url": "http://127.0.0.1/v1"})
    assert (result.settings.out, result.settings.tests.python) == ("../out", "/usr/bin/python3")
    assert result.settings.model.base_url == "http://127.0.0.1/v1"


def test_a_file_that_leads_out_of_the_target_is_not_read(tmp_path: Path) -> None:
    target, outside = tmp_path / "target", tmp_path / "outside.toml"
    target.mkdir()
    outside.write_text("[triage]\nmax = 1\n")
    (target / "suture.toml").symlink_to(outside)
    assert refused(target)[0] == "suture.toml: not a regular file of the target"


def test_a_pipe_in_place_of_a_file_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "suture.toml")
    assert refused(tmp_path)[0] == "suture.toml: not a regular file of the target"


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    assert "larger than" in refused(tmp_path, "#" * 1_000_001)[0]


def test_shown_settings_are_complete_and_read_back(tmp_path: Path) -> None:
    toml = '[triage]\nrule = ["a\\"b", "\\u202e"]\n[limits]\ncase_seconds = 3\n'
    result = loaded(tmp_path, toml, {"SUTURE_MODEL": "q"}, {"triage.max": 2})
    text = shown(result)
    back: dict[str, Any] = tomllib.loads(text)
    assert Settings.model_validate(back) == result.settings
    assert "max = 2  # command line\n" in text
    assert 'name = "q"  # SUTURE_MODEL\n' in text
    assert "case_seconds = 3.0  # suture.toml\n" in text
    assert "\u202e" not in text
    for key in keys():
        assert f"{key.rpartition('.')[2]} = " in text or key.startswith(f"{LADDER}.")


def test_shown_settings_hide_secrets(tmp_path: Path) -> None:
    environ = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "https://me:hunter2@llm.example/v1"}
    text = shown(loaded(tmp_path, environ=environ))
    assert "sk-secret" not in text
    assert "hunter2" not in text
    assert 'api_key = "********"  # OPENAI_API_KEY' in text
    assert 'base_url = "https://********@llm.example/v1"' in text
    assert 'api_key = ""' in shown(loaded(tmp_path))


def test_shown_settings_repeat_the_notes(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.suture]\n")
    (tmp_path / "pyproject.toml").write_text("[tool.suture.triage]\nmax = 7\n")
    assert shown(loaded(tmp_path, "[limits]\njobs = 1\n")).startswith("# suture.toml and pyproject.toml")


def test_the_schema_is_valid_and_knows_every_key() -> None:
    schema = config_schema()
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator(schema)
    assert checker.is_valid({"triage": {"max": 3}, "out": "x"})
    assert not checker.is_valid({"triage": {"maks": 3}})
    assert not checker.is_valid({"limits": {"jobs": 0}})


@pytest.mark.parametrize("key", keys())
def test_the_documentation_explains_every_key_with_its_default(key: str) -> None:
    section, _, name = key.rpartition(".")
    heading = f"[[{section}]]" if section == LADDER else f"[{section}]" if section else "Top level"
    part = DOCS.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    row = next((line for line in part.splitlines() if line.startswith(f"| `{name}` |")), "")
    assert row, f"{key} has no row in docs/configuration.md"
    default = {**Settings().model_dump(mode="json"), LADDER: RungSettings(name="x").model_dump(mode="json")}
    for each in key.split("."):
        default = default[each]
    assert row.split("|")[2].strip() == f"`{json.dumps(default)}`"


def test_the_documentation_has_no_row_for_a_key_that_is_gone() -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    assert len(rows) == len(keys())


def test_the_example_of_the_documentation_is_a_valid_file(tmp_path: Path) -> None:
    example = DOCS.read_text().partition("\n## Example\n")[2].partition("```toml\n")[2].partition("```")[0]
    assert loaded(tmp_path, example).settings.triage.max == 10


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[tests]\nsetup = 'pip install x'\n", "tests.setup"),
        ("[gates]\nrequire = ['applies']\n", "gates.require"),
        ("[limits]\nmax_tokens = 999999999999\n", "limits.max_tokens = 999999999999"),
        ("[limits]\njobs = 4000\n", "limits.jobs = 4000"),
        ("[sandbox]\nmemory_mb = 99999999\n", "sandbox.memory_mb = 99999999"),
        ("[gates]\nmax_changed_lines = 100000\n", "gates.max_changed_lines = 100000"),
        ("[model]\nmax_reflections = 1000\n", "model.max_reflections = 1000"),
        ("[model]\nname = 'dear'\n", "model.name"),
        ("[model]\nname = 'local'\n", "model.name"),
        ("[limits]\nmax_cost = 0.0\n", "limits.max_cost = 0.0"),
        ("[limits]\ncase_cost = 0\n", "limits.case_cost = 0"),
        ("[limits]\ncase_tokens = 0\n", "limits.case_tokens = 0"),
    ],
)
def test_a_repository_cannot_weaken_its_gates_or_raise_a_ceiling(
    tmp_path: Path, text: str, what: str
) -> None:
    message, hint = refused(tmp_path, text)
    assert message == f"suture.toml: {what} is not allowed in a repository's own file"
    assert "--config-file" in hint


def test_a_repository_may_tighten_and_what_it_sets_is_named(tmp_path: Path) -> None:
    (tmp_path / "suture.toml").write_text("[limits]\nmax_tokens = 5\n[gates]\nmax_files = 1\n")
    result = loaded(tmp_path)
    assert (result.settings.limits.max_tokens, result.settings.gates.max_files) == (5, 1)
    assert result.notes == ("suture.toml of the target sets gates.max_files, limits.max_tokens",)


def test_a_repository_may_set_a_limit_where_there_is_none(tmp_path: Path) -> None:
    limits = loaded(tmp_path, "[limits]\ncase_tokens = 5000\nmax_cost = 2.5\ncase_cost = 1\n").settings.limits
    assert (limits.case_tokens, limits.max_cost, limits.case_cost) == (5000, 2.5, 1.0)


def test_a_repository_cannot_choose_what_its_fixes_cost(tmp_path: Path) -> None:
    _, hint = refused(tmp_path, "[model]\nname = 'dear'\n")
    assert hint.startswith(
        "a repository must not choose what its fixes cost. Set SUTURE_MODEL in your environ"
    )


def test_a_file_that_the_operator_names_may_set_everything(tmp_path: Path) -> None:
    (tmp_path / "suture.toml").write_text("[limits]\njobs = 9\n[gates]\nrequire = ['applies']\n")
    result = load(tmp_path, file=tmp_path / "suture.toml", environ={}, flags={})
    assert (result.settings.limits.jobs, result.settings.gates.require) == (9, ("applies",))


@pytest.mark.parametrize("url", ["https://u:SECRET@h/v1", "https://h/v1?api-key=SECRET", "h:SECRET@x"])
def test_an_address_is_shown_without_what_it_hides(url: str) -> None:
    assert "SECRET" not in shown(load(None, file=None, environ={"OPENAI_BASE_URL": url}, flags={}))
