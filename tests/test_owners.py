from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli.owners import command
from agent.errors import TargetError, UsageError
from tests.doubles.repo import commit, git, make_repo
from tests.doubles.stories import suture

OWNERS = b"* @org/all\napp/ @ada @org/team  # the shop\napp/[ab].py @x\ndocs/\n"
FILES: dict[str, str | bytes] = {
    ".github/CODEOWNERS": OWNERS, "app/a.py": "", "docs/x.md": "", "README.md": "", "::warning::x": "",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    yield make_repo(tmp_path.resolve() / "shop", FILES)
    os.chdir(before)


def owners(*paths: str, here: Path, target: Path = Path(), as_json: bool = False) -> int:
    os.chdir(here)
    return command(argparse.Namespace(paths=list(paths), target=target, json=as_json), {})


def test_each_path_is_shown_with_its_owners_and_the_line_that_says_so(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert owners("app/a.py", "docs/x.md", "README.md", here=shop) == 0
    assert capsys.readouterr().out == (
        "app/a.py   @ada @org/team  .github/CODEOWNERS:2  app/\n"
        "docs/x.md  nobody          .github/CODEOWNERS:4  docs/  (names no owner)\n"
        "README.md  @org/all        .github/CODEOWNERS:1  *\n"
        "skipped .github/CODEOWNERS:3: `[` and `]` are not supported; write `\\[` for the character itself\n"
    )


def test_the_transcript_in_the_documentation_is_true(
    tmp_path: Path, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(__file__).parents[1] / "docs" / "owners.md").read_text()
    transcript, file = text.split("```\n")[1:4:2]
    typed, _, printed = transcript.partition("\n")
    paths = typed.removeprefix("$ suture owners ").split()
    target = make_repo(
        tmp_path.resolve() / "target", {".github/CODEOWNERS": file, **dict.fromkeys(paths, "")}
    )
    owners(*paths, here=target)
    assert capsys.readouterr().out == printed and len(paths) == 4


def test_json_has_the_same_for_machines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert owners("app/a.py", "docs/x.md", "app/gone.py", here=shop, as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    file = ".github/CODEOWNERS"
    assert answer == {
        "version": 1,
        "file": file,
        "paths": [
            {"path": "app/a.py", "owners": ["@ada", "@org/team"], "file": file, "line": 2, "pattern": "app/"},
            {"path": "docs/x.md", "owners": [], "file": file, "line": 4, "pattern": "docs/"},
            {
                "path": "app/gone.py",
                "owners": ["@ada", "@org/team"],
                "file": file,
                "line": 2,
                "pattern": "app/",
            },
        ],
        "skipped": [
            {"line": 3, "reason": "`[` and `]` are not supported; write `\\[` for the character itself"}
        ],
        "missing": ["app/gone.py"],
    }


def test_what_is_no_file_of_head_is_answered_and_noted(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "app" / "new.py").write_text("")
    owners("app/new.py", "app", here=shop)
    out = capsys.readouterr().out.splitlines()
    assert out[0].split() == ["app/new.py", "@ada", "@org/team", ".github/CODEOWNERS:2", "app/"]
    assert out[2:4] == [
        "note: app/new.py is not in HEAD",
        "note: app is a folder of HEAD: its files may have other owners, name them",
    ]


def test_head_is_read_and_not_the_work_tree(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / ".github" / "CODEOWNERS").write_text("* @eve\n")
    owners("README.md", here=shop)
    assert "@org/all" in capsys.readouterr().out


def test_paths_are_relative_to_the_current_folder_inside_the_checkout_and_else_to_its_top(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered(*paths: str, here: Path, target: Path = Path()) -> list[str]:
        owners(*paths, here=here, target=target, as_json=True)
        return [each["path"] for each in json.loads(capsys.readouterr().out)["paths"]]

    assert answered("a.py", "../README.md", here=shop / "app") == ["app/a.py", "README.md"]
    assert answered("app/a.py", "./docs//x.md", here=shop.parent, target=shop) == ["app/a.py", "docs/x.md"]
    assert answered(str(shop / "app" / "a.py"), here=shop.parent, target=shop / "docs") == ["app/a.py"]


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", ".", "app/.."])
def test_a_path_outside_the_checkout_is_refused(shop: Path, path: str) -> None:
    with pytest.raises(UsageError, match="is not a path inside"):
        owners(path, here=shop)


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path, shop: Path) -> None:
    with pytest.raises(TargetError):
        owners("x", here=shop, target=tmp_path)


def test_without_a_file_or_with_none_that_counts_it_says_so(
    tmp_path: Path, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = make_repo(tmp_path.resolve() / "bare", {"a.py": ""})
    owners("a.py", here=bare)
    assert capsys.readouterr().out == "a.py  nobody\nnote: HEAD has no CODEOWNERS file\n"
    commit(bare, {"docs/CODEOWNERS": "lib/ @a\n"})
    owners("a.py", here=bare)
    assert capsys.readouterr().out == "a.py  nobody  no line matches\n"
    commit(bare, {"CODEOWNERS": "* @a\n" + "#" * (3 << 20)})
    owners("a.py", here=bare)
    assert capsys.readouterr().out.splitlines()[1] == (
        "skipped CODEOWNERS: the file is 3 MB or larger, so it is not loaded"
    )


def test_names_from_a_repository_do_nothing_to_a_terminal_or_a_ci_runner(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(shop, {"CODEOWNERS": "", ".github/CODEOWNERS": "* @a\n\x1b[2J##[group]x y\n"})
    owners("::warning::x", "\x1b[31mred", "caf\udce9", here=shop)
    out = capsys.readouterr().out
    assert "\x1b" not in out and "##[" not in out
    assert out.splitlines()[0].startswith("./::warning::x") and "caf\\xe9" in out


def test_a_link_in_the_place_of_the_file_is_not_followed(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".github" / "CODEOWNERS").unlink()
    (shop / ".github" / "CODEOWNERS").symlink_to("../README.md")
    commit(shop, {"README.md": "* @eve\n"})
    assert git(shop, "ls-tree", "HEAD", ".github/CODEOWNERS").startswith("120000")
    owners("README.md", here=shop)
    assert "nobody" in capsys.readouterr().out


def test_the_command_line_explains_whose_a_file_is(tmp_path: Path) -> None:
    make_repo(tmp_path / "target", {"CODEOWNERS": "* @ada\n/app/ @acme/core\n", "app/a.py": "", "b.py": ""})
    ended = suture(tmp_path, "owners", "--target", "target", "app/a.py", "--json")
    (row,) = json.loads(ended.out)["paths"]
    assert (ended.status, row["path"], row["owners"], row["line"]) == (0, "app/a.py", ["@acme/core"], 2)
