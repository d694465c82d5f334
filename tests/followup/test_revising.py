"""The job that holds the model's key: it writes what was decided on, and nothing else, into a bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from agent.bundle.values import Fix, Refused
from agent.errors import ForgeError, ModelError
from agent.followup.bench import CodeBench
from agent.followup.decided import Decided, Decision, about, work_again, work_revise
from agent.followup.revising import Look, Revised, Reviser
from agent.followup.sending import Sender
from agent.followup.values import AuthorAgain, Observed, Request, Revise, Step, Wait
from agent.forge.text.marker import Marker
from agent.forge.values import Trouble, TroubleKind
from agent.forge.writes import Where
from agent.ports import Model
from agent.verdict import Output
from tests.doubles.follow_hub import FakeHub
from tests.doubles.model import ScriptedModel
from tests.doubles.workbench import CONTRACT, FIXED, PASSED, PATH, Workshop, workshop
from tests.followup.test_again import APPROVE, NAMED, Away, answer

WISH = Request(Where.THREAD, 11, "ann", "Please give it a name first.", PATH, 6, 11)
SECRET = "sk-live-0123456789abcdef"
STEP = Revise("Changes were requested.", "review", (WISH,))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


@pytest.fixture
def marker(shop: Workshop) -> Marker:
    return shop.opened({PATH: FIXED})[1]


def decided(shop: Workshop, marker: Marker, work: str = "", head: str = "") -> Decided:
    one = Decision(
        number=7, head_sha=head or shop.pull().head_sha, step="Revise", row="review", about=about(marker),
        work=work or work_revise([WISH]),
    )  # fmt: skip
    other = one.model_copy(update={"number": 8, "step": "Remind", "work": ""})
    return Decided(repository="acme/shop", base="main", base_sha="b" * 40, pulls=(other, one))


def run(
    shop: Workshop, marker: Marker, model: Model | None, step: Step = STEP, *, what: Decided | None = None,
    secrets: Mapping[str, str] | None = None, look: Callable[[int], Trouble] | None = None,
) -> tuple[Revised, CodeBench]:  # fmt: skip
    code = shop.bench(model=model)
    seen: Callable[[int], tuple[Observed, Step] | Trouble] = look or (
        lambda number: (shop.observed(shop.pull(), marker), step)
    )
    sender = Sender(FakeHub(), secrets or {})
    return Reviser(seen, code, sender).run(what or decided(shop, marker)), code


def scripted() -> ScriptedModel:
    return ScriptedModel([answer(NAMED), APPROVE], contract=CONTRACT)


def test_what_was_asked_for_is_written_for_its_pull_request_and_head(shop: Workshop, marker: Marker) -> None:
    made, code = run(shop, marker, scripted())
    (fix,) = made.fixes
    assert isinstance(fix, Fix) and (fix.pull, fix.head) == (7, shop.pull().head_sha)
    assert "+    value = ast.literal_eval(text)" in fix.diff and fix.usage.calls == 3
    assert fix.verdict.evidence is not None and fix.verdict.evidence.base_sha == code.base_sha
    assert (made.refused, made.notes) == ((), ())


@pytest.mark.parametrize(
    "step",
    [
        replace(STEP, requests=(replace(WISH, text="Something else."),)),
        AuthorAgain("It conflicts.", "conflict"),
        Wait("It waits.", "waiting"),
    ],
)
def test_nothing_is_written_for_what_was_not_decided(shop: Workshop, marker: Marker, step: Step) -> None:
    made, _ = run(shop, marker, ScriptedModel([]), step)
    assert (made.fixes, made.refused) == ((), ()) and made.notes[0].startswith("#7: it is not as it was")


def test_nothing_is_written_for_a_head_that_has_moved(shop: Workshop, marker: Marker) -> None:
    made, _ = run(shop, marker, ScriptedModel([]), what=decided(shop, marker, head="c" * 40))
    assert (made.fixes, made.refused) == ((), ()) and "the next run goes on" in made.notes[0]


def test_why_nothing_was_written_is_handed_on(shop: Workshop, marker: Marker) -> None:
    bad = answer("value = eval(text)\n    return value")
    made, _ = run(shop, marker, ScriptedModel([bad] * 9, contract=CONTRACT))
    (refused,) = made.refused
    head = shop.pull().head_sha
    assert (refused.fingerprint, refused.pull, refused.head) == (marker.fingerprints[0], 7, head)
    assert refused.final and "the gate `finding` says" in refused.reason and made.fixes == ()


@pytest.mark.parametrize("model", [None, Away(), Away("the key is wrong")])
def test_a_model_that_is_away_is_asked_again_by_another_run(
    shop: Workshop, marker: Marker, model: Model | None
) -> None:
    made, _ = run(shop, marker, model)
    assert [refused.final for refused in made.refused] == [False]


def test_where_no_rule_can_write_it_that_is_said(shop: Workshop, marker: Marker) -> None:
    made, _ = run(
        shop, marker, None, AuthorAgain("r", "conflict"), what=decided(shop, marker, work_again(()))
    )
    assert isinstance(made.refused[0], Refused) and "set OPENAI_API_KEY" in made.refused[0].reason


def test_a_fix_that_would_publish_a_secret_goes_into_no_bundle(shop: Workshop, marker: Marker) -> None:
    words = "correct horse battery"
    leaking = NAMED.replace("value = ", f'value = "{words}" and ')
    model = ScriptedModel([answer(leaking), APPROVE], contract=CONTRACT)
    made, _ = run(shop, marker, model, secrets={"model.api_key": words})
    assert made.fixes == () and "would publish a secret" in made.refused[0].reason
    assert words not in str(made)


def test_what_a_gate_printed_goes_into_no_bundle_where_it_holds_a_secret(
    shop: Workshop, marker: Marker
) -> None:
    """Nothing of it is in the commit, or in a text that is neutral; but a bundle holds all of it."""
    words = "correct horse battery"
    printed = replace(PASSED, outputs=(Output("after the fix", f"key: {words}"),))
    code = shop.bench(model=scripted(), answer=printed, private=False)
    neutral = marker.model_copy(update={"rule": "", "cwe": ()})
    look: Look = lambda _: (shop.observed(shop.pull(), neutral, private=False), STEP)  # noqa: E731
    sender = Sender(FakeHub(), {"model.api_key": words})
    made = Reviser(look, code, sender).run(decided(shop, neutral))
    assert made.fixes == () and "no bundle can hold its new version" in made.refused[0].reason
    assert words not in str(made)


def test_what_was_written_is_kept_when_the_time_is_over(shop: Workshop, marker: Marker) -> None:
    first = decided(shop, marker).pulls[1]
    both = Decided(
        repository="acme/shop", base="main", base_sha="b" * 40,
        pulls=(first, first.model_copy(update={"number": 8})),
    )  # fmt: skip
    times = iter([0.0, 1.0, 1e9])
    code = shop.bench(model=scripted())
    look: Look = lambda _: (shop.observed(shop.pull(), marker), STEP)  # noqa: E731
    made = Reviser(look, code, Sender(FakeHub(), {}), lambda: next(times)).run(both)
    assert [fix.pull for fix in made.fixes] == [7]
    assert made.notes == ("#8: the run's time is over (limits.run_seconds): the next run goes on",)


def test_a_reason_that_would_publish_a_secret_is_left_out(shop: Workshop, marker: Marker) -> None:
    made, _ = run(shop, marker, Away(f"the key {SECRET} is wrong"), secrets={"model.api_key": SECRET})
    assert [refused.reason for refused in made.refused] == ["it could not be written again"]


@pytest.mark.parametrize("error", [ModelError, ForgeError])
def test_what_breaks_for_one_does_not_keep_the_others(
    shop: Workshop, marker: Marker, error: type[ModelError | ForgeError]
) -> None:
    def broken(number: int) -> Trouble:
        raise error("it is down", hint="wait")

    made, _ = run(shop, marker, scripted(), look=broken)
    assert made.notes == ("#7: it is down (wait)",)
    unread, _ = run(shop, marker, scripted(), look=lambda _: Trouble(TroubleKind.UNSURE, "HTTP 502"))
    assert unread.notes == ("#7: HTTP 502",)
