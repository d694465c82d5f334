"""SEARCH/REPLACE blocks: exactly once, or told why not."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.authoring.answers.edits import EditFailure, apply_edits, parse_edits, rewritten
from agent.domain import Change, Edit

SOURCE = b"import os\n\n\ndef run(name):\n    os.system(name)\n    return name\n"


def tree(**files: bytes) -> Callable[[str], bytes | None]:
    return {name.replace("__", "."): content for name, content in files.items()}.get


def block(path: str, search: str, replace: str) -> str:
    return f"{path}\n<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n"


def parsed(answer: str) -> tuple[Edit, ...]:
    edits = parse_edits(answer)
    assert not isinstance(edits, EditFailure), edits.message
    return edits


def after(answer: str, source: bytes = SOURCE) -> bytes:
    changes = apply_edits(parsed(answer), tree(a__py=source))
    assert not isinstance(changes, EditFailure), changes.message
    assert len(changes) == 1
    assert changes[0].before == source
    assert changes[0].after is not None
    return changes[0].after


def refusal(result: object) -> str:
    assert isinstance(result, EditFailure)
    return result.message


def test_blocks_are_read_in_order_with_or_without_code_fences() -> None:
    answer = (
        "Fix:\n\n" + block("a.py", "x\n", "y\n") + "\n`b/c.py`\n```python\n"
        "<<<<<<< SEARCH\nold\n\n=======\n>>>>>>> REPLACE\n```\n"
    )
    assert parsed(answer) == (Edit("a.py", "x\n", "y\n"), Edit("b/c.py", "old\n\n", ""))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("I would use a list.", "no block"),
        ("a.py\n<<<<<<< SEARCH\nx\n=======\ny\n", "Block 1 is not closed"),
        ("a.py\n<<<<<<< SEARCH\nx\n>>>>>>> REPLACE\n", "exactly one line `=======`"),
        (block("a.py", "x\n=======\ny\n", "z\n"), "exactly one line `=======`"),
        ("<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n", "must be the path"),
        (block("in the file a.py", "x\n", "y\n"), "must be the path"),
        (block("a.py", "x\n", "y\n") + ">>>>>>> REPLACE\n", "outside a block (after block 1)"),
        ("a.py\n<<<<<<< SEARCH\nx\n" + block("a.py", "x\n", "y\n"), "Block 1 is not closed"),
    ],
)
def test_a_malformed_answer_is_told_what_is_wrong_with_it(answer: str, words: str) -> None:
    assert words in refusal(parse_edits(answer))


BLOCK = "<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n"


@pytest.mark.parametrize(
    ("above", "path"),
    [
        ("### `a.py`\n", "a.py"),
        ("**a.py**\n", "a.py"),
        ("**`src/a.py`**:\n", "src/a.py"),
        ("File: a.py\n", "a.py"),
        ("**File:** `a.py`\n", "a.py"),
        ("# a.py\n", "a.py"),
        ("1. src/a.py\n", "src/a.py"),
        ("a.py:\n", "a.py"),
        ("./a.py\n", "a.py"),
        ("my dir/a.py\n", "my dir/a.py"),
        ("`a b.py`\n", "a b.py"),
        ("a.py\n\n", "a.py"),
        ("a.py\n\n```python\n", "a.py"),
        ("```python a.py\n", "a.py"),
        ("```python:src/a.py\n", "src/a.py"),
        ('```python title="a.py"\n', "a.py"),
        ("```\n.github/x.yml\n", ".github/x.yml"),
        ("__init__.py\n", "__init__.py"),
        ("Makefile\n", "Makefile"),
        ("**Dockerfile**\n\n", "Dockerfile"),
    ],
)
def test_a_path_is_read_in_whatever_dress(above: str, path: str) -> None:
    assert parse_edits(above + BLOCK, files=("Dockerfile",)) == (Edit(path, "x\n", "y\n"),)


@pytest.mark.parametrize(
    "above", ["", "Fix:\n\n", "Change the file src/b.py:\n", "### The fix\n", "```python\n"]
)
def test_a_block_without_a_path_is_for_the_file_before_it_or_the_case(above: str) -> None:
    assert "must be the path" in refusal(parse_edits(above + BLOCK))
    assert parse_edits(above + BLOCK, "c.py") == (Edit("c.py", "x\n", "y\n"),)
    second = parse_edits(f"a.py\n{BLOCK}\n{above}{BLOCK}", "c.py")
    assert second == (Edit("a.py", "x\n", "y\n"), Edit("a.py", "x\n", "y\n"))


def test_a_line_of_equals_signs_in_the_reasoning_is_prose() -> None:
    assert parsed("Reasoning\n=======\n1. x\n\na.py\n" + BLOCK) == (Edit("a.py", "x\n", "y\n"),)


def test_an_edit_replaces_whole_lines() -> None:
    answer = block("a.py", "    os.system(name)\n", "    os.execv(name, [])\n")
    assert after(answer) == SOURCE.replace(b"os.system(name)", b"os.execv(name, [])")


def test_a_search_without_the_indentation_does_not_match() -> None:
    message = refusal(apply_edits(parsed(block("a.py", "os.system(name)\n", "pass\n")), tree(a__py=SOURCE)))
    assert "Block 1: its SEARCH text does not occur in `a.py`" in message
    assert "Line 1 of the SEARCH text differs in its spaces only" in message
    assert message.endswith("(5 to 5) are:\n    os.system(name)")


def test_a_miss_shows_the_nearest_real_lines() -> None:
    answer = block("a.py", "def run(names):\n    os.system(name)\n", "pass\n")
    message = refusal(apply_edits(parsed(answer), tree(a__py=SOURCE)))
    assert "Line 1 of the SEARCH text differs." in message
    assert message.endswith("(4 to 5) are:\ndef run(name):\n    os.system(name)")


def test_a_miss_that_is_like_nothing_says_so() -> None:
    answer = block("a.py", "zzzzzzzzzzzzzzzzzzzzzzz\n", "pass\n")
    assert refusal(apply_edits(parsed(answer), tree(a__py=SOURCE))).endswith(
        "Nothing in the file is like it."
    )


def test_two_matches_are_refused_with_their_lines() -> None:
    message = refusal(
        apply_edits(parsed(block("a.py", "x = 1\n", "x = 2\n")), tree(a__py=b"x = 1\ny\nx = 1\n"))
    )
    assert "occurs 2 times in `a.py` (at lines 1, 3)" in message


def test_searches_are_against_the_original_and_may_come_in_any_order() -> None:
    answer = block("a.py", "    return name\n", "    return 0\n") + block(
        "a.py", "import os\n", "import sys\n"
    )
    assert after(answer) == SOURCE.replace(b"import os", b"import sys").replace(b"return name", b"return 0")


def test_overlapping_blocks_are_refused() -> None:
    answer = block("a.py", "def run(name):\n    os.system(name)\n", "a\n") + block(
        "a.py", "    os.system(name)\n    return name\n", "b\n"
    )
    assert "replace the same lines" in refusal(apply_edits(parsed(answer), tree(a__py=SOURCE)))


def test_line_ends_of_the_file_are_kept() -> None:
    source = SOURCE.replace(b"\n", b"\r\n")
    answer = block("a.py", "    os.system(name)\n", "    print(name)\n    print(name)\n")
    wanted = source.replace(b"    os.system(name)\r\n", b"    print(name)\r\n    print(name)\r\n")
    assert after(answer, source) == wanted


def test_lines_that_an_edit_repeats_keep_their_own_ends() -> None:
    answer = block("a.py", "a\nb\nc\n", "a\nB\nc\n")
    assert after(answer, b"a\r\nb\nc\r\n") == b"a\r\nB\r\nc\r\n"


def test_a_missing_final_newline_stays_missing() -> None:
    assert after(block("a.py", "last\n", "one\ntwo\n"), b"first\nlast") == b"first\none\ntwo"
    assert after(block("a.py", "first\n", "1\n"), b"first\nlast") == b"1\nlast"
    assert after(block("a.py", "last\n", ""), b"first\nlast") == b"first"


def test_a_byte_order_mark_stays() -> None:
    assert after(block("a.py", "a\n", "b\n"), b"\xef\xbb\xbfa\n") == b"\xef\xbb\xbfb\n"


def test_a_line_with_an_invisible_character_matches_as_it_is_shown() -> None:
    source = "x = 'a\u200bb'\ny = 1\n".encode()
    assert after(block("a.py", "x = 'a\\u200bb'\ny = 1\n", "x = 'a\\u200bb'\ny = 2\n"), source) == (
        "x = 'a\u200bb'\ny = 2\n".encode()
    )


def test_an_empty_search_makes_a_new_file_and_only_a_new_one() -> None:
    assert apply_edits((Edit("new/b.py", "", "x = 1\n"),), tree()) == (Change("new/b.py", None, b"x = 1\n"),)
    assert "exists already" in refusal(apply_edits((Edit("a.py", "", "x\n"),), tree(a__py=SOURCE)))
    assert "no file `b.py`" in refusal(apply_edits((Edit("b.py", "x\n", "y\n"),), tree(a__py=SOURCE)))
    twice = (Edit("b.py", "", "x\n"), Edit("b.py", "", "y\n"))
    assert "Blocks 1 and 2" in refusal(apply_edits(twice, tree()))


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../a.py", "x/../../a.py", ".git/config", "a\\b.py", "./a.py", "x//y"]
)
def test_paths_outside_the_tree_are_refused(path: str) -> None:
    assert "relative to the repository" in refusal(apply_edits((Edit(path, "", "x\n"),), tree()))


def test_a_file_that_is_not_utf8_is_refused() -> None:
    assert "not UTF-8" in refusal(apply_edits((Edit("a.py", "x\n", "y\n"),), tree(a__py=b"x\n\xff\n")))


def test_an_edit_that_changes_nothing_is_refused() -> None:
    assert "change nothing" in refusal(apply_edits((Edit("a.py", "x\n", "x\n"),), tree(a__py=b"x\n")))


LINE = st.text(st.sampled_from("ab c\t\u200bé#"), max_size=4).filter(lambda line: set(line) != {"="})
FILE = st.lists(LINE, min_size=1, max_size=12)


def edits_between(old: list[str], new: list[str]) -> str:
    """An answer that turns `old` into `new`: changed runs, widened until they occur once."""
    blocks = []
    groups = difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1)
    for group in groups:
        i1, i2, j1, j2 = group[0][1], group[-1][2], group[0][3], group[-1][4]
        blocks.append((i1, i2, j1, j2))
    shown = ["\n".join(old[a:b]) for a, b, _, _ in blocks]
    unique = all(_count(old, text.split("\n")) == 1 for text in shown)
    if not unique or any(a == b for a, b, _, _ in blocks):
        blocks = [(0, len(old), 0, len(new))]
    return "".join(
        block("a.py", "".join(f"{line}\n" for line in old[a:b]), "".join(f"{line}\n" for line in new[c:d]))
        for a, b, c, d in blocks
    )


def _count(lines: list[str], part: list[str]) -> int:
    return sum(lines[i : i + len(part)] == part for i in range(len(lines) - len(part) + 1))


@given(FILE, FILE, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_edits_made_from_a_diff_give_the_target(
    old: list[str], new: list[str], end: str, closed: bool
) -> None:
    old, new = ([line.replace("\u200b", "u") for line in lines] for lines in (old, new))
    if old == new:
        return
    last = end if closed else ""
    source = (end.join(old) + last).encode()
    if not closed and (not old[-1] or len(old) == 1):
        # Nothing in such a file tells which line ends it has.
        return
    changes = apply_edits(parsed(edits_between(old, new)), {"a.py": source}.get)
    assert not isinstance(changes, EditFailure), changes.message
    assert changes[0].after == (end.join(new) + last).encode()


@given(st.text(st.sampled_from("ab\r\n\u200b"), min_size=1), st.sampled_from(["", "\ufeff"]), FILE)
def test_a_whole_file_rewritten_with_its_own_lines_is_unchanged(text: str, mark: str, new: list[str]) -> None:
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    assert rewritten(mark + text, lines) == mark + text
    assert rewritten("a\n", new) == "".join(f"{line}\n" for line in new)
