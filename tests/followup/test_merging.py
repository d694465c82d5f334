"""Merges of trees with a base of our choice, where nothing in any repository has a say."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agent.domain import Change
from agent.errors import ToolError
from agent.followup.merging import Conflicting, Merged, changed_paths, difference, merge
from agent.workspace.git import Checkout, open_checkout
from tests.doubles.repo import commit, git, make_repo, state_of

LINES = [f"line {number}\n" for number in range(1, 21)]


def text(**changed: str) -> str:
    """Twenty lines, some of them others: `line3="x"`."""
    return "".join(
        changed.get(f"line{n}", "") + "\n" if f"line{n}" in changed else LINES[n - 1] for n in range(1, 21)
    )


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return make_repo(tmp_path / "repo", {"a.txt": text(), "b.txt": "b\n"})


def branched(repo: Path, start: str, files: dict[str, str | bytes]) -> str:
    git(repo, "checkout", "-q", "--detach", start)
    return commit(repo, files)


def checkout(repo: Path) -> Checkout:
    return open_checkout(repo)


def test_changes_of_both_sides_come_together_and_are_told_against_ours(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    ours = branched(repo, base, {"a.txt": text(line2="ours"), "new.txt": "n\n"})
    theirs = branched(repo, base, {"a.txt": text(line19="theirs")})
    before = state_of(repo)
    merged = merge(checkout(repo), base, ours, theirs)
    assert merged == Merged(
        tree=merged.tree if isinstance(merged, Merged) else "",
        changes=(Change("a.txt", text(line2="ours").encode(), text(line2="ours", line19="theirs").encode()),),
    )
    assert state_of(repo) == before
    git(repo, "checkout", "-q", "--detach", ours)
    git(repo, "merge", "-q", "--no-edit", theirs)
    assert isinstance(merged, Merged) and merged.tree == git(repo, "rev-parse", "HEAD^{tree}")


def test_no_object_is_left_in_the_clone(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    ours, theirs = (branched(repo, base, {"a.txt": text(**{line: "x"})}) for line in ("line2", "line19"))
    before = git(repo, "count-objects", "-v")
    merge(checkout(repo), base, ours, theirs)
    assert git(repo, "count-objects", "-v") == before


def test_a_conflict_names_every_path_once(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    ours = branched(repo, base, {"a.txt": text(line2="ours"), "b.txt": "ours\n"})
    theirs = branched(repo, base, {"a.txt": text(line2="theirs"), "b.txt": "theirs\n"})
    assert merge(checkout(repo), base, ours, theirs) == Conflicting(("a.txt", "b.txt"))


def test_the_base_that_is_named_decides(repo: Path) -> None:
    old = git(repo, "rev-parse", "HEAD")
    new = branched(repo, old, {"a.txt": text(line2="new")})
    theirs = branched(repo, new, {"a.txt": text(line2="new", line19="theirs")})
    ours = branched(repo, new, {"a.txt": text(line2="newer")})
    assert isinstance(merge(checkout(repo), new, ours, theirs), Merged)
    assert merge(checkout(repo), old, ours, theirs) == Conflicting(("a.txt",))


@pytest.mark.parametrize("attribute", ["merge=union", "merge=evil", "-merge", "merge=ours"])
def test_neither_attributes_nor_drivers_of_the_repository_take_part(
    repo: Path, tmp_path: Path, attribute: str
) -> None:
    trap = tmp_path / "ran"
    git(repo, "config", "merge.evil.driver", f"touch {trap} && true")
    git(repo, "config", "merge.ours.driver", "true")
    git(repo, "config", "merge.renames", "false")
    base = commit(repo, {".gitattributes": f"* {attribute}\n", ".git/info/attributes": f"* {attribute}\n"})
    ours = branched(repo, base, {"a.txt": text(line2="ours")})
    theirs = branched(repo, base, {"a.txt": text(line2="theirs")})
    assert merge(checkout(repo), base, ours, theirs) == Conflicting(("a.txt",))
    clean = branched(repo, base, {"a.txt": text(line19="theirs")})
    assert isinstance(merge(checkout(repo), base, ours, clean), Merged)
    assert not trap.exists()


def test_a_rename_on_one_side_is_followed_whatever_the_repository_says(repo: Path) -> None:
    git(repo, "config", "merge.renames", "false")
    git(repo, "config", "diff.renames", "false")
    base = git(repo, "rev-parse", "HEAD")
    git(repo, "mv", "a.txt", "c.txt")
    ours = commit(repo, {})
    theirs = branched(repo, base, {"a.txt": text(line19="theirs")})
    merged = merge(checkout(repo), base, ours, theirs)
    assert isinstance(merged, Merged) and [change.path for change in merged.changes] == ["c.txt"]


def test_modes_new_files_and_deleted_ones_are_told(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    git(repo, "rm", "-q", "b.txt")
    (repo / "a.txt").chmod(0o755)
    theirs = commit(repo, {"new.sh": "#!/bin/sh\n"})
    merged = merge(checkout(repo), base, base, theirs)
    assert isinstance(merged, Merged) and merged.odd == ()
    assert merged.changes == (
        Change("a.txt", text().encode(), text().encode(), "100755", "100644"),
        Change("b.txt", b"b\n", None),
        Change("new.sh", None, b"#!/bin/sh\n"),
    )
    assert merged.changes == difference(checkout(repo), base, theirs).changes


def test_a_symlink_is_no_change_of_a_file(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    (repo / "b.txt").unlink()
    (repo / "b.txt").symlink_to("a.txt")
    theirs = commit(repo, {"new.txt": "n\n"})
    merged = merge(checkout(repo), base, base, theirs)
    assert isinstance(merged, Merged)
    assert (merged.odd, [change.path for change in merged.changes]) == (("b.txt",), ["new.txt"])


def test_commits_of_a_shallow_clone_merge_although_they_have_no_common_history(
    repo: Path, tmp_path: Path
) -> None:
    base = git(repo, "rev-parse", "HEAD")
    ours = branched(repo, base, {"a.txt": text(line2="ours")})
    theirs = branched(repo, base, {"a.txt": text(line19="theirs")})
    for number, sha in enumerate((base, ours, theirs)):
        git(repo, "branch", f"b{number}", sha)
    git(repo, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "-q", "--depth=1", "--branch", "b1", f"file://{repo}", "shallow")
    git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", base, theirs)
    merged = merge(checkout(tmp_path / "shallow"), base, ours, theirs)
    assert isinstance(merged, Merged) and [change.path for change in merged.changes] == ["a.txt"]


def test_names_that_git_would_quote_come_back_as_they_are(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    theirs = branched(repo, base, {'sp ace "q"\tü.txt': "x\n"})
    assert [c.path for c in difference(checkout(repo), base, theirs).changes] == ['sp ace "q"\tü.txt']
    assert changed_paths(checkout(repo), base, theirs) == {'sp ace "q"\tü.txt'}


def test_a_commit_that_is_not_there_is_an_error_of_the_tool(repo: Path) -> None:
    with pytest.raises(ToolError):
        merge(checkout(repo), "1" * 40, "HEAD", "HEAD")


def test_a_folder_with_odd_characters_works_all_the_same(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / 'a:b "c"', {"a.txt": text()})
    base = git(repo, "rev-parse", "HEAD")
    theirs = branched(repo, base, {"a.txt": text(line19="theirs")})
    assert isinstance(merge(checkout(repo), base, base, theirs), Merged)
    assert subprocess.run(["git", "-C", repo, "fsck"], capture_output=True, check=True).returncode == 0
