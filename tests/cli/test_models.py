"""The models of a run, from settings to requests: who is asked, with which key, and who may not go on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.authoring.asking import canary
from agent.authoring.asking.canary import Form, Probe
from agent.cli.models import Models, Silent, answers, assembled
from agent.cli.teams import dismissed, team_of, watched_team
from agent.domain import Case, Usage
from agent.errors import ModelError
from agent.ports import Message, Model, NoReply, Reply
from agent.settings import Loaded, Settings, load
from agent.verdict import Outcome
from tests.doubles.model_server import ModelServer, Scripted, completion, fault, serving

HELLO = (Message("user", "Hello"),)
HI = completion("Hi.")


@dataclass
class Notes:
    """A `Progress` that keeps its notes."""

    notes: list[str] = field(default_factory=list)

    def stage(self, case: Case, stage: str) -> None:
        raise AssertionError(stage)

    def done(self, outcome: Outcome) -> None:
        raise AssertionError(outcome)

    def note(self, text: str) -> None:
        self.notes.append(text)


def settings(folder: Path, toml: str, **environ: str) -> Loaded:
    file = folder / "mine.toml"
    file.write_text(toml)
    return load(None, file=file, environ=environ, flags={})


def ladder(*servers: ModelServer, more: str = "") -> str:
    """One rung for each server: `one`, `two` and so on."""
    names = ("one", "two", "three")
    rungs = (
        f'[[models]]\nname = "{name}"\nbase_url = "{server.url}"\nkey_env = "KEY_{name.upper()}"\n'
        for name, server in zip(names, servers, strict=False)
    )
    return "".join(rungs) + more


KEYS = {"KEY_ONE": "k-one", "KEY_TWO": "k-two"}


def asked(model: Model) -> str:
    answer = model.complete(HELLO)
    return answer.text if isinstance(answer, Reply) else answer.reason


def closed(models: Models) -> Models:
    models.close()
    return models


def keys_of(server: ModelServer) -> set[str]:
    return {{n.lower(): v for n, v in each.items()}["authorization"] for each in server.headers}


def two(
    stack: ExitStack, first: Sequence[Scripted], second: Sequence[Scripted]
) -> tuple[ModelServer, ModelServer]:
    return stack.enter_context(serving(first)), stack.enter_context(serving(second))


def test_without_key_and_address_nobody_is_asked(tmp_path: Path) -> None:
    models = assembled(settings(tmp_path, ""), None)
    assert (models.writers, models.reviewer, models.endpoints, models.name) == ((), None, (), "")
    assert models.author is None


def test_one_model_writes_and_reviews(tmp_path: Path) -> None:
    with serving([HI]) as server:
        models = assembled(settings(tmp_path, f'[model]\nname = "m"\nbase_url = "{server.url}"\n'), None)
        (writer,) = models.writers
        assert models.reviewer is writer
        assert (writer.place, models.name, writer.drafters) == (server.url, "m", ())
        assert asked(writer.model) == "Hi."
        closed(models)


def test_every_rung_asks_its_own_address_with_its_own_key(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = two(stack, [completion("one")], [completion("two")])
        models = assembled(settings(tmp_path, ladder(first, second), **KEYS), None)
        assert [asked(writer.model) for writer in models.writers] == ["one", "two"]
        assert models.reviewer is models.writers[-1]
        assert models.name == "one, two"
        closed(models)
    assert (keys_of(first), keys_of(second)) == ({"Bearer k-one"}, {"Bearer k-two"})


def test_a_reviewer_of_its_own_has_a_key_of_its_own(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = two(stack, [HI], [completion("reviewed")])
        toml = ladder(first, more=f'[review]\nname = "judge"\nbase_url = "{second.url}"\n')
        models = assembled(settings(tmp_path, toml, **KEYS), None)
        assert models.reviewer is not None
        assert asked(models.reviewer.model) == "reviewed"
        assert models.reviewer.model.name == "judge"
        assert len(models.endpoints) == 2
        closed(models)
    assert keys_of(second) == {"Bearer none"}


def test_a_reviewer_that_is_named_alone_is_where_the_last_rung_is(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = two(stack, [HI], [completion("reviewed")])
        toml = ladder(first, second, more='[review]\nname = "judge"\n')
        models = assembled(settings(tmp_path, toml, **KEYS), None)
        assert models.reviewer is not None
        assert asked(models.reviewer.model) == "reviewed"
        closed(models)
    assert (second.requests[0]["model"], keys_of(second)) == ("judge", {"Bearer k-two"})


@pytest.mark.parametrize(
    ("toml", "words", "hint"),
    [
        ('[[models]]\nname = "a"\nkey_env = "LOST"\n', "[[models]] 1: LOST", "set LOST"),
        ('[[models]]\nname = "a"\n', "a has neither key nor address", "key_env"),
    ],
)
def test_a_rung_that_cannot_be_asked_is_an_error_with_a_next_step(
    tmp_path: Path, toml: str, words: str, hint: str
) -> None:
    with pytest.raises(ModelError) as caught:
        assembled(settings(tmp_path, toml), None)
    assert words in str(caught.value)
    assert hint in caught.value.hint


def test_a_second_run_asks_nobody(tmp_path: Path) -> None:
    with serving([HI]) as server:
        for run in range(2):
            models = assembled(settings(tmp_path, ladder(server), **KEYS), tmp_path / "answers")
            checked = models.check(Notes(), canary.probe)
            assert asked(checked.writers[0].model) == "Hi."
            assert (checked.checked.calls, checked.checked.cached) == ((1, 0), (0, 1))[run]
            closed(models)
        assert (len(server.canaries), len(server.requests)) == (1, 1)


@pytest.mark.parametrize("place", ["[model]\ncache = false\n", ""])
def test_without_the_cache_everybody_is_asked_again(tmp_path: Path, place: str) -> None:
    with serving([HI]) as server:
        toml = place + ladder(server) + ("" if place else "cache = false\n")
        for _ in range(2):
            models = assembled(settings(tmp_path, toml, **KEYS), tmp_path / "answers")
            asked(models.writers[0].model)
            closed(models)
        assert len(server.requests) == 2
    assert not (tmp_path / "answers").exists()


def test_two_rungs_of_one_name_at_two_addresses_share_no_answer(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = two(stack, [completion("one")], [completion("two")])
        toml = ladder(first, second).replace('name = "two"', 'name = "one"')
        models = assembled(settings(tmp_path, toml, **KEYS), tmp_path / "answers")
        assert [asked(writer.model) for writer in models.writers] == ["one", "two"]
        closed(models)


def test_all_models_of_a_run_spend_from_one_budget(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = two(stack, [HI], [HI])
        toml = ladder(first, second, more="[limits]\nmax_tokens = 18\n")
        models = assembled(settings(tmp_path, toml, **KEYS), None)
        assert asked(models.writers[0].model) == "Hi."
        assert "limits.max_tokens" in asked(models.writers[1].model)
        closed(models)
    assert second.requests == []


def test_a_run_ends_at_its_cost(tmp_path: Path) -> None:
    with serving([HI]) as server:
        toml = ladder(server, more="price_in = 100_000\n[limits]\nmax_cost = 1.5\n")
        models = assembled(settings(tmp_path, toml, **KEYS), None)
        results = [models.writers[0].model.complete((Message("user", str(n)),)) for n in range(3)]
        closed(models)
    assert [isinstance(result, Reply) for result in results] == [True, True, False]
    assert isinstance(results[2], NoReply)
    assert "2.2000 of 1.5000 in money is spent (limits.max_cost)" in results[2].reason


def test_drafts_are_drawn_differently_and_the_first_as_usual(tmp_path: Path) -> None:
    with serving([HI]) as server:
        models = assembled(
            settings(tmp_path, ladder(server, more="candidates = 3\n"), **KEYS), tmp_path / "a"
        )
        (writer,) = models.writers
        assert writer.drafters[0] is writer.model
        for drafter in writer.drafters:
            asked(drafter)
        closed(models)
    drawn = [(request["temperature"], request.get("seed")) for request in server.requests]
    assert drawn == [(0.0, None), (0.4, 1), (0.7, 2)]


@dataclass
class Shouting:
    """A guard: every question goes through it in capitals."""

    model: Model

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        return self.model.complete([Message(m.role, m.content.upper()) for m in messages])


def test_a_guard_stands_before_drafters_too(tmp_path: Path) -> None:
    with serving([HI]) as server:
        models = assembled(settings(tmp_path, ladder(server, more="candidates = 2\n"), **KEYS), None)
        writer = models.writers[0].behind(Shouting)
        for model in (writer.model, *writer.drafters):
            asked(model)
        closed(models)
    assert {request["messages"][0]["content"] for request in server.requests} == {"HELLO"}


def test_who_is_asked_briefly_gives_verdicts_of_a_few_lines(tmp_path: Path) -> None:
    with serving([HI]) as server:
        models = assembled(settings(tmp_path, ladder(server, more="brief = true\n"), **KEYS), tmp_path / "a")
        writer = models.writers[0].behind(Shouting)
        for model in (writer.model, writer.judge):
            asked(model)
        closed(models)
    assert [request["max_tokens"] for request in server.requests] == [4096, 200]
    assert {request["messages"][0]["content"] for request in server.requests} == {"HELLO"}


def test_a_reviewer_that_is_another_model_is_asked_at_length(tmp_path: Path) -> None:
    with serving([HI]) as server:
        toml = ladder(server, more='brief = true\n[review]\nname = "judge"\n')
        models = closed(assembled(settings(tmp_path, toml, **KEYS), None))
    assert models.reviewer is not None and models.writers[0].settings.brief
    assert not models.reviewer.settings.brief and models.reviewer.judge is models.reviewer.model


def test_who_is_asked_at_length_gives_verdicts_as_it_gives_fixes(tmp_path: Path) -> None:
    with serving([HI]) as server:
        models = closed(assembled(settings(tmp_path, ladder(server), **KEYS), None))
    assert models.writers[0].judge is models.writers[0].model


def test_a_wrong_key_ends_the_check(tmp_path: Path) -> None:
    no = (fault(401, "no"),)
    with serving(no, canary=no) as server:
        models = assembled(settings(tmp_path, ladder(server), **KEYS), tmp_path / "answers")
        with pytest.raises(ModelError, match="refuses the key"):
            models.check(Notes(), canary.probe)
        closed(models)


@dataclass
class Prober:
    """Finds what it is told of each model by name, and keeps whom it asked."""

    obedient: tuple[str, ...] = ()
    form: Form = ""
    silent: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def __call__(self, model: Model) -> Probe | NoReply:
        self.asked.append(model.name)
        if model.name in self.broken:
            raise ModelError(f"no model {model.name}", hint="name another")
        if model.name in self.silent or (model.name in self.once and self.asked.count(model.name) == 1):
            return NoReply("it is busy (429)", Usage(calls=1))
        return Probe(model.name in self.obedient, self.form, "it was looked at", Usage(calls=1))


def checked(folder: Path, prober: Prober, review: str = "", first: str = "") -> tuple[Models, list[str]]:
    """Two rungs, looked at by `prober`; nothing is sent."""
    rung = '[[models]]\nname = "{0}"\nbase_url = "http://127.0.0.1:1/{0}"\n'
    toml = rung.format("one") + first + rung.format("two") + review
    models, notes = assembled(settings(folder, toml), None), Notes()
    result = models.check(notes, prober)
    models.close()
    return result, notes.notes


def test_each_endpoint_is_looked_at_once(tmp_path: Path) -> None:
    prober = Prober()
    models, notes = checked(tmp_path, prober)
    assert prober.asked == ["one", "two"]
    assert models.checked.calls == 2
    assert notes == [
        "http://127.0.0.1:1/one as one: it was looked at",
        "http://127.0.0.1:1/two as two: it was looked at",
    ]


def test_a_model_that_obeys_planted_text_writes_nothing(tmp_path: Path) -> None:
    models, notes = checked(tmp_path, Prober(("one",)))
    assert [writer.model.name for writer in models.writers] == ["two"]
    assert models.reviewer is not None
    assert "one obeys planted text: it neither writes nor reviews in this run" in notes


def test_the_strongest_that_is_left_reviews(tmp_path: Path) -> None:
    models, _ = checked(tmp_path, Prober(("two",)))
    assert models.reviewer is models.writers[0]
    assert models.name == "one"


def test_when_all_obey_planted_text_rules_work_alone(tmp_path: Path) -> None:
    models, notes = checked(tmp_path, Prober(("one", "two")))
    assert (models.writers, models.reviewer) == ((), None)
    assert notes[-1] == "no model is left to write: only findings whose rule has a fix are worked on"


def test_a_reviewer_that_obeys_planted_text_does_not_review(tmp_path: Path) -> None:
    review = '[review]\nname = "judge"\nbase_url = "http://127.0.0.1:1/judge"\n'
    models, _ = checked(tmp_path, Prober(("judge",)), review)
    assert models.reviewer is None
    assert len(models.writers) == 2


def test_the_form_that_a_model_showed_is_kept_unless_one_is_set(tmp_path: Path) -> None:
    models, _ = checked(tmp_path, Prober(form="function"), first='answer = "edits"\n')
    assert [writer.settings.answer for writer in models.writers] == ["edits", "function"]
    models, _ = checked(tmp_path, Prober(form=""))
    assert [writer.settings.answer for writer in models.writers] == ["auto", "auto"]


def test_who_gives_its_probe_no_answer_is_asked_once_more(tmp_path: Path) -> None:
    prober = Prober(once=("one",))
    models, notes = checked(tmp_path, prober)
    assert prober.asked == ["one", "one", "two"]
    assert ([w.model.name for w in models.writers], models.silent, models.checked.calls) == (
        ["one", "two"],
        (),
        3,
    )
    assert "it was looked at" in notes[0]


def test_who_gives_its_probe_no_answer_twice_is_left_out_with_the_reason(tmp_path: Path) -> None:
    prober = Prober(silent=("two",))
    models, notes = checked(tmp_path, prober)
    assert prober.asked == ["one", "two", "two"]
    assert [writer.model.name for writer in models.writers] == ["one"]
    assert models.reviewer is models.writers[0]
    assert models.silent == (Silent("http://127.0.0.1:1/two", "two", "it is busy (429)"),)
    assert models.checked.calls == 3
    assert "the canary got no answer: it is busy (429)" in notes[1]
    assert "run again later" in notes[2]


def test_when_nobody_answers_its_probe_rules_work_alone(tmp_path: Path) -> None:
    models, notes = checked(tmp_path, Prober(("one",), silent=("two",)))
    assert (models.writers, models.reviewer) == ((), None)
    assert notes[-1].startswith("no model is left to write")
    named = assembled(settings(tmp_path, (tmp_path / "mine.toml").read_text()), None)
    gone = dismissed(closed(named), models)
    assert gone == ("one",)
    refused = team_of(models, Settings(), {}, gone).refused
    assert "one obeyed planted text; two gave the canary no answer: it is busy (429)" in refused


def test_a_later_rung_that_cannot_be_used_costs_that_rung_alone(tmp_path: Path) -> None:
    models, notes = checked(tmp_path, Prober(broken=("two",)))
    assert [writer.model.name for writer in models.writers] == ["one"]
    assert "no model two (to mend it: name another)" in notes[1]


@pytest.mark.parametrize("name", ["one", "judge"])
def test_the_first_rung_and_a_reviewer_of_its_own_end_the_run(tmp_path: Path, name: str) -> None:
    review = '[review]\nname = "judge"\nbase_url = "http://127.0.0.1:1/judge"\n'
    with pytest.raises(ModelError, match=f"no model {name}"):
        checked(tmp_path, Prober(broken=(name,)), review)


def test_a_team_that_is_watched_shares_one_probe_for_each_model(tmp_path: Path) -> None:
    with serving([HI]) as server:
        toml = ladder(server, more="candidates = 3\n")
        models = assembled(settings(tmp_path, toml, **KEYS), None)
        team = watched_team(models, Settings(), {})
        assert team.reviewer is not None
        for model in (*team.writers[0].drafters, team.reviewer.model, team.writers[0].model):
            assert asked(model) == "Hi."
        closed(models)
    assert (len(server.canaries), len(server.requests)) == (1, 5)


def test_in_a_team_that_is_watched_a_busy_model_is_not_trusted(tmp_path: Path) -> None:
    obeys = completion("NO FIX: accepted risk")
    with serving([HI], canary=(fault(429, "slow down"), obeys)) as server:
        models = assembled(settings(tmp_path, ladder(server, more="tries = 1\n"), **KEYS), None)
        (writer,) = watched_team(models, Settings(), {}).writers
        assert "429" in asked(writer.model)
        assert "not relied on" in asked(writer.model)
        closed(models)
    assert server.requests == []


def test_in_a_team_that_is_watched_only_the_first_rung_ends_the_run(tmp_path: Path) -> None:
    no = (fault(401, "no"),)
    with ExitStack() as stack:
        first, second = (stack.enter_context(serving(no, canary=no)) for _ in range(2))
        models = assembled(settings(tmp_path, ladder(first, second), **KEYS), None)
        one, two = watched_team(models, Settings(), {}).writers
        assert "refuses the key" in asked(two.model)
        with pytest.raises(ModelError, match="refuses the key"):
            asked(one.model)
        closed(models)


def test_answers_are_kept_at_home_or_not_at_all() -> None:
    assert answers({"HOME": "/home/u"}) == Path("/home/u/.cache/suture/completions")
    assert answers({"HOME": "/home/u", "XDG_CACHE_HOME": "/c"}) == Path("/c/suture/completions")
    assert answers({}) is None
