"""A fix that was verified for one finding is put in place of the same code elsewhere, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.authoring.transplant import NoPattern, Pattern, pattern_of, transplant
from agent.diff import unified_diff
from agent.domain import Case, Change, Finding, Source
from tests.doubles.findings import finding_at

BEFORE = "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"
AFTER = "import yaml\n\n\ndef load(text):\n    return yaml.safe_load(text)\n"
NEEDLE = "yaml.load("
ELSEWHERE = (
    "# another file\nimport yaml\n\n\nclass A:\n    def read(self, text):\n"
    "        return  yaml.load(text, Loader=yaml.Loader)\n\n    x = 1\n"
)


def diff_of(before: str, after: str, path: str = "a.py") -> str:
    return unified_diff((Change(path, before.encode(), after.encode()),))


def pattern(before: str = BEFORE, after: str = AFTER, needle: str = NEEDLE) -> Pattern | NoPattern:
    return pattern_of(finding_at(before, needle), diff_of(before, after), "Safe loader.", private=False)


def put(text: str, *findings: Finding, made: Pattern) -> str | None:
    source = text.encode()
    draft = transplant(Case(findings), "0" * 40, source, "100644", {made.pattern: made})
    if draft is None:
        return None
    (change,) = draft.patch.changes
    assert draft.patch.source is Source.MODEL and "verified" in draft.summary
    assert change.after is not None
    return change.after.decode()


def made_of(before: str = BEFORE, after: str = AFTER, needle: str = NEEDLE) -> Pattern:
    made = pattern(before, after, needle)
    assert isinstance(made, Pattern), made
    return made


def test_the_same_code_deeper_in_another_file_is_fixed_as_deep() -> None:
    finding = finding_at(ELSEWHERE, NEEDLE, path="b/c.py")
    assert put(ELSEWHERE, finding, made=made_of()) == ELSEWHERE.replace(
        "return  yaml.load(text, Loader=yaml.Loader)", "return yaml.safe_load(text)"
    )


def test_lines_put_before_and_after_come_along() -> None:
    after = BEFORE.replace(
        "    return yaml.load(text, Loader=yaml.Loader)\n",
        "    if len(text) > 9:\n        raise ValueError\n    return yaml.safe_load(text)\n    # done\n",
    )
    put_there = put(ELSEWHERE, finding_at(ELSEWHERE, NEEDLE), made=made_of(after=after))
    assert put_there is not None
    assert (
        "        if len(text) > 9:\n            raise ValueError\n        return yaml.safe_load(text)\n        # done\n"
    ) in put_there


def test_an_import_that_the_fix_added_is_added_where_it_is_missing_and_only_there() -> None:
    before = "import os\n\ntoken = os.urandom(3)\nmark = rand()\n"
    after = "import os\nimport secrets\n\ntoken = os.urandom(3)\nmark = secrets.token_hex()\n"
    made = made_of(before, after, "rand()")
    there = "x = 1\nmark = rand()\n"
    fixed = put(there, finding_at(there, "rand()"), made=made)
    assert fixed is not None and "import secrets" in fixed and "mark = secrets.token_hex()" in fixed
    has = "import secrets\nmark = rand()\n"
    fixed = put(has, finding_at(has, "rand()"), made=made)
    assert fixed == "import secrets\nmark = secrets.token_hex()\n"


def test_line_ends_of_the_file_are_kept() -> None:
    text = ELSEWHERE.replace("\n", "\r\n")
    finding = finding_at(ELSEWHERE, NEEDLE)
    fixed = put(text, finding, made=made_of())
    assert fixed is not None and fixed.count("\r\n") == fixed.count("\n") == text.count("\n")


def test_two_findings_of_one_case_are_both_fixed() -> None:
    text = "def a(text):\n    return yaml.load(text, Loader=yaml.Loader)\n\n\ndef b(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"
    found = [finding_at(text, NEEDLE, nth=nth) for nth in (0, 1)]
    fixed = put(text, *found, made=made_of())
    assert fixed is not None and fixed.count("safe_load") == 2 and "yaml.load(" not in fixed


@pytest.mark.parametrize(
    "after",
    [
        AFTER.replace("def load(text):", "def load(text, loader=None):"),
        AFTER + "\n\ndef more():\n    pass\n",
        AFTER.replace("import yaml\n", "import yaml\n\nLIMIT = 3\n"),
        BEFORE.replace("import yaml\n", "from yaml import safe_load; import os; os.system('x')\n"),
    ],
    ids=["signature", "function", "constant", "import-and-more"],
)
def test_a_fix_that_changes_more_than_its_lines_and_imports_is_no_pattern(after: str) -> None:
    assert isinstance(pattern(after=after), NoPattern)


def test_a_fix_of_another_file_too_is_a_pattern_only_if_that_file_is_a_new_test() -> None:
    finding = finding_at(BEFORE, NEEDLE)
    test = unified_diff((Change("tests/test_new.py", None, b"def test_attack():\n    pass\n"),))
    other = diff_of("x = 1\n", "x = 2\n", "b.py")
    both = diff_of(BEFORE, AFTER)
    assert isinstance(pattern_of(finding, both + other, "", private=True), NoPattern)
    assert isinstance(pattern_of(finding, both + test, "", private=True), NoPattern)
    assert isinstance(pattern_of(finding, both + test, "", proof="tests/test_new.py", private=True), Pattern)


@pytest.mark.parametrize(
    "diff", ["", "nonsense", "--- a/a.py\n+++ b/a.py\n@@ broken\n", "--- /dev/null\n+++ b/a.py\n"]
)
def test_what_is_no_diff_of_the_file_is_no_pattern(diff: str) -> None:
    assert isinstance(pattern_of(finding_at(BEFORE, NEEDLE), diff, "", private=True), NoPattern)


def test_other_code_or_an_unknown_finding_is_left_to_others() -> None:
    made = made_of()
    other = ELSEWHERE.replace("yaml.Loader)", "yaml.FullLoader)")
    assert put(other, finding_at(other, NEEDLE), made=made) is None
    # A finding that claims a pattern but stands on other lines.
    moved = replace(finding_at(ELSEWHERE, NEEDLE), location=finding_at(ELSEWHERE, "class A").location)
    assert put(ELSEWHERE, moved, made=made) is None
    assert transplant(Case((moved,)), "0" * 40, b"\xff", "100644", {made.pattern: made}) is None
    beyond = replace(moved, location=replace(moved.location, start=90, end=90))
    assert put(ELSEWHERE, beyond, made=made) is None
