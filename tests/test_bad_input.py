"""Bad input: a clear error that names the next step, exit 2, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doubles.model_server import fault, serving
from tests.doubles.repo import git, state_of
from tests.doubles.stories import branches, fix, make_target, suture


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if ".git/" not in p.as_posix()}


def refuses(folder: Path, *args: str, says: str, env: dict[str, str] | None = None) -> None:
    before = files(folder)
    ended = suture(folder, *args, env=env)
    assert ended.status == 2, ended.out + ended.err
    assert says in ended.err and "next:" in ended.err and "Traceback" not in ended.err, ended.err
    assert files(folder) == before


def test_a_target_that_is_no_checkout(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "-q")
    for command in ("scan", "fix"):
        refuses(tmp_path, command, "plain", says="not a git repository")
        refuses(tmp_path, command, "nowhere", says="not a folder")
        refuses(tmp_path, command, "empty", says="no commit")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[scan]\nconfg = ['x']\n", "confg"),
        ("[triage]\nmax = 'many'\n", "triage.max"),
        ("[triage\n", "suture.toml"),
        ("[model]\nbase_url = 'http://evil.example'\n", "base_url"),
        ("[model]\napi_key = 'x'\n", "api_key"),
        ("[gates]\nrequire = ['applies']\n", "gates.require"),
        ("[tests]\npython = '/bin/sh'\n", "tests.python"),
        ("out = '../elsewhere'\n", "out"),
    ],
)
def test_a_wrong_settings_file(tmp_path: Path, text: str, says: str) -> None:
    target = make_target(tmp_path)
    (target / "suture.toml").write_text(text)
    refuses(tmp_path, "fix", "target", "--config", "rules.yaml", says=says)


@pytest.mark.parametrize(
    "rules",
    ["rules: [{id: x, languages: [python], severity: ERROR, message: m, pattern: 'f( ='}]", "a: [", ""],
)
def test_an_invalid_rule_file(tmp_path: Path, rules: str) -> None:
    make_target(tmp_path)
    (tmp_path / "bad.yaml").write_text(rules)
    refuses(tmp_path, "fix", "target", "--config", "bad.yaml", says="")
    refuses(tmp_path, "fix", "target", "--config", "nowhere.yaml", says="does not exist")


def test_a_wrong_key_or_address_ends_the_run_before_anything_is_written(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    before = state_of(target)
    wrong = (fault(401, "Incorrect API key provided: sk-secret-0123456789"),)
    with serving(wrong, canary=wrong) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-secret-0123456789", "SUTURE_MODEL": "m"}
        ended = fix(tmp_path, env=env)
        assert ended.status == 2 and "OPENAI_API_KEY" in ended.err and "sk-secret" not in ended.err
        closed = server.url
    env = {"OPENAI_BASE_URL": closed, "OPENAI_API_KEY": "x", "SUTURE_MODEL": "m", "SUTURE_MODEL__TRIES": "1"}
    ended = fix(tmp_path, env=env)
    assert ended.status == 2 and "OPENAI_BASE_URL" in ended.err
    ended = fix(tmp_path, env={"OPENAI_API_KEY": "x"})
    assert ended.status == 2 and "--model" in ended.err
    assert state_of(target) == before and branches(target) == [] and not (tmp_path / "suture-out").exists()


def test_an_output_folder_that_git_tracks(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    ended = fix(tmp_path, "--out", str(target / "app"))
    assert ended.status == 2 and "git tracks" in ended.err and not (target / "app/cases").exists()


def test_a_patch_file_or_finding_that_is_not_there(tmp_path: Path) -> None:
    make_target(tmp_path)
    (tmp_path / "p.diff").write_text(
        "--- a/app/calc.py\n+++ b/app/calc.py\n@@ -6 +6 @@\n-    return eval(text)\n+    return 1\n"
    )
    refuses(tmp_path, "verify", "target", "--patch", "nowhere.diff", says="cannot be read")
    refuses(tmp_path, "verify", "target", "--patch", "p.diff", "--line", "3", says="need --rule")
    refuses(
        tmp_path, "verify", "target", "--config", "rules.yaml", "--patch", "p.diff", "--rule", "no-eval", "--line", "99",
        says="no finding of no-eval",
    )  # fmt: skip


def test_a_report_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    make_target(tmp_path)
    refuses(
        tmp_path, "fix", "target", "--config", "rules.yaml", "--report", "no/where.json", says="lies in none"
    )


@pytest.mark.parametrize(("link", "says"), [("../victim", "leads through"), (".git", "leads through")])
def test_an_output_folder_that_the_repository_leads_elsewhere(tmp_path: Path, link: str, says: str) -> None:
    target = make_target(tmp_path)
    (tmp_path / "victim").mkdir()
    (target / "suture-out").symlink_to(link)
    git(target, "add", "-A")
    git(target, "commit", "-qm", "a link")
    before = state_of(target)
    ended = suture(target, "fix", ".", "--config", "../rules.yaml")
    assert ended.status == 2 and ("git tracks" in ended.err or says in ended.err), ended.err
    git(target, "rm", "-q", "--cached", "suture-out")
    git(target, "commit", "-qm", "untracked now")
    ended = suture(target, "fix", ".", "--config", "../rules.yaml")
    assert ended.status == 2 and says in ended.err, ended.err
    assert list((tmp_path / "victim").iterdir()) == [] and before["status"]


def test_file_names_that_are_not_utf8_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    (Path(str(target).encode().decode()) / "app").joinpath(
        b"caf\xe9.py".decode("utf-8", "surrogateescape")
    ).write_text("x = 1\n")
    git(target, "add", "-A")
    git(target, "commit", "-qm", "odd name")
    ended = suture(tmp_path, "scan", "target", "--config", "rules.yaml")
    assert ended.status == 0 and "not UTF-8" in ended.out and "3 findings" in ended.out


def test_a_report_path_that_is_a_folder(tmp_path: Path) -> None:
    make_target(tmp_path)
    (tmp_path / "p.diff").write_text("")
    for args in (("fix", "target"), ("verify", "target", "--patch", "p.diff")):
        refuses(tmp_path, *args, "--config", "rules.yaml", "--report", str(tmp_path), says="is a folder")


def test_a_gate_that_does_not_exist(tmp_path: Path) -> None:
    make_target(tmp_path)
    env = {"SUTURE_GATES__REQUIRE": "tsets"}
    refuses(tmp_path, "fix", "target", "--config", "rules.yaml", says="tsets", env=env)
