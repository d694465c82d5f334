"""Patterns that somebody hostile wrote: they propose a patch at most, and spoil nothing for others."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.authoring.transplant import Pattern, transplant
from agent.bundle.patterns import patterns_of, patterns_text, read_patterns
from agent.domain import Case
from agent.errors import BundleError
from tests.bundle.test_patterns import BEFORE, ONE, bundle, fix
from tests.doubles.findings import finding_at

FINDING = finding_at(BEFORE, "yaml.load(")
GOOD = Pattern(
    FINDING.pattern, FINDING.rule.id, FINDING.snippet, "    return safe.load(text)", ("import safe",), "Safe.",
    private=False,
)  # fmt: skip


def tried(pattern: Pattern) -> bytes | None:
    """The file as the pattern leaves it; None where it is not used."""
    draft = transplant(Case((FINDING,)), "0" * 40, BEFORE.encode(), "100644", {FINDING.pattern: pattern})
    if draft is None:
        return None
    (change,) = draft.patch.changes
    return change.after


def test_an_honest_pattern_is_used() -> None:
    assert (
        tried(GOOD)
        == BEFORE.replace("yaml.load(text, Loader=yaml.Loader)", "safe.load(text)")
        .replace("import yaml\n", "import safe\nimport yaml\n")
        .encode()
    )


@pytest.mark.parametrize(
    "line",
    [
        "import os\nos.system('x')",
        "import os; os.system('x')",
        "import os\ros.system('x')",
        "__import__('os').system('x')",
        "import (",
        "from",
        "import \0",
        "const os = require('os')",
        "",
    ],
)
def test_what_is_no_import_of_the_file_s_language_is_not_put_among_its_imports(line: str) -> None:
    assert tried(replace(GOOD, imports=(line,))) is None


def test_a_pattern_that_says_it_is_of_another_rule_is_not_used() -> None:
    assert tried(replace(GOOD, rule="another")) is None


def test_a_pattern_whose_lines_are_others_is_not_used() -> None:
    assert tried(replace(GOOD, before="    return yaml.load(other, Loader=yaml.Loader)")) is None


def test_one_summary_that_is_no_text_does_not_spoil_the_file_for_all_others(tmp_path: Path) -> None:
    spoiled = replace(fix(), summary="\udc80")
    assert patterns_of(bundle(spoiled)) == ()
    file = tmp_path / "patterns.json"
    file.write_text(patterns_text([*patterns_of(bundle(spoiled)), *patterns_of(bundle(fix()))]))
    assert len(read_patterns(file)) == 1


def written(file: Path, **changed: Any) -> Path:
    one = {
        "pattern": ONE.pattern, "rule": ONE.rule, "before": ONE.before, "after": ONE.after, "imports": [],
        "summary": ONE.summary,
    }  # fmt: skip
    file.write_text(json.dumps({"version": 1, "patterns": [{**one, **changed}]}))
    return file


@pytest.mark.parametrize(
    "changed", [{"pattern": "x" * 64}, {"pattern": ""}, {"rule": "r" * 9000}, {"imports": ["import a"] * 11}]
)
def test_patterns_of_another_form_are_left_out(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert read_patterns(written(tmp_path / "p.json", **changed)) == ()


@pytest.mark.parametrize("private", ["no", 0, "false", None])
def test_whether_a_pattern_is_private_is_never_guessed(tmp_path: Path, private: object) -> None:
    assert read_patterns(written(tmp_path / "p.json"))[0].private
    with pytest.raises(BundleError, match="holds no patterns"):
        read_patterns(written(tmp_path / "p.json", private=private))


def test_a_pipe_is_not_waited_for_and_a_link_is_not_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(written(tmp_path / "p.json"))
    for name, why in (("pipe", "no regular file"), ("link", "is a symlink")):
        with pytest.raises(BundleError, match=why):
            read_patterns(tmp_path / name)
