"""Files of patterns: what verified bundles offer, joined, and believed only as far as their form goes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent.authoring.transplant import Pattern
from agent.bundle.patterns import joined, patterns_of, patterns_text, read_patterns, usable
from agent.bundle.values import Bundle, Fix, Stage
from agent.diff import unified_diff
from agent.domain import Change, Source
from agent.errors import BundleError
from agent.verdict import Check, Status, Verdict
from tests.doubles.findings import finding_at

BEFORE = "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"
AFTER = BEFORE.replace("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")
GOOD = Verdict((Check("applies", Status.PASSED, "yes"),), ("applies",))
GAP = Verdict((Check("applies", Status.NOT_RUN, "no"),), ("applies",))
ONE = Pattern("a" * 64, "r", "x = 1", "x = 2", (), "Better.", private=False)


def fix(source: Source = Source.MODEL, verdict: Verdict = GOOD) -> Fix:
    diff = unified_diff((Change("a.py", BEFORE.encode(), AFTER.encode()),))
    return Fix((finding_at(BEFORE, "yaml.load("),), source, diff, "Safe loader.", (), verdict)


def bundle(*fixes: Fix, stage: Stage = Stage.VERIFIED) -> Bundle:
    return Bundle(stage, "0.1.0", "acme/shop", "main", "0" * 40, "bubblewrap", "m", fixes, private=False)


def test_a_verified_bundle_offers_what_a_model_wrote_and_every_gate_passed() -> None:
    (found,) = patterns_of(bundle(fix()))
    assert (found.after, found.private) == ("    return yaml.safe_load(text)", False)
    assert patterns_of(bundle(fix(verdict=GAP), fix(Source.RULE_FIX))) == ()
    assert patterns_of(bundle(fix(), stage=Stage.PROPOSED)) == ()
    two = replace(fix(), findings=fix().findings * 2)
    assert patterns_of(bundle(two)) == ()


def test_of_two_for_one_pattern_the_first_is_kept_unless_it_is_private_and_another_is_not() -> None:
    hidden = replace(ONE, private=True, after="x = 3")
    assert joined([ONE], [replace(ONE, after="x = 4")]) == (ONE,)
    assert joined([hidden], [ONE]) == (ONE,) == joined([ONE], [hidden])


def test_what_a_private_repository_taught_is_not_shown_to_the_public() -> None:
    hidden = replace(ONE, pattern="b" * 64, private=True)
    assert set(usable([ONE, hidden], private=True)) == {"a" * 64, "b" * 64}
    assert set(usable([ONE, hidden], private=False)) == {"a" * 64}


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(patterns_text([ONE]))
    assert read_patterns(file) == (ONE,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"version": 2, "patterns": []}',
        '{"version": 1, "patterns": [], "more": 1}',
        '{"version": 1, "patterns": [{"pattern": 1}]}',
        '{"version": 1, "patterns": ' + "[" * 100_000,
    ],
)
def test_what_is_no_file_of_patterns_is_refused_with_a_next_step(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(BundleError) as raised:
        read_patterns(file)
    assert raised.value.hint


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    with file.open("wb") as stream:
        stream.truncate(1 << 30)
    for name in (file, tmp_path / "none.json", tmp_path):
        with pytest.raises(BundleError):
            read_patterns(name)


def test_texts_beyond_all_measure_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(patterns_text([ONE]))
    held = json.loads(file.read_text())
    held["patterns"].append({**held["patterns"][0], "after": "x" * 10_000})
    file.write_text(json.dumps(held))
    assert read_patterns(file) == (ONE,)
