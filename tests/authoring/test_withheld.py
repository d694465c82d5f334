from __future__ import annotations

from pathlib import Path

import pytest

from agent.authoring.answers.edits import apply_edits
from agent.authoring.asking.withheld import is_withheld, withheld
from agent.domain import Edit
from agent.gates.applies import applies
from agent.verdict import Status
from tests.doubles import suite_snapshot
from tests.doubles.model_snapshot import MemorySnapshot

FILES = {"app.py": b"a", "secrets/prod.yml": b"b", "deploy/Secrets/x.py": b"c", "sub/.env": b"d"}


def test_withheld_paths_are_not_there(tmp_path: Path) -> None:
    shown = withheld(MemorySnapshot(FILES), ("secrets/", ".env"))
    assert set(shown.entries()) == {"app.py"}
    assert shown.read("secrets/prod.yml") is None and shown.read("sub/.env") is None
    assert shown.read("app.py") == b"a"
    assert shown.base_sha == MemorySnapshot(FILES).base_sha
    shown.export(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["app.py"]
    with_asked = tmp_path / "other"
    with_asked.mkdir()
    shown.export(with_asked, only=("secrets/prod.yml", "app.py"))
    assert [path.name for path in with_asked.rglob("*") if path.is_file()] == ["app.py"]


@pytest.mark.parametrize("path", ["secrets/prod.yml", "sub/.env"])
def test_a_withheld_file_is_not_written_over_as_if_it_were_new(path: str) -> None:
    whole = suite_snapshot.MemorySnapshot(FILES)
    shown = withheld(MemorySnapshot(FILES), ("secrets/", ".env"))
    changes = apply_edits([Edit(path, "", "new = 1\n")], shown.read)
    assert isinstance(changes, tuple) and changes[0].before is None
    answer = applies(suite_snapshot.trial_of(whole, changes))
    assert (answer.status, answer.detail) == (
        Status.FAILED, f"{path} is not what the patch expects at bbbbbbbbbbbb",
    )  # fmt: skip


def test_without_patterns_the_commit_is_as_it_is() -> None:
    snapshot = MemorySnapshot(FILES)
    assert withheld(snapshot, ()) is snapshot


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("infra/keys/a.pem", "infra/keys", True),
        ("infra/keys/a.pem", "infra/keys/*", True),
        ("infra/keys/a.pem", "*.pem", True),
        ("infra/keys/a.pem", "**/keys", True),
        ("infra/keys/a.pem", "keys/*", False),
        ("INFRA/Keys/a.pem", "infra/keys", True),
        ("infrastructure/a.py", "infra", False),
        ("app.py", "", False),
        ("app.py", "/", False),
        ("app.py", "/app.py", True),
    ],
)
def test_a_pattern_names_a_path_a_folder_or_a_name_at_any_depth(path: str, pattern: str, fits: bool) -> None:
    assert is_withheld(path, (pattern,)) is fits
