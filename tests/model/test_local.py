"""The model of this process: what is said when something is missing, how it is started, and that it takes turns."""

from __future__ import annotations

import importlib.util
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.errors import ModelError
from agent.model.local import LocalModel, Plan, configured
from agent.model.sampling import Sampling
from agent.ports import Message, Reply
from agent.settings import LocalSettings, ModelSettings
from tests.doubles.model_server import ModelServer, Scripted, completion, serving

HELLO = (Message("user", "Hello"),)
SETTINGS = ModelSettings(name="local", max_completion_tokens=100, timeout=10)
WEIGHTS = os.environ.get("SUTURE_TEST_GGUF", "")


@dataclass(frozen=True, slots=True)
class FakeEngine:
    listening_address: str


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "tiny coder.gguf"
    file.write_bytes(b"GGUF" + b"\0" * 60)
    return file


@contextmanager
def local(weights: Path, script: Sequence[Scripted]) -> Iterator[tuple[LocalModel, ModelServer, list[Plan]]]:
    """A model whose engine is a real HTTP server with a script."""
    plans: list[Plan] = []
    with serving(script) as server:

        def start(plan: Plan) -> FakeEngine:
            plans.append(plan)
            return FakeEngine(server.url.removesuffix("/v1"))

        model = LocalModel(SETTINGS, LocalSettings(file=weights.name), weights.parent, start)
        try:
            yield model, server, plans
        finally:
            model.close()


def test_a_request_starts_the_server_with_a_key_of_its_own(weights: Path) -> None:
    with local(weights, [completion("Hi.")]) as (model, server, plans):
        assert plans == []
        assert isinstance(model.ask(HELLO, Sampling(0.4, 3)), Reply)
        assert isinstance(model.ask(HELLO, model.usual), Reply)
        (plan,) = plans
        assert (plan.file, plan.alias, plan.context) == (weights, "local/tiny_coder", 8192)
        assert len(plan.key) > 30
        assert server.headers[0]["authorization"] == f"Bearer {plan.key}"
        assert (server.requests[0]["temperature"], server.requests[0]["seed"]) == (0.4, 3)
        assert "seed" not in server.requests[1]
        assert server.requests[0]["max_tokens"] == 100


def test_two_models_have_two_keys(weights: Path) -> None:
    script = [completion("Hi.")]
    with local(weights, script) as (one, _, first), local(weights, script) as (two, _, second):
        one.ask(HELLO, one.usual)
        two.ask(HELLO, two.usual)
        assert first[0].key != second[0].key


def test_it_is_called_by_its_weights_and_is_at_no_address(weights: Path) -> None:
    with local(weights, [completion("Hi.")]) as (model, _, _):
        assert (model.name, model.place) == ("local/tiny_coder", "local")
        assert model.check() == "this process answers as local/tiny_coder"


def test_requests_take_turns(weights: Path) -> None:
    slow = replace(completion("Hi."), seconds=0.05)
    with local(weights, [slow]) as (model, server, plans):
        begun = time.monotonic()
        threads = [threading.Thread(target=model.ask, args=(HELLO, model.usual)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - begun >= 6 * 0.05
        assert len(server.requests) == 6
        assert len(plans) == 1


def test_after_its_end_it_starts_again_when_it_is_asked(weights: Path) -> None:
    with local(weights, [completion("Hi.")]) as (model, _, plans):
        model.ask(HELLO, model.usual)
        model.close()
        model.close()
        model.ask(HELLO, model.usual)
        assert len(plans) == 2


def test_what_decides_its_answers_does_not_change_from_run_to_run_but_with_the_weights(weights: Path) -> None:
    with local(weights, [completion("Hi.")]) as (model, _, _):
        first = model.identity(Sampling())
        model.ask(HELLO, model.usual)
        assert model.identity(Sampling()) == first
        assert model.identity(Sampling(0.4, 1)) != first
        weights.write_bytes(b"GGUF" + b"\1" * 70)
        assert model.identity(Sampling()) != first


def never(plan: Plan) -> FakeEngine:
    raise AssertionError(f"{plan} must not be started")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("", None, "has no weights"),
        ("missing.gguf", None, "is no file"),
        (".", None, "is no file"),
        ("page.gguf", b"<html>", "is not in GGUF form"),
        ("empty.gguf", b"", "is not in GGUF form"),
    ],
)
def test_weights_that_cannot_be_are_named_with_the_next_step(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=words) as caught:
        LocalModel(SETTINGS, LocalSettings(file=name), tmp_path, never)
    assert "SUTURE_LOCAL__FILE" in caught.value.hint


@pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is not None, reason="xllamacpp is installed here")
def test_without_the_extra_the_command_that_installs_it_is_named(weights: Path) -> None:
    with pytest.raises(ModelError, match="needs xllamacpp") as caught:
        LocalModel(SETTINGS, LocalSettings(file=str(weights)), Path())
    assert "pip install 'suture[local]'" in caught.value.hint


def test_the_server_listens_on_loopback_for_the_holder_of_the_key_alone() -> None:
    given = SimpleNamespace(
        model=SimpleNamespace(path=""), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
    )
    set_up = configured(given, Plan(Path("/w.gguf"), "local/w", "the-key", 4096, 3))
    assert set_up.model.path == "/w.gguf"
    assert (set_up.hostnames, set_up.port, set_up.api_keys) == (["127.0.0.1"], 0, ["the-key"])
    assert (set_up.n_ctx, set_up.n_parallel, set_up.offline, set_up.ui) == (4096, 1, True, False)
    assert (set_up.cpuparams.n_threads, set_up.cpuparams_batch.n_threads) == (3, 3)
    assert set_up.model_alias == {"local/w"}


@pytest.mark.slow
@pytest.mark.skipif(not WEIGHTS, reason="SUTURE_TEST_GGUF names no weights of a code model")
def test_real_weights_answer_and_repeat() -> None:
    model = LocalModel(SETTINGS, LocalSettings(file=WEIGHTS), Path())
    asked = [Message("user", "Write a Python function add(a, b). Only code, no words.")]
    try:
        first, second = model.ask(asked, model.usual), model.ask(asked, model.usual)
        assert isinstance(first, Reply)
        assert isinstance(second, Reply)
        assert "def add" in first.text
        assert first.text == second.text
        assert first.usage.completion_tokens > 5
    finally:
        model.close()


@pytest.mark.slow
@pytest.mark.skipif(not WEIGHTS, reason="SUTURE_TEST_GGUF names no weights of a code model")
def test_weights_that_are_cut_off_are_an_error(tmp_path: Path) -> None:
    with Path(WEIGHTS).open("rb") as stream:
        (tmp_path / "cut.gguf").write_bytes(stream.read(100_000))
    model = LocalModel(SETTINGS, LocalSettings(file="cut.gguf"), tmp_path)
    with pytest.raises(ModelError, match="cannot be loaded"):
        model.ask(HELLO, model.usual)
