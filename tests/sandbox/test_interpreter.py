"""Which folders an interpreter needs, and which are never shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agent.errors import UsageError
from agent.sandbox import interpreter_binds
from agent.sandbox.interpreter import showable


def prefix(folder: Path) -> Path:
    """A made-up interpreter: a program in bin and a standard library beside it."""
    python = folder / "bin" / "python3.11"
    python.parent.mkdir(parents=True)
    python.write_text("")
    library = folder / "lib" / "python3.11" / "os.py"
    library.parent.mkdir(parents=True)
    library.write_text("")
    return python


def environment(folder: Path, base: Path) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(base)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\nversion = 3.11.7\n")
    return python


def test_our_own_interpreter_needs_its_environment_and_its_base() -> None:
    binds = interpreter_binds(Path(sys.executable))
    for place in (sys.prefix, sys.base_prefix):
        assert Path(place) in binds or Path(place).is_relative_to("/usr")


def test_an_environment_needs_itself_and_its_base(tmp_path: Path) -> None:
    base = prefix(tmp_path / "base")
    assert interpreter_binds(environment(tmp_path / "venv", base)) == (tmp_path / "venv", tmp_path / "base")


def test_an_interpreter_alone_needs_its_prefix(tmp_path: Path) -> None:
    assert interpreter_binds(prefix(tmp_path / "base")) == (tmp_path / "base",)


def test_links_on_the_way_are_shown_too(tmp_path: Path) -> None:
    prefix(tmp_path / "base-3.11.7")
    (tmp_path / "base-3.11").symlink_to("base-3.11.7")
    binds = interpreter_binds(environment(tmp_path / "venv", tmp_path / "base-3.11" / "bin" / "python3.11"))
    assert set(binds) == {tmp_path / "venv", tmp_path / "base-3.11", tmp_path / "base-3.11.7"}


def test_an_interpreter_of_the_system_needs_nothing() -> None:
    system = Path("/usr/bin/python3")
    if not system.exists():
        pytest.skip("no python3 in /usr/bin")
    assert interpreter_binds(system) == ()


def test_a_wrapper_script_is_refused(tmp_path: Path) -> None:
    shim = tmp_path / "shims" / "python"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\n")
    with pytest.raises(UsageError, match="no standard library"):
        interpreter_binds(shim)


def test_a_missing_interpreter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an interpreter"):
        interpreter_binds(tmp_path / "none")


def test_an_environment_without_a_home_is_refused(tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", prefix(tmp_path / "base"))
    (tmp_path / "venv" / "pyvenv.cfg").write_text("version = 3\n")
    with pytest.raises(UsageError, match="no home"):
        interpreter_binds(python)


def test_an_environment_that_calls_the_root_its_base_is_refused(tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", prefix(tmp_path / "base"))
    (tmp_path / "venv" / "pyvenv.cfg").write_text("home = /bin\n")
    with pytest.raises(UsageError):
        interpreter_binds(python)


@pytest.mark.parametrize(
    "path", ["/", "/home", "/etc", "/proc", "/tmp", str(Path.home()), str(Path.home().parent)]
)
def test_wide_folders_are_never_shown(path: str) -> None:
    with pytest.raises(UsageError, match="too much"):
        showable([Path(path)])


def test_a_link_to_the_home_folder_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "home").symlink_to(Path.home())
    with pytest.raises(UsageError, match="too much"):
        showable([tmp_path / "home"])


def test_relative_and_missing_folders_are_never_shown(tmp_path: Path) -> None:
    for path in (Path("no/such/folder"), tmp_path / "none"):
        with pytest.raises(UsageError, match="cannot be shown"):
            showable([path])
