"""Scripts that a bundler wrote: left out of the first look at a commit, and of no gate's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from agent.pipeline import scan_commit
from agent.scanner.packs import pack
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.scanner.targets import take_away_minified
from agent.settings import ScanSettings
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot

BAD = "const https = require('https');\nnew https.Agent({ rejectUnauthorized: false });\n"
MINIFIED = BAD.replace("\n", " ") + "f(1);" * 1000 + "\n"


def scanner() -> SemgrepScanner:
    program = find_semgrep(os.environ["PATH"])
    return SemgrepScanner(program, [], ScanSettings(), bundled=pack("suture:javascript"))


def test_a_commits_minified_scripts_are_told_and_not_scanned(tmp_path: Path) -> None:
    for name, text in (
        ("src/a.js", BAD),
        ("web/a.min.js", MINIFIED),
        ("web/data.py", "x = '" + "a" * 9000 + "'\n"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for command in (
        ("init", "-q"), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"),
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    found = scan_commit(
        GitSnapshot(open_checkout(tmp_path)), scanner(), ["src/a.js", "web/a.min.js", "web/data.py"]
    )
    assert [finding.location.path for finding in found.findings] == ["src/a.js"]
    assert [(skip.what, skip.reason.split(":")[0]) for skip in found.skipped] == [
        ("web/a.min.js", "minified")
    ]


def test_a_gate_sees_what_a_patch_has_minified(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(MINIFIED)
    assert [finding.location.path for finding in scanner().scan(tmp_path).findings] == ["a.js"]


def test_short_scripts_and_those_with_one_long_line_stay(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("x" * 900)
    (tmp_path / "table.js").write_text("const a = 1;\n" * 100 + "x" * 5000)
    (tmp_path / "empty.js").write_text("")
    assert not list(take_away_minified(tmp_path)) and len(list(tmp_path.iterdir())) == 3
