from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Case
from agent.errors import UsageError
from agent.forge.folder import key_of, open_folder, save_case, saved_case
from agent.verdict import Check, Delivered, Delivery, Outcome, OutcomeKind, Output, Status, Verdict
from tests.doubles.findings import finding_at

FINDING = finding_at("bad(1)\nbad(2)\n", "bad", nth=0)
CASE = Case((FINDING,))
KEY = key_of("1", "base")


def outcome(kind: OutcomeKind = OutcomeKind.FIXED) -> Outcome:
    delivered = Delivered(Delivery.PREPARED, "suture/x", commit="c" * 40)
    return Outcome(FINDING, CASE.fingerprint, kind, "why", delivered=delivered, diff="\udcff")


def render(outcomes: Sequence[Outcome]) -> str:
    return "<page>"


def test_the_folder_ignores_itself_and_keeps_a_persons_ignore_file(tmp_path: Path) -> None:
    with open_folder(tmp_path / "out", ""):
        assert (tmp_path / "out/.gitignore").read_text() == "*\n"
    (tmp_path / "out/.gitignore").write_text("mine\n")
    with open_folder(tmp_path / "out", ""):
        assert (tmp_path / "out/.gitignore").read_text() == "mine\n"


def test_two_runs_cannot_use_one_folder_at_once(tmp_path: Path) -> None:
    with (
        open_folder(tmp_path, ""),
        pytest.raises(UsageError, match="another run"),
        open_folder(tmp_path, ""),
    ):
        pass
    with open_folder(tmp_path, ""):
        pass


def test_a_folder_that_git_tracks_or_that_is_a_file_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="git tracks"),
        open_folder(tmp_path / "out", "holds files that git tracks"),
    ):
        pass
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UsageError, match="cannot be written"),
        open_folder(tmp_path / "file", ""),
    ):
        pass


def test_an_accepted_case_is_kept_and_given_back(tmp_path: Path) -> None:
    with open_folder(tmp_path, ""):
        (saved,) = save_case(tmp_path, KEY, [outcome()], render)
    assert saved.delivered.page == f"cases/{CASE.fingerprint}.html"
    assert (tmp_path / saved.delivered.page).read_text() == "<page>"
    (again,) = saved_case(tmp_path, KEY, CASE)
    assert replace(again, diff="") == replace(saved, diff="")


def test_what_the_gates_said_is_kept_and_older_records_without_it_are_read(tmp_path: Path) -> None:
    check = Check("proof", Status.PASSED, "it holds", outputs=(Output("before the fix", "FAILED  test_x"),))
    with open_folder(tmp_path, ""):
        save_case(tmp_path, KEY, [replace(outcome(), verdict=Verdict((check,), ("proof",)))], render)
    (again,) = saved_case(tmp_path, KEY, CASE)
    assert again.verdict is not None and again.verdict.checks == (check,)
    record = tmp_path / f"cases/{CASE.fingerprint}.json"
    older = json.loads(record.read_text())
    del older["outcomes"][0]["verdict"]["checks"][0]["outputs"]
    record.write_text(json.dumps(older))
    (again,) = saved_case(tmp_path, KEY, CASE)
    assert again.verdict is not None and again.verdict.checks == (replace(check, outputs=()),)


def test_a_case_is_not_reused_for_another_commit_rule_or_finding(tmp_path: Path) -> None:
    with open_folder(tmp_path, ""):
        save_case(tmp_path, KEY, [outcome()], render)
    assert saved_case(tmp_path, key_of("1", "other"), CASE) == ()
    moved = replace(FINDING, location=replace(FINDING.location, start=2, end=2))
    assert saved_case(tmp_path, KEY, Case((moved,))) == ()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 1}', '{"key": "KEY", "outcomes": [{"a": 1}]}'])
def test_a_damaged_record_means_doing_the_work_again(tmp_path: Path, content: str) -> None:
    with open_folder(tmp_path, ""):
        save_case(tmp_path, KEY, [outcome()], render)
    (tmp_path / f"cases/{CASE.fingerprint}.json").write_text(content.replace("KEY", KEY))
    assert saved_case(tmp_path, KEY, CASE) == ()


def test_what_was_not_accepted_is_tried_again(tmp_path: Path) -> None:
    with open_folder(tmp_path, ""):
        assert save_case(tmp_path, KEY, [outcome(OutcomeKind.REJECTED)], render)[0].delivered.page == ""
    assert saved_case(tmp_path, KEY, CASE) == ()
    assert json.loads(json.dumps([p.name for p in (tmp_path / "cases").iterdir()])) == []


@pytest.mark.parametrize("value", ["fixed", "app.py", "suture/fix-1"])
def test_no_text_of_a_repository_rewrites_a_name_of_a_saved_case(tmp_path: Path, value: str) -> None:
    (tmp_path / "cases").mkdir()
    text = f'password = "{value}"\ndb_secret = "Zq7-kV2m_R9x!tW4"\n'
    delivered = Delivered(Delivery.PREPARED, "suture/fix-1", commit="c" * 40)
    diff = "--- a/app.py\n+++ b/app.py\n" + "".join(f"-{line}\n" for line in text.splitlines())
    made = replace(outcome(), delivered=delivered, diff=diff)
    files = {"app.py": text.encode()}
    (saved,) = save_case(tmp_path, KEY, [made], render, files.get)
    written = (tmp_path / f"cases/{CASE.fingerprint}.json").read_text()
    held = json.loads(written)["outcomes"][0]
    assert "Zq7-kV2m_R9x!tW4" not in written
    assert (held["kind"], held["delivered"]["branch"]) == ("fixed", "suture/fix-1")
    assert held["finding"]["location"]["path"] == FINDING.location.path
    assert saved_case(tmp_path, KEY, CASE, files.get) == (saved,)
