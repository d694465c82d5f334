"""The action's program, really run: outputs that nobody can add to, a summary, the command's exit code."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doubles.repo import make_repo
from tests.doubles.stories import LOADER, RULES
from tests.workflows.templates import given

ODD = "app/|x|\n::error::y.py"


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished run of the program."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str


def outputs_of(text: str) -> dict[str, str]:
    """What a runner reads: `name<<DELIMITER`, lines, the delimiter on a line of its own."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n")[:-1])
    for line in lines:
        name, _, end = line.partition("<<")
        assert name not in found
        value = []
        for inner in lines:
            if inner == end:
                break
            value.append(inner)
        found[name] = "\n".join(value)
    return found


def act(folder: Path, temp: Path, /, **inputs: str) -> Ran:
    """Run the program as action.yml does, in `folder`."""
    temp.mkdir(exist_ok=True)
    output, summary = temp / "output", temp / "summary"
    output.write_text("")
    summary.write_text("")
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(temp),
        "RUNNER_TEMP": str(temp),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_SERVER_URL": "https://github.com",
        "SUTURE_GATES__REQUIRE": "applies,scope,syntax,secrets,finding,regressions",
        "COLUMNS": "120",
        **given(**inputs),
    }
    done = subprocess.run(
        [sys.executable, "-I", "-m", "agent.cli.action"],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, outputs_of(output.read_text()), summary.read_text())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finding that a rule fixes, in a file of an odd name, and a package called like ours."""
    top = tmp_path_factory.mktemp("action") / "shop"
    spy = "import pathlib\npathlib.Path('imported').write_text('x')\n"
    files = {
        ODD: LOADER,
        "rules.yaml": RULES,
        "agent/__init__.py": spy,
        "agent/cli/__init__.py": spy,
        "agent/cli/action/__init__.py": spy,
    }
    return make_repo(top, files)


@pytest.fixture(scope="module")
def fixed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The fix job's run, and the runner's temporary folder."""
    temp = tmp_path_factory.mktemp("runner")
    ran = act(
        checkout, temp, command="fix", config="rules.yaml", bundle=str(temp / "proposed.json"),
        out=str(temp / "out"),
    )  # fmt: skip
    return ran, temp


def test_fix_tells_counts_and_the_digest_of_its_bundle(fixed: tuple[Ran, Path], checkout: Path) -> None:
    ran, temp = fixed
    assert ran.status == 0, ran.log
    bundle = temp / "proposed.json"
    head = json.loads((temp / "suture-fix.json").read_text())["base_sha"]
    assert ran.outputs == {
        "fixed": "1",
        "gaps": "0",
        "rejected": "0",
        "opened": "0",
        "report": str(temp / "suture-fix.json"),
        "bundle": str(bundle),
        "sha256": hashlib.sha256(bundle.read_bytes()).hexdigest(),
        "go": "true",
        "revise": "",
        "base": head,
        "shards": "",
    }


def test_the_summary_shows_the_odd_path_and_no_line_of_the_log_begins_with_it(
    fixed: tuple[Ran, Path],
) -> None:
    ran, _ = fixed
    assert "### Suture `fix`: 1 fixed" in ran.summary
    assert "| ✅ fixed | `yaml-load`<br>`app/¦x¦\\n::error::y.py:5` |" in ran.summary
    ours, *said = ran.log.splitlines()
    assert ours.startswith("::stop-commands::")
    assert not [line for line in said if line.lstrip().startswith("::")]


def test_nothing_of_the_checkout_is_imported(fixed: tuple[Ran, Path], checkout: Path) -> None:
    assert fixed[0].status == 0
    assert not (checkout / "imported").exists()


def test_verify_takes_the_bundle_with_its_digest(fixed: tuple[Ran, Path], checkout: Path) -> None:
    ran, temp = fixed
    verified = temp / "verified.json"
    done = act(
        checkout, temp, command="verify", config="rules.yaml", bundle=ran.outputs["bundle"],
        sha256=ran.outputs["sha256"], out=str(verified),
    )  # fmt: skip
    assert done.status == 0, done.log
    assert (done.outputs["go"], done.outputs["fixed"]) == ("true", "1")
    assert done.outputs["sha256"] == hashlib.sha256(verified.read_bytes()).hexdigest()


def test_another_bundle_is_refused_before_anything_is_run(fixed: tuple[Ran, Path], checkout: Path) -> None:
    ran, temp = fixed
    other = temp / "other.json"
    other.write_text((temp / "proposed.json").read_text() + " ")
    done = act(
        checkout, temp, command="verify", config="rules.yaml", bundle=str(other),
        sha256=ran.outputs["sha256"], out=str(temp / "of-other.json"),
    )  # fmt: skip
    assert done.status == 2
    assert "is not what the job before wrote" in done.log
    assert done.outputs == {}
    assert "### Suture: ❌ stopped" in done.summary
    assert not (temp / "of-other.json").exists()


def test_a_report_of_an_earlier_run_is_not_told_again(fixed: tuple[Ran, Path], checkout: Path) -> None:
    _, temp = fixed
    done = act(checkout, temp, command="fix", config="no-such-rules.yaml")
    assert done.status == 2
    assert (done.outputs["fixed"], done.outputs["report"], done.outputs["go"]) == ("0", "", "")
    assert "### Suture `fix`: ❌ stopped, the log tells why" in done.summary


def test_the_exit_code_is_the_commands(checkout: Path, tmp_path: Path) -> None:
    done = act(checkout, tmp_path, command="scan", config="rules.yaml", args="--error")
    assert done.status == 1
    assert act(checkout, tmp_path, command="scan", args="--no-such-option").status == 2


def test_no_value_can_add_an_output(checkout: Path, tmp_path: Path) -> None:
    report = tmp_path / "r\nfixed=99\nend_0\nopened<<x\n99\nx"
    done = act(
        checkout, tmp_path, command="fix", config="rules.yaml", report=str(report), max="0",
        out=str(tmp_path / "out"),
    )  # fmt: skip
    assert done.status in (0, 2), done.log
    assert done.outputs["fixed"] == "0"
    assert done.outputs["opened"] == "0"
    assert done.outputs["report"] in ("", str(report))
