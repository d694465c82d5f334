"""The file in which one job tells another what it decided: what comes back, and everything that does not."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.errors import BundleError
from agent.followup.decided import (
    LARGEST,
    Decided,
    Decision,
    about,
    evidence_of,
    living_of,
    read_decided,
    work_again,
    work_of,
    work_revise,
    write_decided,
)
from agent.followup.deciding import decisions
from agent.followup.engine import Followed
from agent.followup.sending import Turn
from agent.followup.values import (
    AuthorAgain,
    Gate,
    Living,
    MergeBase,
    Observed,
    Proven,
    Remind,
    Request,
    Revise,
    Step,
    Wait,
)
from agent.forge.text.marker import Followed as Memory
from agent.forge.writes import Where
from tests.doubles.observed import BASE, FIRST, HEAD, MARKER, observed

LIVING = Living(Proven.HOLDS, BASE, HEAD, (Gate("tests", "passed", "2 passed: \udc80"),), "no gate failed")
WISH = Request(Where.THREAD, 11, "ann", "Name it.", "app.py", 3, 11)


def decision(**changes: Any) -> Decision:
    plain: dict[str, Any] = {
        "number": 7, "head_sha": HEAD, "step": "Revise", "row": "review", "about": about(MARKER),
        "work": work_revise([WISH]), "evidence": evidence_of(LIVING),
    }  # fmt: skip
    return Decision(**{**plain, **changes})


def decided(*pulls: Decision) -> Decided:
    return Decided(repository="acme/shop", base="main", base_sha=BASE, pulls=pulls)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_decided(tmp_path / "decided.json", decided(decision()))
    return tmp_path / "decided.json"


def test_what_was_decided_comes_back_as_it_was(file: Path) -> None:
    found = read_decided(file)
    assert found == decided(decision()) and found.revise and found.go
    living = living_of(found.pulls[0].evidence or pytest.fail(), BASE, HEAD, neutral=False)
    assert (living.proven, living.base, living.head) == (Proven.HOLDS, BASE, HEAD)
    assert living.gates == (Gate("tests", "passed", "2 passed: \\x80"),)
    nothing = Decided(repository="acme/shop", go=False)
    write_decided(file, nothing)
    assert read_decided(file) == nothing and not nothing.revise


@pytest.mark.parametrize("place", [("acme/other", "main"), ("acme/shop", "next"), ("Acme/shop", "main")])
def test_what_was_decided_for_another_place_says_so(file: Path, place: tuple[str, str]) -> None:
    found = read_decided(file)
    assert found.misfit("acme/shop", "main") == ""
    assert place[0] in found.misfit(*place) and place[1] in found.misfit(*place)


def test_where_the_wording_is_neutral_no_gate_says_anything() -> None:
    evidence = evidence_of(Living(Proven.BROKEN, gates=LIVING.gates, detail="the finding gate: eval is left"))
    assert evidence is not None
    living = living_of(evidence, BASE, HEAD, neutral=True)
    assert living.detail == "the finding gate" and living.gates == (Gate("tests", "passed", ""),)


def sealed(file: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change the file as somebody would who knows how it is sealed."""
    value = json.loads(file.read_text())["decided"]
    edit(value)
    write_sealed(file, value)


def write_sealed(file: Path, value: object) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    seal = hashlib.sha256(text.encode()).hexdigest()
    file.write_text(f'{{"decided":{text},"seal":"{seal}"}}')


def test_a_file_that_was_edited_is_refused(file: Path) -> None:
    file.write_text(file.read_text().replace('"holds"', '"broken"'))
    with pytest.raises(BundleError, match="changed after it was sealed") as raised:
        read_decided(file)
    assert raised.value.hint


