"""The sandboxes under test; one that cannot work here is skipped with its reason."""

from __future__ import annotations

import functools

import pytest

from agent.ports import Job, Ran, Sandbox
from agent.sandbox import Unavailable, choose
from agent.sandbox.launch import own_python
from agent.settings import SandboxSettings
from tests.doubles.sandbox_outside import Outside

NAMES = ("bubblewrap", "landlock")


@functools.cache
def chosen(name: str) -> Sandbox | Unavailable:
    return choose(SandboxSettings.model_validate({"backend": name}))


def backend(name: str, **limits: int) -> Sandbox:
    """A sandbox with other limits than usual, once it has passed its self-test."""
    usual = chosen(name)
    if isinstance(usual, Unavailable):
        pytest.skip(f"no {name} here: {usual.reason}")
    if not limits:
        return usual
    # The self-test has been passed, so build the same again by the same door, without repeating it.
    settings = SandboxSettings.model_validate({"backend": name, **limits})
    return type(usual)(**{f: getattr(usual, f) for f in _fields(usual)} | {"settings": settings})


def _fields(sandbox: Sandbox) -> tuple[str, ...]:
    return tuple(name for name in ("program", "confinement", "abi") if hasattr(sandbox, name))


def python(code: str) -> tuple[str, ...]:
    return (str(own_python()), "-I", "-c", code)


def attack(sandbox: Sandbox, outside: Outside, code: str, *, seconds: float = 20.0) -> Ran:
    """Run Python code that knows where everything is."""
    return sandbox.run(Job(python(code), outside.tree, env=outside.env(), seconds=seconds))
