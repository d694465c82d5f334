"""What is taken from a prover's answer."""

from __future__ import annotations

import pytest

from agent.authoring.answers.proof_answers import NoFile, Unprovable, file_of

FILE = "import a\n\n\ndef test_attack():\n    assert a.b\n"


@pytest.mark.parametrize(
    "answer",
    [
        f"```python\n{FILE}```",
        f"Some thoughts.\n\n```py\n\n{FILE}\n```\n\nThat is all.",
        f"```\n{FILE}```\n\nRun it:\n\n```bash\npytest -q\n```",
        f"~~~python\n{FILE}~~~",
        f"```python\r\n{FILE}```".replace("\n", "\r\n"),
        f"NO PROOF: would be wrong.\n```python\n{FILE}```",
    ],
)
def test_the_one_file_of_an_answer_is_taken_as_it_is(answer: str) -> None:
    assert file_of(answer) == FILE


def test_a_longer_fence_may_hold_shorter_ones() -> None:
    text = 'PAGE = """\n```\ncode\n```\n"""\n'
    assert file_of(f"````python\n{text}````") == text


def test_marks_in_a_line_of_code_end_no_fence() -> None:
    text = "const ATTACKS = ['```', `x`];\n        ```\n"
    assert file_of(f"```javascript\n{text}```") == text


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("def test_attack(): ...", "no code fence"),
        ("", "no code fence"),
        ("```bash\npytest\n```", "no code fence"),
        (f"```python\n{FILE}", "not closed"),
        (f"```python\n{FILE}```\n\n```python\n{FILE}```", "2 code fences"),
        ("```python\n\n```", "empty"),
        ("```python\n```", "empty"),
    ],
)
def test_anything_else_is_told_to_its_author(answer: str, why: str) -> None:
    found = file_of(answer)
    assert isinstance(found, NoFile)
    assert why in found.message


@pytest.mark.parametrize("line", ["NO PROOF: it needs a browser", "**NO PROOF:** it needs a browser"])
def test_a_model_may_say_that_there_is_no_proof(line: str) -> None:
    assert file_of(f"I looked.\n\n{line}\n") == Unprovable("it needs a browser")


def test_a_reason_for_no_proof_is_short_and_hides_nothing() -> None:
    found = file_of("NO PROOF: a\u202eb" + "x" * 2000)
    assert isinstance(found, Unprovable)
    assert found.reason.startswith("a\\u202ebx")
    assert len(found.reason) == 600
