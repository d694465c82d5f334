"""Choosing a sandbox: in order, only after a self-test, and never in silence."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agent.ports import Job, Ran
from agent.sandbox import Probe, Unavailable, choose, probe
from agent.sandbox.bubblewrap import Bubblewrap
from agent.sandbox.canaries import CANARIES
from agent.sandbox.inside.order import Confinement
from agent.sandbox.selftest import leaks
from agent.sandbox.throwaway import Throwaway, unsafe
from agent.settings import SandboxSettings
from tests.sandbox.backends import NAMES, backend


@dataclass(frozen=True)
class Saying:
    """A sandbox that runs nothing and answers what it was told."""

    ran: Ran
    name: str = "saying"

    def run(self, job: Job) -> Ran:
        return self.ran


@dataclass(frozen=True)
class Leaky:
    """A sandbox that runs nothing and does one thing on the host that a canary watches."""

    answer: bytes
    name: str = "leaky"

    def run(self, job: Job) -> Ran:
        plan = json.loads(dict(job.env)["CANARIES"])
        Path(plan["secret"]).write_text("changed")
        return Ran(0, "", self.answer, 0.1)


ALL_TRIED = json.dumps({"tried": list(CANARIES), "leaked": []}).encode()


@pytest.mark.parametrize("name", NAMES)
def test_the_one_asked_for_is_chosen_or_its_reason_given(name: str) -> None:
    usual = backend(name)
    assert usual.name == name


def test_bubblewrap_comes_first() -> None:
    backend("bubblewrap")
    found = choose(SandboxSettings())
    assert not isinstance(found, Unavailable) and found.name == "bubblewrap"


def test_no_sandbox_at_all_says_so_in_its_name() -> None:
    found = choose(SandboxSettings(), unsafe=True)
    assert not isinstance(found, Unavailable) and found.name == "none (unsafe)"


def test_the_self_test_names_each_canary_that_gets_out() -> None:
    reason = leaks(unsafe(SandboxSettings()))
    for canary in (
        "file outside",
        "TCP to the host",
        "UNIX socket of the host",
        "write outside",
        "privilege",
    ):
        assert canary in reason


@pytest.mark.parametrize("name", NAMES)
def test_the_self_test_is_quick(name: str) -> None:
    sandbox = backend(name)
    begun = time.monotonic()
    assert leaks(sandbox) == ""
    assert time.monotonic() - begun < 5  # a tenth of a second on a quiet machine


def test_a_canary_that_was_not_tried_counts_as_leaked() -> None:
    answer = json.dumps({"tried": ["file outside"], "leaked": []}).encode()
    reason = leaks(Saying(Ran(0, "", answer, 0.1)))
    assert "survivor" in reason and "file outside" not in reason


def test_an_untouched_host_and_all_canaries_tried_is_no_leak() -> None:
    assert leaks(Saying(Ran(0, "", ALL_TRIED, 0.1))) == ""


def test_a_trace_on_the_host_counts_whatever_the_program_says() -> None:
    assert leaks(Leaky(ALL_TRIED)) == "it leaks: write outside"


@pytest.mark.parametrize(
    "ran",
    [Ran(None, "", None, 1.0, "timeout"), Ran(1, "Traceback", None, 1.0), Ran(0, "", None, 1.0)],
    ids=["timeout", "failure", "no report"],
)
def test_a_self_test_that_did_not_finish_is_not_passed(ran: Ran) -> None:
    assert "did not finish" in leaks(Saying(ran))


def test_a_broken_bubblewrap_is_refused_with_its_own_words(tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    reason = leaks(Bubblewrap(fake, SandboxSettings()))
    assert "setting up uid map: Permission denied" in reason


def test_the_same_launcher_without_landlock_fails_the_self_test() -> None:
    newest = backend("landlock")
    assert isinstance(newest, Throwaway)
    without_rules = replace(newest, confinement=Confinement.NONE)
    assert "file outside" in leaks(without_rules)


def test_probing_tells_of_each_sandbox() -> None:
    probes = probe(SandboxSettings())
    assert [one.name for one in probes] == list(NAMES)
    for one in probes:
        assert isinstance(one, Probe) and one.detail and bool(one.hint) is not one.ok
