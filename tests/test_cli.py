from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from agent.cli.compose import cache_dir
from tests.doubles.model_server import completion, fault, serving
from tests.doubles.stories import command, environment, make_target, suture

ROOT = Path(__file__).parents[1]
KEY = "sk-test-0123456789abcdef"


def test_doctor_says_what_is_there_and_what_to_set(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = suture(tmp_path, "doctor", "target")
    assert ended.status == 0, ended.out
    assert "bundled rules" in ended.out and "OPENAI_API_KEY" in ended.out and "Ready." in ended.out
    assert not (tmp_path / "suture-out").exists()


def test_doctor_asks_the_model_endpoint(tmp_path: Path) -> None:
    with serving([completion("OK")]) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "SUTURE_MODEL": "m"}
        assert "answers as m" in " ".join(suture(tmp_path, "doctor", env=env).out.split())
    with serving([fault(401, f"bad key {KEY}")]) as server:
        ended = suture(tmp_path, "doctor", env={**env, "OPENAI_BASE_URL": server.url})
        assert "OPENAI_API_KEY" in ended.out and KEY not in ended.out + ended.err


def test_config_shows_where_values_come_from_and_hides_secrets(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    (target / "suture.toml").write_text("[triage]\nmax = 3\n")
    ended = suture(tmp_path, "config", "show", "target", env={"OPENAI_API_KEY": KEY})
    assert ended.status == 0 and KEY not in ended.out
    assert re.search(r"max = 3 +# .*suture\.toml", ended.out), ended.out
    schema = json.loads(suture(tmp_path, "config", "schema").out)
    assert "triage" in schema["properties"]


def test_prepared_environments_are_kept_below_home_or_not_at_all(tmp_path: Path) -> None:
    assert cache_dir({"HOME": "/home/a"}, tmp_path) == Path("/home/a/.cache/suture")
    assert cache_dir({"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}, tmp_path) == Path("/c/suture")
    assert cache_dir({"HOME": ""}, tmp_path) == tmp_path / "cache"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    line = " ".join(command("config", "schema")) + " | head -1; exit ${PIPESTATUS[0]}"
    done = subprocess.run(["bash", "-c", line], env=environment(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


def test_a_terminal_that_cannot_show_a_character_shows_its_escape(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = suture(tmp_path, "scan", "target", "--config", "rules.yaml", env={"PYTHONIOENCODING": "ascii"})
    assert ended.status == 0, ended.err


def test_every_command_and_flag_of_the_readme_exists(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text()
    said: dict[str, set[str]] = {}
    for name, rest in re.findall(r"^(?:\$ )?suture (rules \w+|\w+)(.*)$", text, re.MULTILINE):
        said.setdefault(name, set()).update(re.findall(r"--[\w-]+", rest.split("#")[0]))
    for name, flags in said.items():
        shown = suture(tmp_path, *name.split(), "--help").out
        assert {flag for flag in flags if flag not in shown} == set(), name
        assert shown.startswith(f"usage: suture {name} "), name
