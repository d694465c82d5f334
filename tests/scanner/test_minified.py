"""Scripts that look as if a bundler wrote them: left out of a first look, and of nothing that a verdict rests on."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from agent.pipeline import scan_commit
from agent.scanner.packs import pack
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.scanner.targets import take_away_minified
from agent.settings import ScanSettings
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.stories import suture

BAD = "const https = require('https');\nnew https.Agent({ rejectUnauthorized: false });\n"
MINIFIED = BAD.replace("\n", " ") + "f(1);" * 5000 + "\n"


def scanner() -> SemgrepScanner:
    program = find_semgrep(os.environ["PATH"])
    return SemgrepScanner(program, [], ScanSettings(), bundled=pack("suture:javascript"))


def test_a_commits_minified_scripts_are_told_and_not_scanned(tmp_path: Path) -> None:
    for name, text in (
        ("src/a.js", BAD),
        ("web/bundle.js", MINIFIED),
        ("web/data.py", "x = '" + "a" * 9000 + "'\n"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for command in (
        ("init", "-q"), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"),
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    snapshot, paths = GitSnapshot(open_checkout(tmp_path)), ["src/a.js", "web/bundle.js", "web/data.py"]
    found = scan_commit(snapshot, scanner(), paths, minified=False)
    assert [finding.location.path for finding in found.findings] == ["src/a.js"]
    assert [(skip.what, skip.reason) for skip in found.skipped] == [
        ("web/bundle.js", "looks minified: not scanned")
    ]
    # As every verdict asks.
    assert {f.location.path for f in scan_commit(snapshot, scanner(), paths).findings} == set(paths[:2])
    first = suture(tmp_path, "scan", ".", "--json")
    assert first.status == 0 and "looks minified" in first.out
    assert [finding["path"] for finding in json.loads(first.out)["findings"]] == ["src/a.js"]
    assert suture(tmp_path, "scan", ".", "--path", "web/*", "--error").status == 1
    uploaded = json.loads(suture(tmp_path, "scan", ".", "--sarif").out)
    assert len(uploaded["runs"][0]["results"]) == 2


@pytest.mark.parametrize(
    ("name", "text", "goes"),
    [
        ("bundle.js", "/* a licence */\n" * 40 + "f(1);" * 20_000, True),
        ("BUNDLE.JS", "f(1);" * 20_000, True),
        ("short.js", "x" * 900, False),
        (
            "server-with-an-image.js",
            "app.get(path, (request, answer) => answer.send(page));\n" * 100 + "x" * 60_000,
            False,
        ),
        ("old-mac.js", "const a = 1;\r" * 5000, False),
        ("odd-lines.js", "const a = 1;\u2028" * 5000, False),
        ("padded.js", "eval(request.query.c);" + " " * 1000, False),
        ("empty.js", "", False),
        ("data.py", "x" * 60_000, False),
    ],
)
def test_what_looks_minified(tmp_path: Path, name: str, text: str, goes: bool) -> None:
    (tmp_path / name).write_text(text, newline="")
    assert [skip.what for skip in take_away_minified(tmp_path)] == [name] * goes
    assert (tmp_path / name).exists() is not goes
