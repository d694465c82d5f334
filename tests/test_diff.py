"""The diff we show is the diff that git applies."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.diff import opcodes, unified_diff
from agent.domain import Change
from agent.process import Finished, run
from agent.report.difflines import LineKind, diff_lines

ENV = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
}

LINE = st.sampled_from(
    ["a", "b", "", " x", "--- a/x", "+++ b/x", "@@ -1 +1 @@", "\\ No", "é\u2028ü", "\ta", "x\r", "a\rb"]
)
TEXT = st.builds(
    lambda lines, end: ("\n".join(lines) + end).encode(),
    st.lists(LINE, max_size=40),
    st.sampled_from(["", "\n", "\r\n"]),
)
NAME = st.text(st.sampled_from('ab .-é"\\\t\n\x01\x7f日\udcff'), min_size=1, max_size=12).filter(
    lambda name: name.strip(" .") != "" and not name.startswith("-")
)


def git(folder: Path, *args: str, stdin: bytes = b"") -> Finished:
    return run(["git", *args], env=ENV, cwd=folder, stdin=stdin)


def write(folder: Path, change: Change, content: bytes | None, mode: str) -> None:
    path = folder / change.path
    if content is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(int(mode[-3:], 8))


def applied(folder: Path, change: Change) -> bytes | None:
    """What `git apply` makes of our diff in a fresh folder; the file's mode is checked on the way."""
    write(folder, change, change.before, change.before_mode)
    diff = unified_diff([change]).encode("utf-8")
    done = git(folder, "apply", "--whitespace=nowarn", stdin=diff)
    assert done.status == 0, (done.stderr.decode(), diff)
    path = folder / change.path
    if change.after is None:
        assert not path.exists()
        return None
    assert bool(path.stat().st_mode & 0o100) == (change.mode == "100755")
    return path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=st.none() | TEXT,
    after=st.none() | TEXT,
    name=NAME,
    mode=st.sampled_from(["100644", "100755"]),
)
def test_git_apply_accepts_every_diff_and_yields_the_bytes_after(
    tmp_path_factory: pytest.TempPathFactory, before: bytes | None, after: bytes | None, name: str, mode: str
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    change = Change(f"src/{name}", before, after, mode=mode)
    if not unified_diff([change]):
        assert before == after
        return
    assert applied(folder, change) == after


def test_a_diff_reads_as_git_prints_it() -> None:
    change = Change("app/db.py", b"a\nb\nc\n", b"a\nB\nc\n")
    assert unified_diff([change]) == (
        "diff --git a/app/db.py b/app/db.py\n--- a/app/db.py\n+++ b/app/db.py\n"
        "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        ("a b.py", "a/a b.py"),
        ("é.py", '"a/\\303\\251.py"'),
        ('q".py', '"a/q\\".py"'),
        ("tab\tnl\n.py", '"a/tab\\tnl\\n.py"'),
        ("raw\udcff.py", '"a/raw\\377.py"'),
        ("back\\slash", '"a/back\\\\slash"'),
    ],
)
def test_paths_are_quoted_exactly_as_git_quotes_them(tmp_path: Path, path: str, quoted: str) -> None:
    """git itself, with its default settings, is asked for the same change."""
    write(tmp_path, Change(path, b"1\n", b"2\n"), b"1\n", "100644")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    (tmp_path / path).write_bytes(b"2\n")
    shown = git(tmp_path, "diff").stdout.decode()
    own = unified_diff([Change(path, b"1\n", b"2\n")])
    assert quoted in own
    assert [line for line in shown.splitlines(True) if not line.startswith("index ")] == own.splitlines(True)


@pytest.mark.parametrize("content", [b"caf\xe9\n", b"nul\0\n"])
def test_content_that_is_not_utf8_text_is_shown_as_binary(content: bytes) -> None:
    diff = unified_diff([Change("x.bin", content, b"text\n")])
    assert diff.splitlines()[-1] == "Binary files a/x.bin and b/x.bin differ"
    assert "text" not in diff


def test_a_mode_change_alone_is_shown() -> None:
    diff = unified_diff([Change("run.sh", b"x\n", b"x\n", mode="100755")])
    assert diff == "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"


