"""Popular packages from the registries, without what is not their authors' own code; kept under build/."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.process import run

CACHE = Path(__file__).parents[2] / "build" / "rulebench"
PYPI = ("requests", "flask", "django", "fastapi", "sqlalchemy")
NPM = ("express", "axios", "lodash", "koa", "fastify")
SUFFIXES = {
    "python": (".py",),
    "javascript": (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"),
}
# Tests, code of others, and what a program made of the sources that lie beside it.
LEFT_OUT = re.compile(
    r"(^|/)(tests?|__tests__|js_tests|testing|vendor|_vendor|vendored|node_modules|third_party|dist|build|\.[^/]+)/"
    r"|(^|/)(test_[^/]*|[^/]*_tests?|conftest|setup)\.py$"
    r"|\.(test|spec|min|d)\.[cm]?[jt]sx?$"
)
LONG_LINE = 1000


def package(name: str) -> Path:
    """The top folder of the newest release of `name`, taken from its registry the first time."""
    folder = CACHE / "packages" / name
    if not folder.exists():
        home = CACHE / "archives" / name
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        archive = _fetch(name, home)
        fresh = folder.with_name(f"{name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        with tarfile.open(archive) as opened:
            opened.extractall(fresh, filter="data")
        fresh.rename(folder)
    (top,) = folder.iterdir()
    return top


def _fetch(name: str, home: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name, name)
    argv = ("npm", "pack", "--silent", name) if name in NPM else pip
    done = run(argv, env=dict(os.environ), cwd=home, timeout=600)
    archives = [file for file in home.iterdir() if file.name.endswith((".tar.gz", ".tgz"))]
    if done.status or len(archives) != 1:
        raise SystemExit(f"{name} could not be taken from its registry: {done.stderr.decode()[-500:]}")
    return archives[0]


def release(name: str) -> str:
    """Name and version of the archive that was taken."""
    (archive,) = (CACHE / "archives" / name).iterdir()
    return re.sub(r"(\.tar\.gz|\.tgz)$", "", archive.name)


def language(path: str) -> str | None:
    """Which language's rules look at this file; None for a file that is not looked at here."""
    return next((name for name, ends in SUFFIXES.items() if path.endswith(ends)), None)


def own_code(top: Path) -> Iterator[Path]:
    """Files of a project's own code; nothing hidden."""
    for file in sorted(top.rglob("*")):
        inner = file.relative_to(top).as_posix()
        if language(inner) and not LEFT_OUT.search(inner) and file.is_file() and not _is_made(file):
            yield file


def _is_made(file: Path) -> bool:
    return any(len(line) > LONG_LINE for line in file.read_bytes().splitlines())


def lines_of(file: Path) -> int:
    """How many lines are not blank."""
    return sum(bool(line.strip()) for line in file.read_bytes().splitlines())


def copy(files: Sequence[Path], root: Path, target: Path) -> int:
    """Copy these files to the same places below `target`; how many lines they have."""
    for file in files:
        place = target / file.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    return sum(lines_of(file) for file in files)
