"""What is installed from a wheel is the same program: prompts, rules, templates and the sandbox's own files."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that has the wheel; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    pip = [
        str(folder / "env/bin/python"),
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env/bin"


def run(installed: Path, folder: Path, *args: str) -> str:
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "COLUMNS": "100",
    }
    done = subprocess.run(
        [str(installed / "suture"), *args], cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_its_prompts_rules_and_templates(installed: Path, tmp_path: Path) -> None:
    code = (
        "import agent, agent.resources as r, agent.authoring.prompting.prompts as p, agent.report.pages as g\n"
        "print(agent.__file__); print(r.prompts_dir()); print(len(list(r.rules_dir().rglob('*.yaml'))))\n"
        "print(len(p.auditor())); print(g._environment().list_templates())"
    )
    done = subprocess.run(
        [str(installed / "python"), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    module, prompts, rules, persona, templates = done.stdout.strip().split("\n")
    assert module.startswith(str(installed.parent)) and prompts.startswith(str(installed.parent))
    assert int(rules) == len(list((ROOT / "rules").rglob("*.yaml"))) > 40
    assert int(persona) > 100 and "case.html.j2" in templates


def test_the_installed_command_finds_and_reports(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import yaml\n\n\ndef f(s):\n    return yaml.load(s, Loader=yaml.Loader)\n"
    )
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    assert "CWE-502" in run(installed, tmp_path, "scan", ".")
    assert "bundled rules" in run(installed, tmp_path, "doctor")
    assert "evidence gap" in run(installed, tmp_path, "fix", ".", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out/report.json").exists()
    run(installed, tmp_path, "init", ".", "--yes")
    assert (tmp_path / ".github/actions/suture/action.yml").exists()
