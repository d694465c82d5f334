"""`suture init` on real repositories: what it finds out, shows, writes, and leaves alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from agent import __version__
from agent.cli.arguments import parser
from agent.cli.setup.around import default_branch, found_in, installed_action, open_any_checkout
from agent.cli.setup.init import command
from agent.cli.setup.placing import Left, New, Place, Replaced, look, put
from agent.cli.setup.scaffold import File, header_of, minute_of, signed
from agent.cli.setup.settings_file import Found
from agent.errors import SutureError, TargetError, UsageError
from agent.report.record import write_atomic
from agent.settings import load
from tests.doubles.repo import commit, git, make_repo, snapshot_of, state_of

SHA = "0123456789abcdef0123456789abcdef01234567"
WRITTEN = {
    ".github/workflows/suture-fix.yml",
    ".github/workflows/suture-follow.yml",
    ".github/workflows/suture-verify.yml",
    ".github/actions/suture/action.yml",
    "suture.toml",
}
FILES = {
    "app/a.py": "import os\n",
    "tests/test_a.py": "import pytest\n\n\ndef test_a() -> None:\n    assert True\n",
    ".github/CODEOWNERS": "* @acme/core\nauth/ @acme/app-sec\n",
}


def init(folder: Path, *flags: str) -> int:
    return command(parser().parse_args(["init", str(folder), *flags]), {})


def shop(folder: Path, files: dict[str, str] | None = None) -> Path:
    repo = make_repo(folder, FILES if files is None else files)
    git(repo, "remote", "add", "origin", "git@github.com:acme/shop.git")
    return repo


def untracked(repo: Path) -> set[str]:
    return set(git(repo, "ls-files", "--others").splitlines())


def test_the_diff_is_shown_first_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    before = state_of(repo)
    assert init(repo) == 0
    said = capsys.readouterr().out
    assert state_of(repo) == before and untracked(repo) == set()
    assert set(re.findall(r"^diff --git a/\S+ b/(\S+)$", said, re.MULTILINE)) == WRITTEN
    assert "\x1b" not in said and "Next:" not in said
    assert "Nothing was written" in said
    assert set(re.findall(r"^would be written: (\S+)$", said, re.MULTILINE)) == WRITTEN


def test_with_yes_the_files_are_written_as_they_were_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    init(repo)
    shown = capsys.readouterr().out
    assert init(repo / "app", "--yes") == 0
    assert untracked(repo) == WRITTEN
    for path in WRITTEN:
        text = (repo / path).read_text()
        header = header_of(text)
        assert header is not None and header.version == __version__ and not header.edited
        assert all(f"+{line}\n" in shown for line in text.splitlines())
    assert load(repo, file=None, environ={}, flags={}).notes == ()


def test_workflows_are_valid_and_start_in_the_repositorys_own_minute(tmp_path: Path) -> None:
    repo = shop(tmp_path)
    init(repo, "--yes")
    for name in ("suture-fix.yml", "suture-follow.yml"):
        text = (repo / ".github/workflows" / name).read_text()
        assert isinstance(yaml.safe_load(text)["jobs"], dict)
        minutes = re.findall(r'cron: "(\d+) .*# minute: chosen by suture init', text)
        assert minutes == [str(minute_of(f"acme/shop/{name}"))]
        assert text.count("cron:") == len(minutes)
    assert yaml.safe_load((repo / ".github/actions/suture/action.yml").read_text())["runs"]


def test_a_second_run_changes_nothing_and_says_so_once_all_is_committed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    init(repo, "--yes")
    once = {path: (repo / path).stat().st_ino for path in WRITTEN}
    capsys.readouterr()
    init(repo, "--yes")
    said = capsys.readouterr().out
    assert {path: (repo / path).stat().st_ino for path in WRITTEN} == once
    assert "diff --git" not in said and "written:" not in said and "git add" in said
    assert said.startswith("There is nothing to write")
    commit(repo, {})
    init(repo)
    assert capsys.readouterr().out == "Everything is in place and committed: there is nothing to do.\n"
    assert untracked(repo) == set()


def test_next_steps_name_what_the_workflows_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = shop(tmp_path)
    init(repo, "--yes")
    said = capsys.readouterr().out.partition("Next:")[2]
    assert "gh secret set OPENAI_API_KEY --repo acme/shop\n" in said
    assert "gh variable set SUTURE_MODEL --repo acme/shop\n" in said
    assert "https://github.com/acme/shop/settings/actions" in said
    assert "Allow GitHub Actions to create and approve pull requests" in said
    assert "gh secret set SUTURE_APP_KEY --repo acme/shop < private-key.pem\n" in said
    assert "docs/github-app.md" in said and "git push origin main\n" in said
    assert "no remote" not in said and "then merge" not in said and "secret set GITHUB_TOKEN" not in said
    added = re.search(r"git add (.*)", said)
    assert added and set(added[1].split()) == WRITTEN


def test_next_steps_fit_a_topic_branch_and_a_repository_that_is_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(tmp_path, FILES)
    git(repo, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    init(repo, "--yes")
    said = capsys.readouterr().out.partition("Next:")[2]
    assert "no remote called origin is on https://github.com" in said
    assert "then merge into trunk" in said and "git push" not in said and "--repo" not in said


def test_a_fleets_home_gets_the_fleets_workflow_and_needs_an_app(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    init(repo, "--fleet", "--yes")
    said = capsys.readouterr().out.partition("Next:")[2]
    workflow = ".github/workflows/suture-fleet.yml"
    assert untracked(repo) == {workflow, ".github/actions/suture/action.yml", "suture.toml"}
    assert "Allow GitHub Actions" not in said and "- two GitHub Apps" in said
    keys = dict(re.findall(r"gh secret set (SUTURE_\w+) .*< (\S+)", said))
    assert keys == {
        "SUTURE_APP_KEY": "private-key.pem",
        "SUTURE_READER_KEY": "reader-private-key.pem",
    }
    assert "SUTURE_FLEET_ORG" in said and "[fleet]" in (repo / "suture.toml").read_text()


def test_a_home_that_is_worked_on_too_keeps_the_settings_of_both(tmp_path: Path) -> None:
    repo = shop(tmp_path)
    init(repo, "--fleet", "--yes")
    init(repo, "--yes")
    both = (repo / "suture.toml").read_text()
    assert "[fleet]" in both and "Found here: Python." in both
    init(repo, "--fleet", "--yes")
    assert (repo / "suture.toml").read_text() == both


def test_an_action_elsewhere_is_used_instead_of_a_copy(tmp_path: Path) -> None:
    repo = shop(tmp_path)
    init(repo, "--action", f"acme/suture@{SHA}", "--yes")
    assert untracked(repo) == WRITTEN - {".github/actions/suture/action.yml"}
    for file in (repo / ".github/workflows").iterdir():
        assert (
            f"uses: acme/suture@{SHA}\n" in file.read_text() and "./.github/actions" not in file.read_text()
        )


def test_an_action_that_is_not_pinned_is_refused_before_anything_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not pin"):
        init(tmp_path, "--action", "acme/suture@v1", "--yes")


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ('{"url": "https://github.com/acme/suture.git", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', True),
        ('{"url": "https://github.com/acme/suture", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', True),
        ('{"url": "https://ghe.example/acme/suture", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', False),
        ('{"url": "https://t@github.com/acme/suture", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', False),
        ('{"url": "ssh://git@github.com/acme/suture", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', False),
        ('{"url": "https://github.com/acme/suture", "vcs_info": {"vcs": "hg", "commit_id": "%s"}}', False),
        ('{"url": "https://github.com/a/b", "subdirectory": "x", "vcs_info": {"vcs": "git", "commit_id": "%s"}}', False),
        ('{"url": "https://github.com/acme/suture", "vcs_info": {"vcs": "git", "commit_id": "%s0"}}', False),
        ('{"url": "https://github.com/acme/suture", "vcs_info": {"vcs": "git", "commit_id": 7}}', False),
        ('{"url": "file:///home/ada/suture", "dir_info": {"editable": true}}', False),
        ('{"url": 7, "vcs_info": {"vcs": "git", "commit_id": "%s"}}', False),
        ("[]", False), ("7", False), ("", False), ("{", False),
    ],
)  # fmt: skip
def test_only_a_commit_that_anybody_can_fetch_becomes_the_action(said: str, action: bool) -> None:
    found = installed_action(said.replace("%s", SHA), "https://github.com")
    assert found == (f"acme/suture@{SHA}" if action else "")


def test_what_somebody_else_wrote_is_shown_and_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {".github/workflows/suture-fix.yml": "on: push\njobs: {}\n", "suture.toml": "[triage]\nmax = 3\n"}
    repo = shop(tmp_path, {**FILES, **own})
    init(repo, "--yes")
    said = capsys.readouterr().out
    for path, text in own.items():
        assert (repo / path).read_text() == text
        assert f"left as it is: {path} (suture init did not write it)" in said
    assert "-on: push\n" in said and "-max = 3" not in said
    assert untracked(repo) == WRITTEN - set(own)


def test_an_edited_file_is_left_and_one_of_an_older_version_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    init(repo, "--yes")
    fix, follow = (repo / f".github/workflows/suture-{name}.yml" for name in ("fix", "follow"))
    now = follow.read_text()
    edited = fix.read_text().replace("timeout-minutes: 150", "timeout-minutes: 15")
    fix.write_text(edited)
    follow.write_text(signed("on: push\n", "0.0.1"))
    capsys.readouterr()
    init(repo, "--yes")
    said = capsys.readouterr().out
    assert fix.read_text() == edited and follow.read_text() == now
    assert "suture-fix.yml (it was edited since suture init wrote it)" in said
    assert "-    timeout-minutes: 15\n" in said and "-on: push\n" in said
    assert "written: .github/workflows/suture-follow.yml\n" in said


def test_what_a_newer_version_wrote_is_left(tmp_path: Path) -> None:
    repo = shop(tmp_path)
    (repo / "suture.toml").write_text(signed("", "99.0"))
    place = look(repo, File("suture.toml", "x"))
    assert isinstance(place, Left) and "newer" in place.why


def test_settings_in_pyproject_are_not_put_out_of_force(tmp_path: Path) -> None:
    repo = shop(tmp_path, {**FILES, "pyproject.toml": "[tool.suture.triage]\nmax = 3\n"})
    init(repo, "--yes")
    assert untracked(repo) == WRITTEN - {"suture.toml"}
    assert load(repo, file=None, environ={}, flags={}).settings.triage.max == 3


@pytest.mark.parametrize("link", [".github", ".github/workflows", "suture.toml", ".github/actions"])
def test_a_symlink_on_the_way_is_refused_and_nothing_is_written(tmp_path: Path, link: str) -> None:
    repo = shop(tmp_path / "repo", {"a.py": "x = 1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (repo / link).parent.mkdir(exist_ok=True)
    (repo / link).symlink_to(outside if "toml" not in link else outside / "file")
    before = state_of(repo)
    with pytest.raises(UsageError, match="is a symlink: nothing was written"):
        init(repo, "--yes")
    assert state_of(repo) == before and list(outside.iterdir()) == []


def test_a_file_where_a_folder_must_be_is_refused_and_the_other_way_round(tmp_path: Path) -> None:
    repo = shop(tmp_path / "a", {"a.py": "x = 1\n", ".github": "a file\n"})
    with pytest.raises(UsageError, match="is no folder"):
        init(repo, "--yes")
    other = shop(tmp_path / "b", {"a.py": "x = 1\n", "suture.toml/x": "a folder\n"})
    with pytest.raises(UsageError, match="no plain file"):
        init(other, "--yes")
    assert untracked(repo) == untracked(other) == set()


def test_when_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    def write(path: Path, text: str) -> None:
        if path.name == "c":
            raise PermissionError(13, "Permission denied")
        write_atomic(path, text)

    (tmp_path / "a").write_text("old")
    places: list[Place] = [
        Replaced(File("a", "new"), "old"),
        New(File("x/y/b", "new")),
        New(File("z/c", "new")),
    ]
    with pytest.raises(UsageError, match=r"Permission denied\): nothing was changed") as caught:
        put(tmp_path, places, write)
    assert "may write there" in caught.value.hint and "space" in caught.value.hint
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_folder_without_git_and_a_bare_repository_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="is not a git repository"):
        init(tmp_path, "--yes")
    git(tmp_path, "init", "-q", "--bare", "bare")
    with pytest.raises(TargetError, match="bare"):
        init(tmp_path / "bare", "--yes")
    with pytest.raises(SutureError, match="is not a folder"):
        init(tmp_path / "nowhere", "--yes")


def test_a_repository_without_a_commit_is_set_up_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk")
    assert init(tmp_path, "--yes") == 0
    assert untracked(tmp_path) == WRITTEN
    assert "no file that a bundled rule is for" in (tmp_path / "suture.toml").read_text()
    assert "merge into" not in capsys.readouterr().out


def test_what_is_found_out_of_a_commit(tmp_path: Path) -> None:
    assert found_in(snapshot_of(make_repo(tmp_path / "a", FILES))) == Found(
        ("Python",), ("pytest",), "", ".github/CODEOWNERS", "@acme/app-sec"
    )
    both = {
        "b.ts": "",
        "a.mjs": "",
        "package.json": '{"scripts": {"test": "node --test"}}',
        "CODEOWNERS": "* @ada\n",
    }
    assert found_in(snapshot_of(make_repo(tmp_path / "b", both))) == Found(
        ("JavaScript", "TypeScript"), ("npm test",), "", "CODEOWNERS", "@ada"
    )
    assert found_in(snapshot_of(make_repo(tmp_path / "c", {"x.md": "x"}))) == Found()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"go.mod": "module x\n"}, "go test ./..."),
        ({"Makefile": "all:\n\ntest: all\n\tx\n"}, "make test"),
        ({"Makefile": "tests:\n"}, ""),
        ({"Makefile": "test:\n", "test_a.py": "import pytest\n"}, ""),
    ],
)
def test_a_command_is_set_only_where_no_suite_is_found(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    repo = shop(tmp_path, files)
    init(repo, "--yes")
    assert load(repo, file=None, environ={}, flags={}).settings.tests.command == expected


@pytest.mark.parametrize(
    ("owners", "team"),
    [
        ("* @acme/core\n", "@acme/core"),
        ("* a@b.example @ada @acme/core\n", "@ada"),
        ("x/ @acme/payments\n", ""),
        ("* @acme/core\nx @acme/Security-Team\n", "@acme/Security-Team"),
        ("* @acme/core\nx @sec/consecutive @acme/sector\n", "@acme/core"),
        ("* @acme/core]; rm\n", ""),
    ],
)
def test_whom_to_name_is_suggested_from_the_owners(tmp_path: Path, owners: str, team: str) -> None:
    assert found_in(snapshot_of(make_repo(tmp_path, {"CODEOWNERS": owners}))).team == team


def test_the_default_branch_is_origins_else_the_current_one(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, FILES)
    checkout = open_any_checkout(repo)
    assert default_branch(checkout) == "main"
    git(repo, "switch", "-q", "-c", "feature/x")
    assert default_branch(checkout) == "feature/x"
    git(repo, "update-ref", "refs/remotes/origin/release/1", "HEAD")
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/1")
    assert default_branch(checkout) == "release/1"
    git(repo, "switch", "-q", "--detach")
    git(repo, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    assert default_branch(checkout) == ""


def test_names_that_could_speak_to_a_terminal_are_spelled_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path, {"a.py": "", ".github/workflows/suture-fix.yml": "x\x1b[2J##[error]y\n"})
    init(repo)
    said = capsys.readouterr().out
    assert "\x1b" not in said and "\\x1b[2J#\\#[error]y" in said


def test_where_no_branch_is_checked_out_nothing_is_pushed_to_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shop(tmp_path)
    git(repo, "checkout", "-q", "--detach")
    assert init(repo, "--yes") == 0
    said = capsys.readouterr().out
    assert "then merge into the default branch" in said and "git push" not in said


def test_a_fleets_home_keeps_its_settings_where_its_workflow_reads_them(tmp_path: Path) -> None:
    repo = shop(tmp_path, {**FILES, "pyproject.toml": "[tool.suture.fleet]\nshards = 3\n"})
    with pytest.raises(UsageError, match=r"the fleet's workflow reads suture\.toml") as raised:
        init(repo, "--fleet", "--yes")
    assert "[fleet]" in raised.value.hint and untracked(repo) == set()
    commit(repo, {"suture.toml": "[fleet]\nshards = 3\n"})
    assert init(repo, "--fleet", "--yes") == 0
    assert "suture.toml" not in untracked(repo) and untracked(repo)
