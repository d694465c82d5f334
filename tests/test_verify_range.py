"""What `verify --range A..B` judges, on real repositories whose owners would have it judge something else."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from agent.cli.ranges import range_patch
from agent.domain import Change
from agent.errors import TargetError, UsageError
from agent.workspace.snapshot import GitSnapshot
from agent.workspace.trees import trees_of
from agent.workspace.unified import DiffFailure, apply_unified
from tests.doubles.repo import commit, git, make_repo, state_of
from tests.doubles.stories import CALC, RULES, WITHOUT_MODEL, suture
from tests.doubles.stories import FILES as SHOP

FILES = {"app/a.py": "one\ntwo\nthree\n", "docs/b.md": "text\n"}


def changes_of(repo: Path, spec: str) -> tuple[Change, ...]:
    """The changes that a range makes, which must lead to the very tree of its end."""
    checkout, diff = range_patch(repo, spec)
    changes = apply_unified(diff, GitSnapshot(checkout))
    assert not isinstance(changes, DiffFailure), changes
    assert trees_of(checkout, [changes]) == (git(repo, "rev-parse", f"{spec.partition('..')[2]}^{{tree}}"),)
    return changes


def test_a_range_is_the_change_from_its_first_commit_to_its_last(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    first = git(repo, "rev-parse", "HEAD")
    commit(repo, {"app/a.py": "one\n2\nthree\n"})
    (repo / "docs/b.md").unlink()
    last = commit(repo, {"app/new file.py": "x\r\ny\x0bz", "app/\u00e9.py": "e\n"})
    checkout, _ = range_patch(repo / "app", f"{first}..{last}")
    assert (checkout.head, checkout.top) == (first, repo)
    found = {change.path: (change.before, change.after) for change in changes_of(repo, f"{first}..{last}")}
    assert found == {
        "app/a.py": (b"one\ntwo\nthree\n", b"one\n2\nthree\n"),
        "docs/b.md": (b"text\n", None),
        "app/new file.py": (None, b"x\r\ny\x0bz"),
        "app/\u00e9.py": (None, b"e\n"),
    }


def test_names_of_refs_are_understood_and_the_work_tree_does_not_matter(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "tag", "-a", "v1", "-m", "one")
    git(repo, "switch", "-q", "-c", "topic")
    commit(repo, {"app/a.py": "changed\n"})
    git(repo, "switch", "-q", "main")
    (repo / "app/a.py").write_text("not committed\n")
    for spec in ("main..topic", "v1..refs/heads/topic", "topic~1..topic", "HEAD..topic"):
        (change,) = changes_of(repo, spec)
        assert change.after == b"changed\n"


def test_a_base_that_moved_on_is_judged_from_where_the_branch_began(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(tmp_path, FILES)
    fork = git(repo, "rev-parse", "HEAD")
    git(repo, "switch", "-q", "-c", "topic")
    commit(repo, {"app/a.py": "topic\n"})
    git(repo, "switch", "-q", "main")
    commit(repo, {"docs/b.md": "main moved\n"})
    checkout, diff = range_patch(repo, "main..topic")
    assert checkout.head == fork and b"main moved" not in diff and b"+topic" in diff
    said = capsys.readouterr().err
    assert "note: main is not in the history of topic" in said and fork[:12] in said


def test_an_ordinary_range_is_judged_without_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(tmp_path, FILES)
    commit(repo, {"app/a.py": "x\n"})
    range_patch(repo, "HEAD~1..HEAD")
    assert capsys.readouterr() == ("", "")


def test_a_range_the_wrong_way_round_is_refused_with_the_right_one(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "branch", "old")
    commit(repo, {"app/a.py": "x\n"})
    with pytest.raises(UsageError, match="old is in the history of main") as caught:
        range_patch(repo, "main..old")
    assert caught.value.hint.endswith("--range old..main")


def test_one_commit_twice_is_no_range(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    with pytest.raises(UsageError, match="one commit"):
        range_patch(repo, "main..HEAD")


def test_histories_that_have_nothing_in_common_are_refused(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "switch", "-q", "--orphan", "other")
    commit(repo, {"z": "z\n"})
    with pytest.raises(UsageError, match="no history in common") as caught:
        range_patch(repo, "main..other")
    assert "fetch-depth: 0" in caught.value.hint


@pytest.mark.parametrize(
    "spec",
    [
        "", "main", "..", "main..", "..main", "main...topic", "a..b..c", "--output=x..main", "main..--help",
        "-p..main", "main..:/a commit", "main..HEAD^{/a}", "main..main:app/a.py", "main..a\nb", "main..a b",
        "main..\x1b[31m", "main..@{-1}\0", "main..a;b", "main..$(id)", "main..'x'", "main..*",
    ],
)  # fmt: skip
def test_what_is_no_range_is_refused_before_git_is_asked(tmp_path: Path, spec: str) -> None:
    repo = make_repo(tmp_path, FILES)
    with pytest.raises(UsageError, match="is not a range") as caught:
        range_patch(repo, spec)
    assert "\x1b" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_name_that_nothing_has_is_refused(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    for spec in ("main..nowhere", f"main..{'0' * 40}", "HEAD~9..main"):
        with pytest.raises(UsageError, match="names no commit"):
            range_patch(repo, spec)


def test_a_tree_or_file_is_no_commit(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    for name in ("HEAD^{tree}", "HEAD:app/a.py"):
        thing = git(repo, "rev-parse", name)
        with pytest.raises(UsageError, match="names no commit"):
            range_patch(repo, f"main..{thing}")


def test_a_tag_that_takes_a_branchs_name_makes_it_ambiguous(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "config", "core.warnAmbiguousRefs", "false")
    commit(repo, {"app/a.py": "x\n"})
    git(repo, "tag", "main", "HEAD~1")
    git(repo, "branch", "topic")
    with pytest.raises(UsageError, match="names several") as caught:
        range_patch(repo, "main..topic")
    assert "refs/heads/main" in caught.value.hint


def test_a_branch_called_like_a_commit_does_not_stand_for_it(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    first = git(repo, "rev-parse", "HEAD")
    last = commit(repo, {"app/a.py": "right\n"})
    commit(repo, {"app/a.py": "wrong\n"})
    git(repo, "update-ref", f"refs/heads/{last}", "HEAD")
    (change,) = changes_of(repo, f"{first}..{last}")
    assert change.after == b"right\n"


def test_attributes_and_settings_neither_hide_nor_run_anything(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    repo = make_repo(tmp_path / "repo", {**FILES, "c.py": "a\n\nb\n"})
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {ran}\necho nothing\n")
    program.chmod(0o755)
    hostile = "*.py -diff diff=evil -text\n*.md binary\n"
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/attributes").write_text(hostile)
    for key, value in {
        "diff.evil.textconv": str(program), "diff.evil.command": str(program), "diff.evil.binary": "true",
        "diff.external": str(program), "core.pager": str(program), "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true", "diff.renames": "copies", "diff.suppressBlankEmpty": "true",
        "diff.context": "0", "diff.orderFile": str(program), "diff.ignoreSubmodules": "all",
        "color.diff": "always", "color.ui": "always", "diff.algorithm": "patience", "diff.relative": "true",
        "core.whitespace": "cr-at-eol", "diff.wsErrorHighlight": "all", "core.quotePath": "true",
    }.items():  # fmt: skip
        git(repo, "config", key, value)
    first = git(repo, "rev-parse", "HEAD")
    last = commit(
        repo,
        {".gitattributes": hostile, "app/a.py": "one\n2\n", "docs/b.md": "t\n", "c.py": "a\n\nc\n"},
    )
    found = {change.path: change.after for change in changes_of(repo, f"{first}..{last}")}
    assert found == {
        ".gitattributes": hostile.encode(),
        "app/a.py": b"one\n2\n",
        "docs/b.md": b"t\n",
        "c.py": b"a\n\nc\n",
    }
    assert not ran.exists()


def test_a_moved_file_is_shown_as_the_two_changes_that_it_is(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "mv", "app/a.py", "app/moved.py")
    commit(repo, {})
    assert {change.path for change in changes_of(repo, "HEAD~1..HEAD")} == {"app/a.py", "app/moved.py"}


def test_a_binary_change_is_in_the_diff_and_is_refused_as_what_it_is(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    commit(repo, {"app/a.py": "x\n", "logo.png": b"\x89PNG\0\0"})
    checkout, diff = range_patch(repo, "HEAD~1..HEAD")
    assert b"GIT binary patch" in diff and b"b/logo.png" in diff
    assert apply_unified(diff, GitSnapshot(checkout)) == DiffFailure("binary changes are not supported")


def test_bytes_that_are_no_text_stay_as_they_are(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, {"a.txt": b"caf\xe9\n"})
    commit(repo, {"a.txt": b"caf\xe9\xff\r\n"})
    (change,) = changes_of(repo, "HEAD~1..HEAD")
    assert (change.before, change.after) == (b"caf\xe9\n", b"caf\xe9\xff\r\n")


def test_a_symlink_and_a_submodule_are_in_the_diff_by_their_mode(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo", FILES)
    other = make_repo(tmp_path / "other", {"x": "x\n"})
    (repo / "link.py").symlink_to("/etc/passwd")
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(repo, {"app/a.py": "x\n"})
    checkout, diff = range_patch(repo, "HEAD~1..HEAD")
    changes = apply_unified(diff, GitSnapshot(checkout))
    assert not isinstance(changes, DiffFailure)
    modes = {change.path: change.mode for change in changes}
    assert (modes["link.py"], modes["sub"], modes["app/a.py"]) == ("120000", "160000", "100644")
    assert ".gitmodules" in modes


def test_a_submodule_that_moves_is_seen_though_git_is_told_to_ignore_it(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, {**FILES, ".gitmodules": '[submodule "s"]\n\tpath=s\n\turl=x\n\tignore=all\n'})
    for sha in ("1" * 40, "2" * 40):
        git(repo, "update-index", "--add", "--cacheinfo", f"160000,{sha},s")
        git(repo, "commit", "-q", "-m", sha)
    _, diff = range_patch(repo, "HEAD~1..HEAD")
    assert b"+Subproject commit " + b"2" * 40 in diff


def test_modes_empty_files_and_odd_names_are_told_exactly(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, {"tool.sh": "#!/bin/sh\n", "gone": "", "h": "-- a\n"})
    (repo / "tool.sh").chmod(0o755)
    (repo / "gone").unlink()
    odd = {
        "new": "",
        'q"\n\t.py': "q\n",
        "caf\udce9.py": "",
        "a\r.py": "1\n",
        "b/b ": "\n",
        "dev/null": "n\n",
    }
    commit(repo, {**odd, "h": "--- a\n+++ b\n@@ -1 +1 @@\n"})
    changes = changes_of(repo, "HEAD~1..HEAD")
    assert {change.path for change in changes} == {"tool.sh", "gone", "h", *odd}


def test_a_file_that_a_diff_would_show_under_another_name_is_refused(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    commit(repo, {"app/a.py": "x\n", "x b/conftest.py": ""})
    with pytest.raises(UsageError, match="does not tell exactly") as caught:
        range_patch(repo, "HEAD~1..HEAD")
    assert "plain names" in caught.value.hint


def test_replaced_objects_do_not_stand_in_for_what_was_committed(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    commit(repo, {"app/a.py": "evil\n"})
    git(repo, "branch", "topic")
    git(repo, "switch", "-q", "-c", "clean", "HEAD~1")
    clean = commit(repo, {"app/a.py": "good\n"})
    git(repo, "replace", git(repo, "rev-parse", "topic"), clean)
    _, diff = range_patch(repo, "main~1..topic")
    assert b"+evil" in diff and b"+good" not in diff


def test_a_shallow_clone_is_told_to_fetch_more(tmp_path: Path) -> None:
    seed = make_repo(tmp_path / "seed", FILES)
    first = git(seed, "rev-parse", "HEAD")
    commit(seed, {"app/a.py": "x\n"})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{seed}", "clone")
    with pytest.raises(UsageError, match="names no commit") as caught:
        range_patch(tmp_path / "clone", f"{first}..HEAD")
    assert "fetch-depth: 0" in caught.value.hint


def test_a_folder_without_git_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(TargetError):
        range_patch(tmp_path, "main..HEAD")


GOOD = CALC.replace("return eval", "return ast.literal_eval")


def labelled(folder: Path, change: dict[str, str]) -> tuple[Path, str]:
    """What the workflow for labelled pull requests has when it verifies: the base checked out, the head fetched.

    The base has moved on since the pull request began. Returns the checkout and the range.
    """
    seed = make_repo(folder / "seed", SHOP)
    git(seed, "switch", "-q", "-c", "pull")
    head = commit(seed, change)
    git(seed, "switch", "-q", "main")
    base = commit(seed, {"docs/news.md": "news\n"})
    target = folder / "target"
    git(folder, "clone", "-q", "--branch", "main", "--single-branch", f"file://{seed}", "target")
    git(target, "checkout", "-q", "--detach", base)
    git(target, "-c", "protocol.file.allow=always", "fetch", "-q", "--no-tags", str(seed), "pull")
    (folder / "rules.yaml").write_text(RULES)
    return target, f"{base}..{head}"


@pytest.mark.parametrize(
    ("change", "status", "failed"),
    [
        ({"app/calc.py": GOOD}, 0, []),
        ({"app/calc.py": GOOD, "suture.toml": '[tests]\ncommand = "true"\n'}, 1, ["scope"]),
        ({"app/calc.py": GOOD, "logo.bin": "\0"}, 1, ["applies"]),
    ],
)
def test_a_labelled_pull_request_is_judged_from_the_base_it_grew_from(
    tmp_path: Path, change: dict[str, str], status: int, failed: list[str]
) -> None:
    target, spec = labelled(tmp_path, change)
    before = state_of(target)
    ended = suture(
        tmp_path, "verify", "target", "--config", "rules.yaml", "--range", spec, "--report", "v.json",
        env={"SUTURE_GATES__REQUIRE": WITHOUT_MODEL},
    )  # fmt: skip
    assert ended.status == status, ended.out + ended.err
    assert state_of(target) == before
    report = json.loads((tmp_path / "v.json").read_text())
    schema = Path(__file__).parents[1] / "agent/report/verify.schema.json"
    jsonschema.validate(report, json.loads(schema.read_text()))
    assert report["base_sha"] == git(tmp_path / "seed", "merge-base", "main", "pull")
    assert [check["gate"] for check in report["checks"] if check["status"] == "failed"] == failed
    assert "judged from" in ended.err


def test_a_range_that_cannot_be_is_an_error_of_the_command(tmp_path: Path) -> None:
    _, spec = labelled(tmp_path, {"app/calc.py": GOOD})
    base, _, head = spec.partition("..")
    ended = suture(tmp_path, "verify", "target", "--config", "rules.yaml", f"--range={base}...{head}")
    assert ended.status == 2 and "is not a range" in ended.err and "next:" in ended.err, ended.err
