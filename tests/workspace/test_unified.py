from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain import Change
from agent.workspace.unified import DiffFailure, apply_unified
from tests.doubles.repo import git, make_repo, snapshot_of

TEXT = "".join(f"line {n}\n" for n in range(1, 21))


def diff_of(repo: Path, *paths: str) -> bytes:
    git(repo, "add", "-A")
    done = subprocess.run(
        ["git", "-C", repo, "diff", "--cached", "HEAD", *paths], check=True, capture_output=True
    )
    return done.stdout


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb", "a\nb\n"),
        ("a\nb\n", "a\nb"),
        ("", "a\n"),
        ("a\r\nb\r\n", "a\r\nB\r\n"),
        ("é\x0cü\nx\n", "é\x0cü\ny\n"),
        ("caf\u00e9 \u0085 \u2028\n1\n", "caf\u00e9 \u0085 \u2028\n2\n"),
        (TEXT, TEXT.replace("line 3\n", "").replace("line 18\n", "line 18\nmore\n")),
    ],
)
def test_a_diff_that_git_made_gives_back_the_bytes(tmp_path: Path, before: str, after: str) -> None:
    repo = make_repo(tmp_path / "r", {"dir/ä b.py": before.encode()})
    snapshot = snapshot_of(repo)
    (repo / "dir/ä b.py").write_bytes(after.encode())
    assert apply_unified(diff_of(repo), snapshot) == (Change("dir/ä b.py", before.encode(), after.encode()),)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from("abcde"), max_size=12),
    st.lists(st.sampled_from("abcde"), max_size=12),
    st.booleans(),
)
def test_any_two_texts_round_trip_through_git_diff(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], final: bool
) -> None:
    texts = ["\n".join(lines) + ("\n" if lines and final else "") for lines in (before, after)]
    if texts[0] == texts[1]:
        return
    repo = make_repo(tmp_path_factory.mktemp("r") / "r", {"x.py": texts[0]})
    snapshot = snapshot_of(repo)
    (repo / "x.py").write_text(texts[1])
    assert apply_unified(diff_of(repo), snapshot) == (Change("x.py", texts[0].encode(), texts[1].encode()),)


def test_new_deleted_renamed_and_executable_files_are_understood(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"old.py": TEXT, "gone.py": "x\n", "m.sh": "#!\n"})
    snapshot = snapshot_of(repo)
    (repo / "old.py").rename(repo / "new.py")
    (repo / "gone.py").unlink()
    (repo / "added.py").write_text("a\n")
    (repo / "m.sh").chmod(0o755)
    changes = apply_unified(diff_of(repo), snapshot)
    assert not isinstance(changes, DiffFailure)
    by_path = {c.path: (c.before is not None, c.after is not None, c.before_mode, c.mode) for c in changes}
    assert by_path == {
        "added.py": (False, True, "100644", "100644"),
        "gone.py": (True, False, "100644", "100644"),
        "m.sh": (True, True, "100644", "100755"),
        "new.py": (False, True, "100644", "100644"),
        "old.py": (True, False, "100644", "100644"),
    }


def test_a_hunk_that_moved_applies_at_its_only_place(tmp_path: Path) -> None:
    snapshot = snapshot_of(make_repo(tmp_path / "r", {"a.py": TEXT}))
    diff = b"--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n-line 7\n+LINE 7\n line 8\n"
    changes = apply_unified(diff, snapshot)
    assert not isinstance(changes, DiffFailure)
    assert changes[0].after == TEXT.replace("line 7", "LINE 7").encode()


@pytest.mark.parametrize(
    ("diff", "why"),
    [
        (b"--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-nowhere\n+x\n", "does not match"),
        (b"--- a/a.py\n+++ b/a.py\n@@ -9 +9 @@\n-same\n+x\n", "matches 2 places"),
        (b"--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-x\n+y\n", "not a regular file"),
        (b"--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n", "exists already"),
        (b"--- /dev/null\n+++ b/../a.py\n@@ -0,0 +1 @@\n+x\n", "leaves its folder"),
        (b"--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+x\n", "into .git"),
        (b"--- a/link\n+++ b/link\n@@ -1 +1 @@\n-a.py\n+x\n", "not a regular file"),
        (b"--- a/a.py\n+++ b/a.py\n@@ -1,9 +1,9 @@\n-same\n", "not a unified diff"),
        (b"hello", "no change"),
        (b"--- a/a.py\n+++ b/a.py\n@@ x @@\n-same\n+x\n", "not a unified diff"),
        (b"--- a/a.py\n+++ b/a.py\n@@ -" + b"9" * 5000 + b" +1 @@\n-same\n+x\n", "not a unified diff"),
        (b'--- "a/\\999.py"\n+++ "b/\\999.py"\n@@ -1 +1 @@\n-x\n+y\n', "not a regular file"),
        (b"diff --git a/x b/x\nGIT binary patch\n", "binary"),
    ],
)
def test_a_diff_that_does_not_fit_says_why(tmp_path: Path, diff: bytes, why: str) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "same\nsame\n"})
    (repo / "link").symlink_to("a.py")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "link")
    failure = apply_unified(diff, snapshot_of(repo))
    assert isinstance(failure, DiffFailure) and why in failure.reason


def test_a_copy_leaves_its_source_alone_and_text_about_binaries_is_text(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": TEXT})
    snapshot = snapshot_of(repo)
    (repo / "copy.py").write_text(TEXT + "# GIT binary patch\n")
    git(repo, "add", "-A")
    done = subprocess.run(
        ["git", "-C", repo, "diff", "--cached", "-C", "--find-copies-harder", "HEAD"],
        check=True,
        capture_output=True,
    )
    assert b"copy from a.py" in done.stdout
    assert apply_unified(done.stdout, snapshot) == (
        Change("copy.py", None, TEXT.encode() + b"# GIT binary patch\n"),
    )
