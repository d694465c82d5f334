"""Each attack is run in each sandbox and must leave no trace, and without one to show that it is real."""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.sandbox import Unavailable, choose
from agent.sandbox.throwaway import Throwaway
from agent.settings import SandboxSettings
from tests.doubles.sandbox_outside import Outside, outside
from tests.sandbox.attacks import HELD, Attack
from tests.sandbox.backends import NAMES, attack, backend

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the attacks use system call numbers of x86_64"
)


@pytest.fixture(scope="module")
def host() -> Iterator[Outside]:
    """One host for all attacks that must leave it as it is."""
    with hosting() as built:
        yield built


@pytest.fixture
def fresh_host() -> Iterator[Outside]:
    with hosting() as built:
        yield built


@contextlib.contextmanager
def hosting() -> Iterator[Outside]:
    with outside() as built, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUTURE_TEST_SECRET", built.secret)
        shared = Path("/dev/shm", built.token)
        shared.write_text(built.secret)
        held = os.open(built.secret_file, os.O_RDONLY)
        os.set_inheritable(held, True)
        yield built
        os.close(held)
        shared.unlink(missing_ok=True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("one", HELD, ids=lambda a: a.name)
def test_an_attack_leaves_no_trace(one: Attack, name: str, host: Outside) -> None:
    sandbox = backend(name)
    before = host.mark()
    ran = attack(sandbox, host, one.program)
    assert host.traces(ran, before) == [], ran.output
    assert not ran.ended


@pytest.mark.parametrize("one", [a for a in HELD if a.open], ids=lambda a: a.name)
def test_the_same_attack_works_without_a_sandbox(one: Attack, fresh_host: Outside) -> None:
    if os.geteuid() != 0 and one.name in NEEDS_ROOT:
        pytest.skip("this attack needs root to work at all")
    sandbox = choose(SandboxSettings(), unsafe=True)
    assert not isinstance(sandbox, Unavailable) and sandbox.name == "none (unsafe)"
    before = fresh_host.mark()
    ran = attack(sandbox, fresh_host, one.program)
    assert fresh_host.traces(ran, before) != [], ran.output


NEEDS_ROOT = {
    "become root",
    "capabilities",
    "mount",
    "change of root",
    "raise own limits",
    "vsock, packet and netlink",
}


@pytest.mark.parametrize("abi", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "one",
    [a for a in HELD if a.name in ("truncate", "TCP", "kill another process", "abstract stream")],
    ids=str,
)
def test_older_landlock_holds_too(abi: int, one: Attack, host: Outside) -> None:
    newest = backend("landlock")
    assert isinstance(newest, Throwaway)
    older = Throwaway(newest.settings, newest.confinement, min(abi, newest.abi))
    before = host.mark()
    ran = attack(older, host, one.program)
    assert host.traces(ran, before) == [], ran.output
