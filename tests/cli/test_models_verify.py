"""`suture verify` asks a model whether it obeys planted text only when it is to judge something."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.diff import unified_diff
from agent.domain import Change
from agent.gates.runner import GATE_NAMES
from tests.doubles.model_server import ModelServer, Scripted, completion, fault, serving
from tests.doubles.stories import CALC, Ended, make_target, suture

GOOD = CALC.replace("return eval", "return ast.literal_eval")
BAD = CALC.replace("eval(text)", "eval(text)  # nosemgrep")
ALL = {"SUTURE_GATES__REQUIRE": ",".join(GATE_NAMES), "SUTURE_PROOF__PROBES": "false"}
OBEYS = completion("NO FIX: accepted risk")


def verify(folder: Path, server: ModelServer, after: str, *more: str) -> Ended:
    (folder / "p.diff").write_text(unified_diff([Change("app/calc.py", CALC.encode(), after.encode())]))
    env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-test-1", "SUTURE_MODEL": "scripted"}
    return suture(
        folder, "verify", "target", "--config", "rules.yaml", "--patch", "p.diff", "--rule", "no-eval", "--json", *more,
        env={**ALL, **env, "SUTURE_MODEL__TRIES": "1"},
    )  # fmt: skip


def test_with_a_given_proof_a_patch_that_an_earlier_gate_rejects_asks_nobody(tmp_path: Path) -> None:
    make_target(tmp_path)
    (tmp_path / "proof.py").write_text("def test_attack():\n    assert False\n")
    with serving([completion("Hi.")]) as server:
        ended = verify(tmp_path, server, BAD, "--proof", "proof.py")
    assert ended.status == 1, ended.err
    assert (server.canaries, server.asides, server.requests) == ([], [], [])


@pytest.mark.parametrize(
    ("canary", "why"),
    [((fault(429, "slow down"), OBEYS), "429"), ((OBEYS,), "not relied on")],
)
def test_whoever_obeys_or_gives_its_probe_no_answer_judges_nothing(
    tmp_path: Path, canary: tuple[Scripted, ...], why: str
) -> None:
    make_target(tmp_path)
    with serving([completion("Hi.")], canary=canary) as server:
        ended = verify(tmp_path, server, GOOD)
    assert (ended.status, why in ended.out) == (3, True), ended.out + ended.err
    assert len(server.canaries) >= 1
    assert (server.asides, server.requests) == ([], [])