def test_a_file_that_becomes_a_symlink_is_deleted_and_created(tmp_path: Path) -> None:
    change = Change("x", b"text\n", b"target", mode="120000")
    write(tmp_path, change, change.before, change.before_mode)
    done = git(tmp_path, "apply", stdin=unified_diff([change]).encode())
    assert done.status == 0, done.stderr
    assert (tmp_path / "x").readlink() == Path("target")


def test_an_unchanged_file_gives_no_diff() -> None:
    assert unified_diff([Change("x", b"same", b"same"), Change("y", None, None)]) == ""


def test_files_come_in_the_order_of_their_paths() -> None:
    one, two = Change("a", b"1", b"2"), Change("b", b"1", b"2")
    assert unified_diff([two, one]) == unified_diff([one, two])


def test_two_edits_far_apart_in_a_long_file_take_no_time() -> None:
    lines = [f"value_{n} = {n}\n" if n % 3 else "\n" for n in range(30_000)]
    before = "".join(lines).encode()
    after = "".join(["first\n", *lines[1:-1], "last\n"]).encode()
    begun = time.process_time()
    diff = unified_diff([Change("long.py", before, after)])
    assert diff.count("@@ -") == 2
    assert time.process_time() - begun < 5


REPEATED = ["a", "b"] * 10_000


@pytest.mark.parametrize(
    "after",
    [
        ["c", *REPEATED[::-1], "d"],
        [f"{line}{at}" for at, line in enumerate(REPEATED)],
        ["x", *("only once" if at % 400 == 0 else line for at, line in enumerate(REPEATED[::-1])), "y"],
    ],
)
def test_a_rewrite_of_20000_repetitive_lines_is_told_within_a_second(after: list[str]) -> None:
    begun = time.process_time()
    codes = opcodes(REPEATED, after)
    diff = unified_diff([Change("x", "\n".join(REPEATED).encode(), "\n".join(after).encode())])
    assert time.process_time() - begun < 1
    assert diff and any(tag == "replace" for tag, *_ in codes)


def test_edits_far_apart_in_a_long_file_are_told_line_by_line() -> None:
    before = [f"line {at}" if at % 5 else "" for at in range(3000)]
    after = ["new", *before[1:1500], *before[1502:2900], "changed", *before[2901:]]
    changed = [code for code in opcodes(before, after) if code[0] != "equal"]
    assert [(j - i, m - k) for _, i, j, k, m in changed] == [(1, 1), (2, 0), (1, 1)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_opcodes_account_for_every_line(before: list[str], after: list[str]) -> None:
    codes = opcodes(before, after)
    assert [line for _, i, j, _, _ in codes for line in before[i:j]] == before
    assert [line for _, _, _, k, m in codes for line in after[k:m]] == after
    assert all((before[i:j] == after[k:m]) == (tag == "equal") for tag, i, j, k, m in codes)


def test_diff_lines_numbers_both_sides() -> None:
    diff = unified_diff([Change("x", b"a\nb\nc\n", b"a\nB\nB2\nc\n")])
    numbered = [(line.kind, line.text, line.old, line.new) for line in diff_lines(diff)][4:]
    assert numbered == [
        (LineKind.CONTEXT, "a", 1, 1),
        (LineKind.REMOVED, "b", 2, None),
        (LineKind.ADDED, "B", None, 2),
        (LineKind.ADDED, "B2", None, 3),
        (LineKind.CONTEXT, "c", 3, 4),
    ]


@settings(max_examples=60, deadline=None)
@given(before=TEXT, after=TEXT)
def test_diff_lines_never_takes_content_for_a_header(before: bytes, after: bytes) -> None:
    lines = list(diff_lines(unified_diff([Change("x", before, after)])))
    old = [line.text for line in lines if line.old is not None]
    whole = before.decode().removesuffix("\n").split("\n") if before else []
    assert all(whole[line.old - 1] == line.text for line in lines if line.old is not None)
    assert len(old) <= len(whole)
    assert sum(line.kind is LineKind.FILE for line in lines) == (before != after)
