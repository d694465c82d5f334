"""The scripts of the workflows and of the action, run by bash as a runner does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent import __version__
from tests.doubles.repo import commit, git, make_repo
from tests.workflows.templates import ACTION, ROOT, steps


def script(file: Path, name: str) -> str:
    """The script of a step by the step's name."""
    (found,) = [step["run"] for _, step in steps(file) if step.get("name") == name]
    assert isinstance(found, str)
    return found


def bash(text: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """`shell: bash` of GitHub: stops at the first command that fails, also within a pipe."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **environ}
    argv = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    return subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with nothing on the PATH but what the script itself calls, and a python3 without Suture."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "sed"):
        (folder / name).symlink_to(next(p for d in os.get_exec_path() if (p := Path(d, name)).exists()))
    (folder / "python3").symlink_to(Path(sys.base_prefix, "bin/python3"))
    return folder


def look(folder: Path, path: str, version: str) -> str:
    """What the action's first step finds: the interpreter that it tells, or nothing."""
    output = folder / "output"
    output.write_text("")
    done = bash(
        script(ACTION, "look for suture"), folder,
        PATH=path, VERSION=version, GITHUB_OUTPUT=str(output), RUNNER_TEMP=str(folder / "temp"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return output.read_text()


def test_an_installed_suture_is_used_and_its_interpreter_told(tmp_path: Path, bare: Path) -> None:
    program = bare / "suture"
    program.write_text(f"#!{sys.executable}\n")
    program.chmod(0o755)
    assert look(tmp_path, str(bare), __version__) == f"python={sys.executable}\n"


def test_one_that_an_earlier_step_installed_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "temp/suture/bin"
    folder.mkdir(parents=True)
    (folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "python").chmod(0o755)
    found = look(tmp_path, f"{Path(sys.executable).parent}:{os.environ['PATH']}", __version__)
    assert found == f"python={folder / 'python'}\n"


def test_another_version_is_not_used(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    assert look(tmp_path, path, "0.0.1") == ""


def test_a_machine_without_suture_is_told_apart(tmp_path: Path, bare: Path) -> None:
    assert look(tmp_path, str(bare), __version__) == ""


def test_a_module_in_the_checkout_is_not_taken_for_suture(tmp_path: Path, bare: Path) -> None:
    (tmp_path / "importlib").mkdir()
    (tmp_path / "importlib/metadata.py").write_text("open('imported', 'w')\n")
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent/__init__.py").write_text("open('imported', 'w')\n")
    assert look(tmp_path, str(bare), __version__) == ""
    assert not (tmp_path / "imported").exists()


def test_the_commits_of_a_pull_request_arrive_without_its_files(tmp_path: Path) -> None:
    base = make_repo(tmp_path / "base", {"a.py": "1\n"})
    head = git(base, "rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", str(base), str(base / ".suture-pull"))
    made = commit(base / ".suture-pull", {"a.py": "2\n", "evil.py": "3\n"})
    done = bash(script(ROOT / "workflows/suture-verify.yml", "take its commits, and no file"), base)
    assert done.returncode == 0, done.stderr
    assert git(base, "cat-file", "-t", made) == "commit"
    assert git(base, "rev-parse", "HEAD") == head
    assert git(base, "status", "--porcelain") == ""
    assert sorted(file.name for file in base.iterdir()) == [".git", "a.py"]


def test_verify_goes_back_only_to_a_commit_of_the_default_branch(tmp_path: Path) -> None:
    text = script(ROOT / "workflows/suture-follow.yml", "go back to the commit that was decided on")
    top = make_repo(tmp_path / "shop", {"a.py": "1\n"})
    first = git(top, "rev-parse", "HEAD")
    newest = commit(top, {"a.py": "2\n"})
    git(top, "checkout", "-q", "-b", "evil", first)
    evil = commit(top, {".github/actions/suture/action.yml": "x\n"})
    git(top, "checkout", "-q", "main")
    for refused in (evil, "", "main", first[:12], "--help", f"{first}\n{evil}", "0" * 40):
        assert bash(text, top, BASE=refused).returncode != 0, refused
        assert git(top, "rev-parse", "HEAD") == newest
    assert bash(text, top, BASE=first).returncode == 0
    assert git(top, "rev-parse", "HEAD") == first
