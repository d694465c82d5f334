"""What a run says of pull requests, and what it refuses to upload."""

from __future__ import annotations

import re
from pathlib import Path

from tests.doubles.delivery import OWNED, deliver, forge
from tests.doubles.github import Fault
from tests.doubles.stories import FILES

YAML = ("--rule", "yaml-load")
SECRET = """
rules:
- id: fixed-key
  languages: [python]
  severity: ERROR
  message: a key in the source
  pattern: KEY = "..."
  fix: KEY = os.environ["KEY"]
  metadata: {cwe: ["CWE-798: x"], confidence: HIGH, suture: {fix_safety: safe, fix_imports: ["import os"]}}
"""


def test_what_an_earlier_run_began_is_told_of_when_it_is_completed(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        hub.fail(Fault.FORBIDDEN, when=lambda _, path: path == "/graphql", permission="pull_requests=write")
        deliver(tmp_path, hub, *YAML, "--publish")
        (pull,) = hub.state.pulls.values()
        assert pull.draft
        hub.clear_faults()
        shown = deliver(tmp_path, hub, *YAML)
        assert f"{pull.branch}: would be completed" in shown.err and pull.draft
        done = deliver(tmp_path, hub, *YAML, "--publish")
        assert f"{pull.branch}: completed" in done.err and not pull.draft
        assert "1 opened or updated, 0 waiting" in done.out
        assert f"/acme/shop/pull/{pull.number}  begun by an earlier run" in done.out


def test_each_pull_request_names_its_finding_and_what_holds_for_all_is_said_once(tmp_path: Path) -> None:
    with forge(tmp_path, FILES) as hub:
        shown = deliver(tmp_path, hub)
        ended = deliver(tmp_path, hub, "--publish")
        assert len(hub.state.pulls) == 2
    for what in ("yaml-load in app/loader.py", "weak-token in app/tokens.py"):
        assert re.search(rf"/acme/shop/pull/\d  {what}\n", ended.out), ended.out
    assert shown.out.count("  note: Nobody is asked for review") == 2
    assert ended.out.count("has no CODEOWNERS file") == 1 and "of each of these:" in ended.out


def test_findings_of_a_part_are_not_uploaded_as_if_they_were_all(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, "--path", "app/loader.py", "--publish", "--upload-sarif")
        assert ended.status == 2 and "whole repository" in ended.err and "leave out --path" in ended.err
        assert hub.state.sarifs == [] and hub.writes == []


def test_only_alerts_of_the_branch_that_is_merged_into_are_worked_on(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        for number, ref in enumerate(("refs/heads/main", "refs/heads/other"), 1):
            place = {"path": "app/loader.py", "start_line": 5, "end_line": 5}
            hub.state.alerts.append(
                {
                    "number": number,
                    "state": "open",
                    "rule": {"id": f"py/rule-{number}", "tags": ["external/cwe/cwe-400"]},
                    "tool": {"name": "CodeQL"},
                    "most_recent_instance": {"ref": ref, "state": "open", "location": place},
                }
            )
        ended = deliver(tmp_path, hub, "--from", "code-scanning")
        assert ended.status == 0 and hub.complaints == [], ended.err
    assert "py/rule-1" in ended.out and "py/rule-2" not in ended.out


def test_that_a_secret_must_be_rotated_is_said_where_the_pull_request_may_not(tmp_path: Path) -> None:
    files = {**OWNED, "app/keys.py": 'KEY = "k3y-Zq81xPw0"\n'}
    with forge(tmp_path, files, private=False) as hub:
        (tmp_path / "rules.yaml").write_text(SECRET)
        ended = deliver(tmp_path, hub)
        assert "  note: The secret must be rotated" in ended.out, ended.out + ended.err
        (text,) = (tmp_path / "suture-out/cases").glob("*.md")
    assert "rotate" not in text.read_text() and "k3y-Zq81xPw0" not in ended.out + text.read_text()
