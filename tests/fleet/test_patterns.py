"""What a wave's verified bundles offer to siblings: only what verify named, and never more public than its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from agent.authoring.transplant import Pattern
from agent.bundle.patterns import MAX_BYTES, patterns_text
from agent.bundle.store import write_bundle
from agent.bundle.values import Stage
from agent.errors import ForgeError, UsageError
from agent.fleet.files import results_file, write
from agent.fleet.patterns import beside, collect, fitting, read_beside, write_beside
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.record import BRANCH, read_memory, shelf, write_wave
from agent.fleet.values import Plan, Record, Result, Results
from agent.forge.github.fleet import FleetForge
from agent.settings import FleetSettings
from agent.verdict import Evidence
from tests.bundle.test_patterns import GOOD, ONE, bundle, fix
from tests.doubles.github import Hub
from tests.fleet.test_record import HOME, wave
from tests.fleet.world import START, repository

PROVEN = replace(GOOD, evidence=Evidence("0" * 40, "a" * 64, "b" * 64, "c" * 64))


def planned(*, private: bool) -> Plan:
    """A plan over the repository of the bundles."""
    return plan_wave([repository("shop", private=private)], Record(), FleetSettings(), Asked(START, "0.1.0"))


def verified(folder: Path, plan: Plan, digest: str = "", **changed: str | Stage) -> None:
    """A verified bundle, and what verify says of it."""
    made = write_bundle(folder / "acme__shop.verified.json", replace(bundle(fix(verdict=PROVEN)), **changed))  # type: ignore[arg-type]
    result = Result(slug="acme/shop", status="done", sha256=digest or made)
    write(
        results_file(folder, "verify", 0), Results(wave=plan.wave, shard=0, stage="verify", results=(result,))
    )


@pytest.mark.parametrize("private", [True, False])
def test_a_pattern_is_as_private_as_the_plan_says_whatever_its_bundle_tells(
    tmp_path: Path, private: bool
) -> None:
    plan = planned(private=private)
    verified(tmp_path, plan)
    (found,) = collect(plan, tmp_path).patterns
    assert (found.after, found.private) == ("    return yaml.safe_load(text)", private)


@pytest.mark.parametrize(
    "wrong", [{"digest": "b" * 64}, {"repository": "acme/other"}, {"stage": Stage.PROPOSED}]
)
def test_a_bundle_that_is_not_the_one_that_verify_named_offers_nothing(
    tmp_path: Path, wrong: Mapping[str, str]
) -> None:
    plan = planned(private=False)
    verified(tmp_path, plan, **wrong)
    assert (collect(plan, tmp_path).patterns, collect(plan, tmp_path).unusable) == ((), ("acme/shop",))
    results_file(tmp_path, "verify", 0).unlink()
    assert collect(plan, tmp_path).unusable == ()


def test_a_plan_names_its_patterns_by_their_digest(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    digest = write_beside(file, [ONE])
    plan = planned(private=True).model_copy(update={"patterns": digest})
    assert beside(file).name == "plan.patterns.json" and read_beside(file, plan) == (ONE,)
    beside(file).write_text(patterns_text([replace(ONE, after="other")]))
    with pytest.raises(UsageError, match="does not hold the patterns"):
        read_beside(file, plan)
    with beside(file).open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(UsageError, match="larger than"):
        read_beside(file, plan)
    assert read_beside(file, planned(private=True)) == (), "a plan without any has none"


def many(count: int, letter: str) -> list[Pattern]:
    """So many patterns of eight thousand letters each."""
    return [replace(ONE, pattern=f"{letter}{number:063x}", before="x" * 8000) for number in range(count)]


def test_the_newest_patterns_are_kept_where_there_is_no_room_for_all(hub: Hub, forge: FleetForge) -> None:
    where = shelf(forge, HOME)
    write_wave(where, wave(1), {}, many(700, "a"))
    write_wave(where, wave(2), {}, many(500, "b"))
    write_wave(where, wave(3), {})
    kept = read_memory(where).patterns
    assert len(patterns_text(kept)) <= MAX_BYTES < len(patterns_text(many(1200, "c")))
    assert kept == fitting([*many(500, "b"), *many(700, "a")]) and 500 < len(kept) < 1200


def test_patterns_that_are_none_of_ours_are_left_alone(hub: Hub, forge: FleetForge) -> None:
    hub.person("bob").pushes(BRANCH, {"patterns.json": '{"version": 1, "patterns": [{"run": "id"}]}'})
    with pytest.raises(ForgeError, match="none of ours"):
        read_memory(shelf(forge, HOME))
    with pytest.raises(ForgeError, match="none of ours"):
        write_wave(shelf(forge, HOME), wave(1), {}, [ONE])
