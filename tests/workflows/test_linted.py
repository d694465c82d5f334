"""The action's own file, and what the linters of workflows say of everything."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent import __version__
from agent.cli.action.inputs import INPUTS
from agent.cli.action.results import Results
from tests.workflows.templates import ACTION, OWN, ROOT, TEMPLATES, WORKFLOWS, jobs, parsed, steps


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_steps_give_the_action_only_inputs_that_it_has(file: Path) -> None:
    inputs = parsed(ACTION)["inputs"].keys()
    outputs = parsed(ACTION)["outputs"].keys()
    for name, step in steps(file):
        if step.get("uses", "").startswith("./"):
            assert step["with"].keys() <= inputs, name
            for used in re.findall(rf"steps\.{step.get('id', '-')}\.outputs\.([\w-]+)", str(jobs(file))):
                assert used in outputs


def test_the_action_passes_on_every_input_and_tells_every_output() -> None:
    action = parsed(ACTION)
    (run,) = [step for step in action["runs"]["steps"] if step.get("id") == "run"]
    passed = {key for key in run["env"] if key.startswith("INPUT_")}
    assert passed == {f"INPUT_{name.replace('-', '_').upper()}" for name in {*INPUTS, "command"}}
    for key in passed:
        name = key.removeprefix("INPUT_").lower().replace("_", "-")
        assert run["env"][key] == f"${{{{ inputs.{name} }}}}"
    assert action["inputs"].keys() == {*INPUTS, "command", "version", "sandbox", "cache"}
    assert action["outputs"].keys() == Results("fix").outputs().keys()
    assert run["run"] == 'exec "$PYTHON" -I -m agent.cli.action'


def test_a_copy_of_the_action_installs_this_release() -> None:
    assert parsed(ACTION)["inputs"]["version"]["default"] == __version__


def test_downloads_are_cached_only_by_jobs_whose_word_does_not_count() -> None:
    (cache,) = [step for _, step in steps(ACTION) if step.get("uses", "").startswith("actions/cache@")]
    assert "inputs.publish != 'true'" in cache["if"]
    assert set(re.findall(r"inputs\.command == '([^']*)'", cache["if"])) == {"fix", "scan"}
    assert "inputs.version" in cache["with"]["key"]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as `suture init` leaves it: templates and a copy of the action."""
    top = tmp_path_factory.mktemp("linted")
    (top / ".github/actions/suture").mkdir(parents=True)
    (top / ".github/workflows").mkdir()
    (top / ".git").mkdir()
    shutil.copy(ACTION, top / ".github/actions/suture")
    for file in TEMPLATES:
        shutil.copy(file, top / ".github/workflows")
    return top


def lint(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [str(Path(sys.executable).parent / program), *arguments]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=120)


def test_actionlint_finds_nothing(repository: Path) -> None:
    for folder in (repository, ROOT):
        done = lint(folder, "actionlint", "-no-color")
        assert (done.returncode, done.stdout) == (0, "")


ZIZMOR = ("--offline", "--no-config", "--no-progress", "--persona", "pedantic")


def test_zizmor_finds_nothing_however_pedantic(repository: Path) -> None:
    done = lint(ROOT, "zizmor", *ZIZMOR, str(repository / ".github"), str(ACTION), *map(str, OWN))
    assert done.returncode == 0, done.stdout
    for file in (*TEMPLATES, *OWN):
        assert f"completed {'' if file in OWN else repository}" in done.stderr
        assert file.name in done.stderr


def test_the_linters_do_find_what_is_wrong(repository: Path, tmp_path: Path) -> None:
    bad = (repository / ".github/workflows/suture-fix.yml").read_text()
    bad = bad.replace("permissions: {}", "permissions: write-all").replace(
        "bundle: ${{ runner.temp }}/proposed.json", "bundel: x"
    )
    shutil.copytree(repository, tmp_path / "bad")
    (tmp_path / "bad/.github/workflows/suture-fix.yml").write_text(bad)
    assert 'input "bundel" is not defined' in lint(tmp_path / "bad", "actionlint", "-no-color").stdout
    found = lint(tmp_path / "bad", "zizmor", *ZIZMOR, ".")
    assert found.returncode != 0
    assert "excessive-permissions" in found.stdout
