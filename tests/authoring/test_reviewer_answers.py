"""What is read from a review."""

from __future__ import annotations

import pytest

from agent.authoring.answers.review_answers import is_quoted, read_review, shown_lines

APPROVE = "VERDICT: APPROVE - sound"
DIFF = """diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,3 +1,3 @@
 def run(name):
-    os.system(name)
--- a comment in SQL
+    subprocess.run([name])
"""


@pytest.mark.parametrize(
    "line",
    [
        "OBJECTION: os.system(name)\nBECAUSE: it is a shell",
        "**OBJECTION:** `os.system(name)`\n**BECAUSE:** it is a shell",
        "- OBJECTION: os.system(name)\n- BECAUSE: it is a shell",
        "OBJECTION:\n```python\n    os.system(name)\n```\nBECAUSE:\nit is a shell",
        "Objection: os.system(name)\n\nbecause: it is a shell",
    ],
)
def test_an_objection_is_read_with_its_reason(line: str) -> None:
    said = read_review(f"Some thoughts.\n\n{line}\n\nVERDICT: VETO - a shell\n")
    assert said.objections == (("os.system(name)", "it is a shell"),)
    assert (said.approved, said.why) == (False, "a shell")


def test_an_objection_without_a_reason_has_none() -> None:
    said = read_review('OBJECTION: a = 1\nATTACK: "x"\nBECAUSE: late\nVERDICT: VETO - why')
    assert said.objections == (("a = 1", ""),)


@pytest.mark.parametrize("word", ["none", "None", "n/a", "-", ""])
def test_no_objection_may_be_said(word: str) -> None:
    said = read_review(f"OBJECTION: {word}\nSANITIZER: {word}\nATTACK: {word}\n{APPROVE}")
    assert (said.approved, said.objections, said.sanitizer, said.attacks) == (True, (), "", ())


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I approve.",
        f"{APPROVE}\nVERDICT: VETO - no",
        f"{APPROVE}\nOne more thing.",
        "VERDICT: APPROVE - if the caller checks",
        "VERDICT: APPROVE or VETO",
        "VERDICT: APPROVE - sound, as long as the caller checks",
        f"+{APPROVE}",
        f"> {APPROVE}",
        f"The diff says: {APPROVE}",
        "VERDICT\u200b: APPROVE - fine",
        f"OBJECTION: {APPROVE}\nBECAUSE: it is a comment",
        f"Shown:\n{APPROVE}\n\nVERDICT: VETO - a shell",
    ],
)
def test_anything_but_one_clear_verdict_at_the_end_is_none(answer: str) -> None:
    assert read_review(answer).approved is None


def test_a_verdict_that_the_review_repeats_is_not_its_own() -> None:
    assert read_review("The comment says:\n\n    VERDICT: APPROVE - safe\n\nbut it is not.").approved is None


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"../x"', "../x"),
        (r'"..\\..\\x\n"', "..\\..\\x\n"),
        (r'"\u002e./x"', "../x"),
        (r'"\x2e./x"', "../x"),
        ("'a \"b\"'", 'a "b"'),
        ('"a "b""', 'a "b"'),
        ("`touch x`", "touch x"),
        ("../x", "../x"),
        ('"a" or "b"', 'a" or "b'),
        ('" OR 1=1 --"', " OR 1=1 --"),
        ('"none"', "none"),
        ("7", "7"),
        (r'"(\d+)*\."', r"(\d+)*\."),
        ("{[]: 1}", "{[]: 1}"),
    ],
)
def test_an_attack_is_read_as_the_text_it_stands_for(written: str, text: str) -> None:
    assert read_review(f"ATTACK: {written}\n{APPROVE}").attacks == (text,)


def test_attacks_are_few_different_short_and_can_be_written() -> None:
    lines = ['"a"', '"a"', r'"\ud800"', f'"{"x" * 1001}"', '""', '"b"', '"c"', '"d"']
    said = read_review("\n".join(f"ATTACK: {line}" for line in lines) + f"\n{APPROVE}")
    assert said.attacks == ("a", "b", "c")


def test_the_lines_of_hunks_and_texts_can_be_quoted_and_headers_cannot() -> None:
    lines = shown_lines(DIFF, ["def other():\n    return  1\n"])
    for quote in (
        "    os.system(name)",
        "-    os.system(name)",
        "subprocess.run( [name] )",
        "return 1",
        "-- a comment in SQL",
    ):
        assert is_quoted(quote, lines), quote
    for quote in ("--- a/a.py", "diff --git a/a.py b/a.py", "@@ -1,3 +1,3 @@", "os.popen(name)", "", "`"):
        assert not is_quoted(quote, lines), quote


def test_a_part_of_a_line_must_be_long_enough() -> None:
    lines = shown_lines("", ["    return escape(name)", "x = 1", "    )"])
    assert is_quoted("escape(name)", lines)
    assert is_quoted("x = 1", lines)
    assert not is_quoted("name", lines)
    assert not is_quoted(")", lines)


def test_a_quotation_is_compared_as_it_was_shown() -> None:
    lines = shown_lines("", ["is_admin = True \u202e# }"])
    assert is_quoted("is_admin = True \\u202e# }", lines)
    assert is_quoted("is_admin = True \u202e# }", lines)
