"""Dependencies that a repository declares, read from its manifests and lock files. Pure; runs nothing."""

from __future__ import annotations

import ast
import codecs
import configparser
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import yaml

from agent.gates.imports.parse import ParseError, parse_python
from agent.gates.imports.tree import VENDORED, PatchedTree

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([A-Za-z0-9._, -]*)\])?")
_CONDA = re.compile(r"(environment|conda)([._-].*)?\.ya?ml")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_NPM_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_INCLUDED = re.compile(r"^\s*(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)", re.MULTILINE)


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python_distributions(tree: PatchedTree) -> frozenset[str]:
    """Normalised names of every Python distribution that any manifest of the tree names.

    Where it asks for an extra, `name[extra]` is there as well.
    """
    names: set[str] = set()
    pending = [(path, reader) for path in _own(tree) for reader in [_reader(path)] if reader is not None]
    seen = {path for path, _ in pending}
    while pending:
        path, reader = pending.pop()
        data = tree.read(path) or b""
        names.update(normalised(name) for name in _safely(reader, data))
        further = set(_safely(_included, data)) if reader is _requirements else set()
        for other in further:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
            if target not in seen:
                seen.add(target)
                pending.append((target, _requirements))
    return frozenset(names)


def npm_packages(tree: PatchedTree) -> frozenset[str]:
    """Names in every package.json of the tree, its own name (a workspace) included."""
    names: set[str] = set()
    for path in _own(tree):
        if PurePosixPath(path).name == "package.json":
            names.update(_safely(_package_json, tree.read(path) or b""))
    return frozenset(names)


def _own(tree: PatchedTree) -> Iterator[str]:
    return (path for path in tree.paths if not VENDORED & set(PurePosixPath(path).parts))


Reader = Callable[[bytes], Iterable[str]]


def _reader(path: str) -> Reader | None:
    pure = PurePosixPath(path)
    readers: dict[str, Reader] = {
        "pyproject.toml": _pyproject,
        "Pipfile": _pipfile,
        "Pipfile.lock": _pipfile_lock,
        "poetry.lock": _lock,
        "uv.lock": _lock,
        "pdm.lock": _lock,
        "setup.cfg": _setup_cfg,
        "setup.py": _setup_py,
    }
    if pure.suffix in (".txt", ".in", ".pip") and re.search(r"requirements|constraints", str(pure).lower()):
        return _requirements
    return _conda if _CONDA.fullmatch(pure.name) else readers.get(pure.name)


def _safely(reader: Reader, data: bytes) -> list[str]:
    """A manifest that cannot be read declares nothing."""
    try:
        return list(reader(data))
    except (ValueError, AttributeError, TypeError, configparser.Error, yaml.YAMLError, RecursionError):
        return []


def _requirement(text: object) -> Iterator[str]:
    match = _NAME.match(text) if isinstance(text, str) else None
    if match is not None:
        yield match[1]
        extras = (extra.strip() for extra in (match[2] or "").split(","))
        yield from (f"{match[1]}[{extra}]" for extra in extras if extra)


def _requirements(data: bytes) -> Iterator[str]:
    for line in _decoded(data).splitlines():
        egg = _EGG.search(line)
        if egg is not None:
            yield egg[1]
        elif "://" not in line.split("@")[0]:
            yield from _requirement(line)


def _included(data: bytes) -> Iterator[str]:
    """Files that a requirements file names, as seen from its folder."""
    yield from _INCLUDED.findall(_decoded(data))


def _decoded(data: bytes) -> str:
    """Text in the encoding that its byte order mark tells; some shells write UTF-16."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding)
    return data.decode()


def _each(value: object) -> Iterator[str]:
    """Names in a list of requirements, or in the lists of a table of lists."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _each(part)
    elif isinstance(value, list):
        for part in value:
            yield from _requirement(part)


def _pyproject(data: bytes) -> Iterator[str]:
    document: dict[str, Any] = tomllib.loads(data.decode())
    project = document.get("project", {})
    yield from _each(project.get("dependencies"))
    yield from _each(project.get("optional-dependencies"))
    yield from _each(document.get("dependency-groups"))
    yield from _each(document.get("build-system", {}).get("requires"))
    tool = document.get("tool", {})
    yield from _each(tool.get("uv", {}).get("dev-dependencies"))
    yield from _each(tool.get("pdm", {}).get("dev-dependencies"))
    poetry = tool.get("poetry", {})
    yield from poetry.get("dependencies", {})
    yield from poetry.get("dev-dependencies", {})
    for group in poetry.get("group", {}).values():
        yield from group.get("dependencies", {})


def _pipfile(data: bytes) -> Iterator[str]:
    document: dict[str, Any] = tomllib.loads(data.decode())
    for section, table in document.items():
        if section not in ("source", "requires", "scripts", "pipenv"):
            yield from table


def _pipfile_lock(data: bytes) -> Iterator[str]:
    document = json.loads(data)
    yield from document.get("default", {})
    yield from document.get("develop", {})


def _conda(data: bytes) -> Iterator[str]:
    """Packages of conda, with or without a channel in front, and those that pip adds."""
    for entry in yaml.safe_load(data).get("dependencies", []):
        if isinstance(entry, dict):
            yield from _each(entry.get("pip"))
        else:
            yield from _requirement(str(entry).rpartition("::")[2])


def _lock(data: bytes) -> Iterator[str]:
    for package in tomllib.loads(data.decode()).get("package", []):
        yield package["name"]


def _setup_cfg(data: bytes) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(data.decode())
    lists = [parser.get("options", key, fallback="") for key in ("install_requires", "tests_require")]
    if parser.has_section("options.extras_require"):
        lists += [value for _, value in parser.items("options.extras_require")]
    for text in lists:
        for line in text.splitlines():
            yield from _requirement(line)


def _setup_py(data: bytes) -> Iterator[str]:
    """Literal lists only: the file is read, never run."""
    module = parse_python(data)
    if isinstance(module, ParseError):
        return
    constants = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in (
            "install_requires",
            "extras_require",
            "tests_require",
        ):
            value = constants.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
            for part in ast.walk(value) if value is not None else ():
                if isinstance(part, ast.Constant):
                    yield from _requirement(part.value)


def _package_json(data: bytes) -> Iterator[str]:
    document = json.loads(data)
    if isinstance(document.get("name"), str):
        yield document["name"]
    for section in _NPM_SECTIONS:
        yield from document.get(section, {})
