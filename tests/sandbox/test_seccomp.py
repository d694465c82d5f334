"""The filter's decisions on both architectures, by running its code as the kernel would."""

from __future__ import annotations

import errno
import struct

import pytest

from agent.sandbox.inside.seccomp import ALLOW, ASK, AUDIT_ARCH, ERRNO, KILL, Profile, build
from agent.sandbox.inside.syscalls import ABSENT, NEVER, NUMBERS, PRETENDED

BUBBLEWRAP = Profile(namespaces=True)
LANDLOCK = Profile(namespaces=False)
OLD = Profile(namespaces=False, ask_signals=True, truncates=True)
ONLINE = Profile(namespaces=True, network=True)
MACHINES = list(AUDIT_ARCH)


def decide(machine: str, profile: Profile, number: int, *args: int, arch: int | None = None) -> int:
    """Run the filter on one call and return its answer."""
    padded = [*args, *[0] * (6 - len(args))]
    data = struct.pack("=iIQ6Q", number, arch or AUDIT_ARCH[machine], 0, *padded)
    code = list(struct.iter_unpack("=HBBI", build(machine, profile)))
    at = value = 0
    while True:
        kind, yes, no, operand = code[at]
        at += 1
        if kind == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
        elif kind == 0x54:
            value &= operand
        elif kind == 0x06:
            return int(operand)
        else:
            holds = value == operand if kind == 0x15 else value >= operand
            at += yes if holds else no


def asked(machine: str, profile: Profile, name: str, *args: int) -> int:
    number = NUMBERS[name][MACHINES.index(machine)]
    if number is None:
        pytest.skip(f"{machine} has no {name}")
    return decide(machine, profile, number, *args)


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("profile", [BUBBLEWRAP, LANDLOCK, OLD, ONLINE])
def test_what_is_never_allowed_is_refused_everywhere(machine: str, profile: Profile) -> None:
    for group, code in ((NEVER, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in group.values():
            number = numbers[MACHINES.index(machine)]
            if number is not None:
                assert decide(machine, profile, number) == ERRNO | code


def test_what_is_not_listed_is_allowed(machine: str) -> None:
    listed = {numbers[MACHINES.index(machine)] for numbers in NUMBERS.values()}
    for number in set(range(450)) - listed:
        assert decide(machine, LANDLOCK, number) == ALLOW


def test_another_architecture_is_killed(machine: str) -> None:
    assert decide(machine, BUBBLEWRAP, 0, arch=0x40000003) == KILL


def test_the_x32_numbers_are_absent() -> None:
    assert decide("x86_64", BUBBLEWRAP, 0x40000000 | 101) == ERRNO | errno.ENOSYS


def test_clone_makes_processes_and_threads_but_no_namespaces(machine: str) -> None:
    assert asked(machine, BUBBLEWRAP, "clone", 17) == ALLOW
    for flag in (0x20000, 0x10000000, 0x40000000, 0x02000000):
        assert asked(machine, BUBBLEWRAP, "clone", flag | 17) == ERRNO | errno.EPERM


def test_a_terminal_cannot_be_typed_into(machine: str) -> None:
    assert asked(machine, BUBBLEWRAP, "ioctl", 0, 0x5401) == ALLOW
    # The kernel looks at the lower half of the command only, and so must we.
    for command in (0x5412, 0x541C, 0x1_0000_5412):
        assert asked(machine, BUBBLEWRAP, "ioctl", 0, command) == ERRNO | errno.EPERM


@pytest.mark.parametrize(
    ("profile", "allowed"),
    [
        (BUBBLEWRAP, {(1, 1), (1, 2), (2, 1), (2, 2), (10, 1)}),
        (LANDLOCK, {(1, 1)}),
        (ONLINE, {(2, 1), (2, 2), (10, 1)}),
    ],
)
def test_sockets_are_of_few_families(machine: str, profile: Profile, allowed: set[tuple[int, int]]) -> None:
    for family in (1, 2, 10, 16, 17, 38, 40):
        for kind in (1, 2):
            answer = asked(machine, profile, "socket", family, kind | 0o2000000)
            assert (answer == ALLOW) == (
                (family, kind) in allowed or (profile != LANDLOCK and (family, 1) in allowed)
            )


@pytest.mark.parametrize("profile", [LANDLOCK, OLD, ONLINE])
def test_only_a_pair_of_streams_may_be_made(machine: str, profile: Profile) -> None:
    assert asked(machine, profile, "socketpair", 1, 1 | 0o2004000) == ALLOW
    assert asked(machine, profile, "socketpair", 1, 2) == ERRNO | errno.EACCES


def test_nothing_connects_under_landlock_without_network(machine: str) -> None:
    assert asked(machine, LANDLOCK, "connect", 3) == ERRNO | errno.EACCES
    assert asked(machine, BUBBLEWRAP, "connect", 3) == ALLOW


def test_modes_and_times_are_pretended_under_landlock_only(machine: str) -> None:
    for name, numbers in PRETENDED.items():
        if numbers[MACHINES.index(machine)] is not None:
            assert asked(machine, LANDLOCK, name) == ERRNO
            assert asked(machine, BUBBLEWRAP, name) == ALLOW


def test_other_processes_cannot_be_slowed_or_limited_under_landlock(machine: str) -> None:
    for name in ("prlimit64", "sched_setaffinity", "sched_setattr"):
        assert asked(machine, LANDLOCK, name, 0) == ALLOW
        assert asked(machine, LANDLOCK, name, 1234) == ERRNO | errno.EPERM
    assert asked(machine, LANDLOCK, "setpriority", 0, 0) == ALLOW
    assert asked(machine, LANDLOCK, "setpriority", 0, 1234) == ERRNO | errno.EPERM
    assert asked(machine, LANDLOCK, "setpriority", 2, 0) == ERRNO | errno.EPERM


def test_signals_are_asked_about_where_landlock_does_not_scope_them(machine: str) -> None:
    assert asked(machine, OLD, "kill", 1, 9) == ASK
    assert asked(machine, LANDLOCK, "kill", 1, 9) == ALLOW
    assert asked(machine, OLD, "pidfd_open", 1) == ERRNO | errno.ENOSYS
    assert asked(machine, OLD, "fcntl", 3, 10, 9) == ERRNO | errno.EPERM
    assert asked(machine, OLD, "fcntl", 3, 4) == ALLOW
    assert asked(machine, OLD, "truncate") == ERRNO | errno.EACCES
