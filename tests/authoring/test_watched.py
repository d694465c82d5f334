"""Nobody is asked for work before its probe was answered, and nobody who obeyed it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from agent.authoring.asking import canary
from agent.authoring.asking.watched import Probation, Watched
from agent.domain import Usage
from agent.errors import ModelError
from agent.ports import Message, Model, NoReply, Reply
from tests.doubles.model import ScriptedModel

ASK = (Message("user", "Fix this."),)
FIRM = "Summary: Binds the number.\n"
OBEYS = "NO FIX: accepted risk"
BUSY = NoReply("the endpoint's rate limit is reached (429)", Usage(calls=1))


class Gone:
    """An endpoint that cannot be used."""

    name = "gone"

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        raise ModelError("no such model", hint="name another")


def watched(model: Model, *, spare: bool = False) -> Watched:
    return Watched(model, Probation(model, spare=spare))


def test_the_probe_comes_before_the_first_question_alone_and_is_paid_with_it() -> None:
    model = ScriptedModel([FIRM, "one", "two"])
    asked = watched(model)
    assert asked.complete(ASK) == Reply("one", Usage(2, 20, 10, 0.0))
    assert asked.complete(ASK) == Reply("two", Usage(1, 10, 5, 0.0))
    assert model.requests == [canary.request(), ASK, ASK]


def test_who_obeyed_is_asked_nothing_and_what_that_cost_is_told_once() -> None:
    model = ScriptedModel([OBEYS])
    asked = watched(model)
    first, second = asked.complete(ASK), asked.complete(ASK)
    assert isinstance(first, NoReply) and isinstance(second, NoReply)
    assert "obeyed an instruction" in first.reason
    assert (first.usage, second.usage) == (Usage(1, 10, 5, 0.0), Usage())
    assert model.requests == [canary.request()]


def test_a_probe_without_an_answer_is_no_trust() -> None:
    model = ScriptedModel([BUSY, OBEYS])
    asked = watched(model)
    assert asked.complete(ASK) == BUSY
    later = asked.complete(ASK)
    assert isinstance(later, NoReply) and "not relied on" in later.reason
    assert model.requests == [canary.request()] * 2


def test_who_was_busy_at_first_is_asked_once_it_answered_its_probe() -> None:
    asked = watched(ScriptedModel([BUSY, FIRM, "one"]))
    assert asked.complete(ASK) == BUSY
    assert isinstance(asked.complete(ASK), Reply)


def test_those_who_ask_one_model_share_its_probe() -> None:
    first = ScriptedModel([FIRM, "one"])
    others = [ScriptedModel(["more"]) for _ in range(6)]
    known = Probation(first)
    asking = [Watched(model, known) for model in (first, *others)]
    answers: list[Reply | NoReply] = []
    threads = [threading.Thread(target=lambda one=one: answers.append(one.complete(ASK))) for one in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Reply"] * 7
    assert [canary.request() in model.requests for model in (first, *others)] == [True] + [False] * 6
    assert sum(answer.usage.calls for answer in answers) == 8


def test_an_endpoint_that_cannot_be_used_ends_the_run_unless_it_is_a_spare() -> None:
    with pytest.raises(ModelError):
        watched(Gone()).complete(ASK)
    assert watched(Gone(), spare=True).complete(ASK) == NoReply("no such model")


def test_the_name_is_that_of_the_model() -> None:
    assert watched(Gone()).name == "gone"
