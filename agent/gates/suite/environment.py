"""Find what the target's tests need to run: an interpreter, `node_modules`, or the set-up the user names."""

from __future__ import annotations

import fcntl
import hashlib
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from agent.errors import ConfigError
from agent.gates.suite.words import key_line, one_line
from agent.ports import Job, Sandbox, Snapshot
from agent.settings import TestSettings

Binds = Callable[[Path], tuple[Path, ...]]
"""The host folders that an interpreter needs."""

_PYTHON_LOCKS = {"pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "Pipfile.lock"}
_PYTHON_LOCKS |= {"poetry.lock", "uv.lock", "pdm.lock"}
_NODE_LOCKS = {"package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"}
_MARKER = ".suture-complete"


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the tests' programs are. `note` says so when they are not the target's own."""

    python: Path
    readonly: tuple[Path, ...]
    overlay: tuple[tuple[str, Path], ...] = ()
    node: Path | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoEnvironment:
    """Why the tests cannot be run at all."""

    reason: str


@dataclass(frozen=True, slots=True)
class Places:
    """Folders: the user's checkout (only read), and our own cache and scratch."""

    target: Path
    scratch: Path
    cache: Path


def provide(
    snapshot: Snapshot, settings: TestSettings, places: Places, sandbox: Sandbox, binds: Binds
) -> Environment | NoEnvironment:
    """The interpreter, in order: `tests.python`, the target's own, `tests.setup`, the one that runs us."""
    named = named_python(settings, places.target)
    home = places.target
    python = named or _own_python(home, snapshot)
    modules = _own_modules(home, snapshot)
    if settings.setup and (python is None or (modules is None and "package.json" in snapshot.entries())):
        made = _set_up(snapshot, settings, places, sandbox, binds)
        if isinstance(made, NoEnvironment):
            return made
        python = python or _venv_python(made)
        modules = modules or _folder(made / "node_modules")
    chosen = python or Path(sys.executable)
    node, node_binds = _node()
    return Environment(
        python=chosen,
        readonly=(*binds(chosen), *node_binds),
        overlay=(("node_modules", modules),) if modules else (),
        node=node,
        note="" if python else "with the interpreter that runs Suture",
    )


def named_python(settings: TestSettings, target: Path) -> Path | None:
    """The interpreter of `tests.python`: a path (from the target's folder) or a name on the search path.

    Raises ConfigError when it does not exist.
    """
    if not settings.python:
        return None
    found = shutil.which(settings.python) if "/" not in settings.python else None
    path = Path(found) if found else target.absolute() / Path(settings.python).expanduser()
    if not path.is_file():
        raise ConfigError(
            f"tests.python names {settings.python}, which does not exist",
            hint="give the path of an interpreter that has the target's dependencies",
        )
    return path


def _own_python(target: Path, snapshot: Snapshot) -> Path | None:
    """An environment the user made. One that is part of the commit is the repository's word, not theirs:
    its configuration would decide which host folders are shown to the tests."""
    for name in (".venv", "venv"):
        python = target.absolute() / name / "bin" / "python"
        if python.is_file() and not _tracked(snapshot, name):
            return python
    return None


def _own_modules(target: Path, snapshot: Snapshot) -> Path | None:
    return None if _tracked(snapshot, "node_modules") else _folder(target.absolute() / "node_modules")


def _folder(path: Path) -> Path | None:
    return path.resolve() if path.is_dir() else None


def _tracked(snapshot: Snapshot, name: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for path in snapshot.entries())


def _venv_python(folder: Path) -> Path | None:
    pythons = (folder / name / "bin" / "python" for name in (".venv", "venv"))
    return next((python for python in pythons if python.is_file()), None)


def _node() -> tuple[Path | None, tuple[Path, ...]]:
    """Node, and its installation where that is not below `/usr`, which every sandbox shows."""
    found = shutil.which("node")
    if found is None:
        return None, ()
    prefix = Path(found).resolve().parent.parent
    return Path(found), () if prefix.is_relative_to("/usr") else (prefix,)


def setup_key(snapshot: Snapshot, setup: str) -> str:
    """Names what a set-up depends on: its text, and every lock and requirements file of the commit."""
    state = hashlib.sha256(setup.encode())
    for path in sorted(snapshot.entries()):
        name = PurePosixPath(path).name
        if name in _PYTHON_LOCKS | _NODE_LOCKS or ("requirements" in path and name.endswith((".txt", ".in"))):
            content = hashlib.sha256(snapshot.read(path) or b"").digest()
            state.update(f"\0{path}\0".encode("utf-8", "surrogateescape") + content)
    return state.hexdigest()[:24]


def _set_up(
    snapshot: Snapshot, settings: TestSettings, places: Places, sandbox: Sandbox, binds: Binds
) -> Path | NoEnvironment:
    """Run `tests.setup` once on the base commit and keep the folder; what was left half done is made anew."""
    places.cache.mkdir(parents=True, exist_ok=True)
    folder = places.cache.absolute() / setup_key(snapshot, settings.setup)
    with _locked(folder.with_suffix(".lock")):
        if not (folder / _MARKER).exists():
            if folder.exists():
                shutil.rmtree(folder)
            tree = folder / "tree"
            tree.mkdir(parents=True)
            snapshot.export(tree)
            reason = _run_setup(tree, settings, sandbox, binds)
            if reason:
                return NoEnvironment(reason)
            (folder / _MARKER).touch()
    return folder / "tree"


def setup_commands(text: str) -> list[list[str]]:
    """The commands of `tests.setup`, joined by `&&` or on lines of their own; no shell reads them.

    Raises ConfigError when the text cannot be split into words.
    """
    commands: list[list[str]] = []
    for line in text.splitlines():
        commands.append([])
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise ConfigError(
                f"tests.setup cannot be split into words: {error}", hint="check the quotes in tests.setup"
            ) from error
        for word in words:
            if word == "&&":
                commands.append([])
            else:
                commands[-1].append(word)
    return [command for command in commands if command]


def _run_setup(tree: Path, settings: TestSettings, sandbox: Sandbox, binds: Binds) -> str:
    """Why the set-up failed, or nothing."""
    host = Path(sys.executable)
    _, node_binds = _node()
    for words in setup_commands(settings.setup):
        title = shlex.join(words)
        if words[0] in ("python", "python3"):
            words[0] = str(host)
        ran = sandbox.run(
            Job(
                argv=tuple(words),
                tree=tree,
                readonly=(*binds(host), *node_binds),
                seconds=settings.seconds,
                in_place=True,
                network=True,
            )
        )
        if ran.status != 0:
            end = ran.ended or f"status {ran.status}"
            return f"tests.setup: `{one_line(title, 80)}` ended with {end}: {key_line(ran.output)}"
    if _venv_python(tree) is None and _folder(tree / "node_modules") is None:
        return "tests.setup left neither .venv, venv nor node_modules in the target's folder"
    return ""


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other runs of ours on this machine out until the set-up is finished."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
