"""Which folders a program needs to see, and which may never be shown."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Sequence
from pathlib import Path

from agent.errors import UsageError

SYSTEM = Path("/usr")
NEVER = frozenset(
    map(Path, ("/", "/boot", "/dev", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/tmp", "/var"))  # noqa: S108
)


def interpreter_binds(python: Path) -> tuple[Path, ...]:
    """The folders that a Python interpreter reads: its virtual environment and its base prefix.

    Folders below /usr are left out, since every sandbox shows them. Raises UsageError when `python` is
    missing, is a wrapper script instead of an interpreter, or needs the home folder or `/` as a whole.
    """
    if not python.is_file():
        raise UsageError(f"{python} is not an interpreter", hint="set tests.python to an existing python")
    environment = python.absolute().parent.parent
    config = environment / "pyvenv.cfg"
    found: list[Path] = []
    if config.is_file():
        base = Path(_home(config)).parent
        found += [environment, environment.resolve()]
    else:
        base = python.resolve().parent.parent
        if environment != base and (environment / "lib").is_dir():
            found.append(environment)
    found += [base, base.resolve(), *_hops(python, base)]
    if not any((base / "lib").glob("python3*/os.py")):
        hint = "name the interpreter itself, as `python -c 'import sys; print(sys.executable)'` prints it"
        raise UsageError(f"{python} is not an interpreter: {base} has no standard library", hint=hint)
    return showable(found)


def _hops(python: Path, base: Path) -> list[Path]:
    """The prefixes that a chain of symlinks passes on its way to the interpreter's own."""
    prefixes = []
    place = python.absolute()
    while place.is_symlink():
        place = place.parent / place.readlink()
        prefixes.append(Path(os.path.normpath(place)).parent.parent)
    return [prefix for prefix in prefixes if prefix.resolve() in (base.resolve(), base)]


def _home(config: Path) -> str:
    for line in config.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition("=")
        if key.strip().lower() == "home" and value.strip().startswith("/"):
            return value.strip()
    raise UsageError(f"{config} names no home folder", hint="make the virtual environment anew")


def showable(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths without repeats and without those every sandbox has.

    Raises UsageError for a path that is relative, missing, or as wide as a home folder or `/`.
    """
    kept: dict[Path, None] = {}
    for path in paths:
        real = path.resolve()
        if real in NEVER or path in NEVER or any(home.is_relative_to(real) for home in _homes()):
            raise UsageError(
                f"{path} is too much to show in a sandbox",
                hint="use an interpreter with a prefix of its own, such as a virtual environment",
            )
        if not path.is_absolute() or not path.exists():
            raise UsageError(f"{path} cannot be shown in a sandbox", hint="name an existing, absolute path")
        if not (path.is_relative_to(SYSTEM) and real.is_relative_to(SYSTEM)):
            kept[path] = None
    return tuple(kept)


def _homes() -> set[Path]:
    homes = set()
    # A container may run us under an id without an account, and without HOME.
    with contextlib.suppress(RuntimeError):
        homes.add(Path.home())
    with contextlib.suppress(KeyError):
        homes.add(Path(pwd.getpwuid(os.getuid()).pw_dir))
    return {home.resolve() for home in homes if home != Path("/")}