@pytest.mark.parametrize(
    "edit",
    [
        lambda value: value.update(version=2),
        lambda value: value.update(more=1),
        lambda value: value.pop("go"),
        lambda value: value.update(go=False),
        lambda value: value.update(go="yes"),
        lambda value: value.update(repository="../shop"),
        lambda value: value.update(base_sha="main"),
        lambda value: value.update(base_sha="B" * 40),
        lambda value: value.update(only=-1),
        lambda value: value.update(pulls=value["pulls"] * 2),
        lambda value: value.update(pulls={"7": value["pulls"][0]}),
        lambda value: value["pulls"][0].update(number=0),
        lambda value: value["pulls"][0].update(number=7.0),
        lambda value: value["pulls"][0].update(number=True),
        lambda value: value["pulls"][0].update(head_sha=HEAD + "\n"),
        lambda value: value["pulls"][0].update(step="Merge"),
        lambda value: value["pulls"][0].update(step="Remind"),
        lambda value: value["pulls"][0].update(work=""),
        lambda value: value["pulls"][0].update(row="review\n@everybody"),
        lambda value: value["pulls"][0].update(command="rm"),
        lambda value: value["pulls"][0]["evidence"].update(proven="not asked"),
        lambda value: value["pulls"][0]["evidence"].update(detail="x" * 3000),
        lambda value: value["pulls"][0]["evidence"]["gates"][0].update(name="tests |"),
        lambda value: value["pulls"][0]["evidence"]["gates"][0].update(status="fine"),
        lambda value: value["pulls"][0]["evidence"].update(gates=value["pulls"][0]["evidence"]["gates"] * 99),
        lambda value: value["pulls"][0]["evidence"]["gates"][0].update(detail="\ud800"),
    ],
)
def test_a_file_that_was_sealed_anew_is_refused_for_what_it_says(
    file: Path, edit: Callable[[dict[str, Any]], object]
) -> None:
    sealed(file, edit)
    with pytest.raises(BundleError, match=r"not hold what was decided|leaves out"):
        read_decided(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[]", "does not hold"),
        ('{"decided":{},"seal":""}', "sealed"),
        ('{"decided":1,"decided":{},"seal":""}', "key twice"),
        ('{"decided":NaN,"seal":""}', "no number"),
        ('{"decided":' + "[" * 100_000, "too deeply|no JSON"),
        ('{"decided":' + "[" * 900 + "]" * 900 + ',"seal":""}', "sealed|too deeply"),
        ('{"decided":' + "9" * 5000 + ',"seal":""}', "no JSON"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x").write_text(text)
    with pytest.raises(BundleError, match=said):
        read_decided(tmp_path / "x")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b'{"decided":"\xff"}')
    with pytest.raises(BundleError, match="no JSON of ours"):
        read_decided(tmp_path / "x")


def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as stream:
        stream.truncate(1 << 30)
    with pytest.raises(BundleError, match=f"larger than {LARGEST >> 20} MB"):
        read_decided(tmp_path / "x")


@pytest.mark.parametrize("kind", ["nothing", "folder", "pipe", "symlink", "device"])
def test_only_a_regular_file_is_read(tmp_path: Path, file: Path, kind: str) -> None:
    place = tmp_path / "x"
    match kind:
        case "folder":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case "symlink":
            place.symlink_to(file)
        case "device":
            place = Path("/dev/zero")
        case _:
            pass
    with pytest.raises(BundleError):
        read_decided(place)


def test_a_file_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be written") as raised:
        write_decided(tmp_path / "no/such/folder", decided())
    assert raised.value.hint


def test_work_is_named_by_every_word_that_was_said_and_where() -> None:
    others = [
        Request(Where.COMMENT, 11, "ann", "Name it.", "app.py", 3, 11),
        Request(Where.THREAD, 12, "ann", "Name it.", "app.py", 3, 11),
        Request(Where.THREAD, 11, "bob", "Name it.", "app.py", 3, 11),
        Request(Where.THREAD, 11, "ann", "Name it!", "app.py", 3, 11),
        Request(Where.THREAD, 11, "ann", "Name it.", "app.py", 4, 11),
    ]
    names = {
        work_revise([WISH]),
        work_revise([]),
        work_revise([WISH, WISH]),
        work_again(()),
        work_again(("a",)),
    }
    names |= {work_revise([other]) for other in others}
    assert len(names) == 10
    assert work_of(Revise("r", "review", (WISH,))) == work_revise([WISH])
    assert work_of(AuthorAgain("r", "checks", ("a",))) == work_again(["a"])
    assert work_of(MergeBase("r", "behind")) == work_of(None) == ""


def test_what_is_remembered_of_a_pull_request_does_not_change_what_it_is_about() -> None:
    assert about(MARKER) == about(MARKER.model_copy(update={"followed": Memory(rung=2)}))
    assert about(MARKER) != about(MARKER.model_copy(update={"patch": "d" * 64}))


def taken(step: Step, seen: Observed) -> Followed:
    return Followed(seen.pull, (Turn(step),), seen)


@pytest.mark.parametrize(
    "step",
    [
        Revise("r", "review", (WISH,)),
        AuthorAgain("r", "conflict"),
        AuthorAgain("r", "checks", ("ci",)),
        Remind("r", "ladder", (FIRST,)),
    ],
)
def test_what_is_to_be_written_is_named_and_nothing_else(step: Step) -> None:
    seen = observed(living=LIVING)
    (found,) = decisions([taken(step, seen)], lambda *_: pytest.fail("proven before"))
    assert bool(found.work) == isinstance(step, (Revise, AuthorAgain))
    assert found.evidence is not None and found.evidence.proven is Proven.HOLDS


def test_what_is_to_be_merged_is_proven_and_what_waits_is_not() -> None:
    seen, asked = observed(), []

    def prove(*about: object) -> Living:
        asked.append(about)
        return LIVING

    steps = (MergeBase("r", "behind"), Wait("r", "waiting"))
    merging, waiting = decisions([taken(step, seen) for step in steps], prove)
    assert merging.evidence is not None and waiting.evidence is None and len(asked) == 1


def test_a_pull_request_that_could_not_be_read_is_left_out() -> None:
    assert decisions([Followed(observed().pull, (), None, "HTTP 502")], lambda *_: LIVING) == ()
