"""The schema beside the code is the code's, and bundles hold to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

import agent.bundle
from agent.bundle.schema import schema_text
from agent.bundle.store import write_bundle
from agent.bundle.values import Bundle, Stage
from tests.bundle.samples import BUNDLES, bundle_of_sample

FILE = Path(agent.bundle.__file__).with_name("bundle.schema.json")


def validator() -> Draft202012Validator:
    schema = json.loads(FILE.read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_file_is_what_the_types_say() -> None:
    assert FILE.read_text() == schema_text(), "write agent.bundle.schema.schema_text() into it"


@pytest.mark.parametrize("stage", Stage)
def test_a_written_bundle_holds_to_the_schema(stage: Stage, tmp_path: Path) -> None:
    write_bundle(tmp_path / "b.json", bundle_of_sample(stage))
    assert list(validator().iter_errors(json.loads((tmp_path / "b.json").read_text()))) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bundle=BUNDLES)
def test_any_bundle_that_is_written_holds_to_the_schema(bundle: Bundle, tmp_path: Path) -> None:
    write_bundle(tmp_path / "b.json", bundle)
    assert list(validator().iter_errors(json.loads((tmp_path / "b.json").read_text()))) == []


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("seal",), "none"),
        (("more",), 1),
        (("bundle", "more"), 1),
        (("bundle", "version"), 2),
        (("bundle", "stage"), "published"),
        (("bundle", "base_sha"), "HEAD"),
        (("bundle", "rules"), [["a" * 16]]),
        (("bundle", "fixes", 0, "findings"), []),
        (("bundle", "fixes", 0, "verdict", "checks", 0, "status"), "good"),
        (("bundle", "fixes", 0, "usage", "calls"), "1"),
        (("bundle", "refused", 0, "head"), "main"),
    ],
)
def test_the_schema_refuses_what_is_no_bundle(
    keys: tuple[str | int, ...], value: object, tmp_path: Path
) -> None:
    write_bundle(tmp_path / "b.json", bundle_of_sample())
    read: Any = json.loads((tmp_path / "b.json").read_text())
    inner = read
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    assert not validator().is_valid(read)
