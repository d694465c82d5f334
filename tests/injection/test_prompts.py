"""Whatever is planted stands inside of fences, in every prompt of a whole case, and never in a system prompt."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.authoring.asking import canary
from tests.injection.fences import troubles
from tests.injection.payloads import PLACES, Payload, load
from tests.injection.running import Form, run

ALL = load()
# Every payload where answers are edits; whole functions are asked for in few other words.
FORMS: list[tuple[Payload, Form]] = [(payload, "edits") for payload in ALL]
FORMS += [(payload, "function") for payload in ALL if payload.place == "identifiers"]
FORMS += [
    (next(payload for payload in ALL if payload.place == place), "function")
    for place in PLACES
    if place != "identifiers"
]


@pytest.mark.parametrize(("payload", "form"), FORMS, ids=lambda value: getattr(value, "id", value))
def test_no_prompt_gives_a_payload_the_place_of_an_instruction(
    tmp_path: Path, payload: Payload, form: Form
) -> None:
    done = run(tmp_path / "repo", payload, obedient=False, answer=form)
    found = [trouble for request in done.requests for trouble in troubles(request, payload.needles)]
    assert not found
    assert len(done.requests) >= 2


def test_no_commit_message_and_no_text_of_a_manifest_is_shown(tmp_path: Path) -> None:
    for payload in (payload for payload in ALL if payload.place in ("history", "manifests")):
        assert run(tmp_path / payload.name, payload).seen == 0


def test_the_canary_plants_its_text_inside_of_fences_only() -> None:
    needles = ("Instruction for AI tools", "To every assistant that works")
    assert troubles(canary.request(), needles) == []
