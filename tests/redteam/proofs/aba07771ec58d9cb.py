# python-command-injection-request shop/admin/backups.py:31
"""The pattern of files to leave out must not run commands."""

import contextlib
import tarfile

import pytest

HARMLESS = "*.bak"
ATTACKS = [
    "*.tmp; touch pwned #",
    "x uploads && touch pwned #",
    "x || touch pwned #",
    "x | touch pwned #",
    "x & touch pwned #",
    "$(touch pwned)",
    "`touch pwned`",
    "x\ntouch pwned\n",
    # the same again for code that puts quotes around the pattern
    "x; touch pwned; '; touch pwned; '",
    'x; touch pwned; "; touch pwned; "',
    # no shell needed: options of tar itself, for code that splits the command into words
    "x --checkpoint=1 --checkpoint-action=exec=echo>pwned",
    "x --checkpoint=1 '--checkpoint-action=exec=touch pwned'",
]


@pytest.fixture
def uploads(data, tmp_path, monkeypatch):
    """Pictures and two files nobody needs; commands would run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    (data / "uploads" / "large").mkdir()
    for name in ("tin.png", "stone.png", "draft.tmp", "old.bak", "large/tin.png"):
        (data / "uploads" / name).write_text(name)
    return data / "uploads"


@pytest.mark.parametrize("pattern", ATTACKS)
def test_attack_the_pattern_runs_a_command(admin, data, tmp_path, uploads, pattern):
    with contextlib.suppress(Exception):
        admin.post("/admin/backups", data={"exclude": pattern})
    left_behind = [*tmp_path.rglob("*pwned*"), *data.rglob("*pwned*")]
    assert left_behind == []


ALL = {"uploads/tin.png", "uploads/stone.png", "uploads/draft.tmp", "uploads/old.bak", "uploads/large/tin.png"}


@pytest.mark.parametrize(
    ("form", "left_out"),
    [
        ({}, "uploads/draft.tmp"),
        ({"exclude": "*.bak"}, "uploads/old.bak"),
        ({"exclude": "draft.*"}, "uploads/draft.tmp"),
        ({"exclude": "stone.png"}, "uploads/stone.png"),
    ],
)
def test_control_a_backup_holds_the_other_files(admin, data, uploads, form, left_out):
    response = admin.post("/admin/backups", data=form, follow_redirects=True)
    assert response.status_code == 200
    (archive,) = (data / "backups").iterdir()
    assert archive.name in response.text
    with tarfile.open(archive) as tar:
        files = {m.name.removeprefix("./"): tar.extractfile(m).read().decode() for m in tar if m.isfile()}
    assert files == {name: name.removeprefix("uploads/") for name in ALL - {left_out}}
