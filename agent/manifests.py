"""Dependencies with their versions, as manifests declare them. Pure; nothing is run or looked up."""

from __future__ import annotations

import ast
import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from agent.domain import Change


@dataclass(frozen=True, slots=True)
class Dependency:
    """One declared package: `ecosystem` is `pypi`, `npm`, `go` or `maven`, `spec` what follows the name.

    `name` is empty for an entry that changes where packages come from; `spec` is then the whole entry.
    """

    ecosystem: str
    name: str
    spec: str

    def __str__(self) -> str:
        return f"{self.name} {self.spec or '(any version)'}".strip()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A manifest that its parser refuses."""

    path: str


_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([^#;]*)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_SOURCE_OPTION = re.compile(r"^\s*(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)\b")
_EDITABLE = re.compile(r"^\s*(-e|--editable)\s+")
_GO_REQUIRE = re.compile(r"^\s*(?:require\s+)?([\w.-]+\.[\w./~-]+)\s+(v\S+)")
_NPM_TABLES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_SETUP_LISTS = ("install_requires", "extras_require", "tests_require", "setup_requires")


def added_dependencies(change: Change) -> tuple[Dependency, ...] | Unreadable:
    """What a manifest declares after a change, and with this version not before; in the file's order."""
    reader = _reader(change.path)
    if reader is None or change.after is None:
        return ()
    after = _read(reader, change.after)
    if after is None:
        return Unreadable(change.path)
    before = set(_read(reader, change.before or b"") or ()) if change.before else set()
    return tuple(dict.fromkeys(found for found in after if found not in before))


def versions_before(change: Change) -> Mapping[str, str]:
    """The version that each package had in a manifest before a change, by name."""
    reader = _reader(change.path)
    found = _read(reader, change.before or b"") if reader is not None and change.before else None
    return {dependency.name: dependency.spec for dependency in found or ()}


_Reader = Callable[[str], Iterator[Dependency]]


def _read(reader: _Reader, data: bytes) -> list[Dependency] | None:
    try:
        return list(reader(data.decode("utf-8-sig")))
    except (ValueError, AttributeError, TypeError, SyntaxError, RecursionError):
        return None
    except (configparser.Error, ElementTree.ParseError):
        return None


def _reader(path: str) -> _Reader | None:
    pure = PurePosixPath(path)
    readers: dict[str, _Reader] = {
        "pyproject.toml": _pyproject,
        "Pipfile": _pipfile,
        "setup.cfg": _setup_cfg,
        "setup.py": _setup_py,
        "package.json": _package_json,
        "go.mod": _go_mod,
        "pom.xml": _pom,
    }
    if pure.suffix in (".txt", ".in", ".pip") and re.search(r"requirements|constraints", path.lower()):
        return _requirements
    return readers.get(pure.name)


def _source(ecosystem: str, entry: object) -> Dependency:
    return Dependency(ecosystem, "", " ".join(str(entry).split()))


def _requirement(text: object) -> Iterator[Dependency]:
    match = _REQUIREMENT.match(text) if isinstance(text, str) else None
    if match is not None:
        name = re.sub(r"[-_.]+", "-", match[1]).lower()
        yield Dependency("pypi", name, "".join(match[3].replace("\\", " ").split("--hash")[0].split()))


def _requirements(text: str) -> Iterator[Dependency]:
    for line in text.splitlines():
        line = _EDITABLE.sub("", line)
        egg = _EGG.search(line)
        if _SOURCE_OPTION.match(line):
            yield _source("pypi", line)
        elif egg is not None:
            yield Dependency("pypi", egg[1].lower(), f"@{line.split('#')[0].strip()}")
        elif "://" in line.split("@")[0].split("#")[0]:
            yield Dependency("pypi", line.split("#")[0].strip().rsplit("/", 1)[-1], f"@{line.strip()}")
        elif not line.lstrip().startswith(("-", "#")):
            yield from _requirement(line)


def _each(value: object) -> Iterator[Dependency]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _each(part)
    elif isinstance(value, list):
        for part in value:
            yield from _requirement(part)


def _table(value: object) -> Iterator[Dependency]:
    """A table of names with versions, as Poetry and Pipfile have it."""
    for name, spec in (value if isinstance(value, dict) else {}).items():
        shown = spec if isinstance(spec, str) else json.dumps(spec, sort_keys=True)
        yield Dependency("pypi", re.sub(r"[-_.]+", "-", name).lower(), shown.strip())


def _pyproject(text: str) -> Iterator[Dependency]:
    document: dict[str, Any] = tomllib.loads(text)
    project = document.get("project", {})
    for lists in (project.get("dependencies"), project.get("optional-dependencies")):
        yield from _each(lists)
    yield from _each(document.get("dependency-groups"))
    yield from _each(document.get("build-system", {}).get("requires"))
    tool = document.get("tool", {})
    for name in ("uv", "pdm"):
        yield from _each(tool.get(name, {}).get("dev-dependencies"))
        for key in ("index", "source", "sources", "index-url", "extra-index-url", "find-links"):
            if key in tool.get(name, {}):
                yield _source("pypi", json.dumps(tool[name][key], sort_keys=True))
    poetry = tool.get("poetry", {})
    groups = [poetry, *poetry.get("group", {}).values()]
    for group in groups:
        yield from (d for d in _table(group.get("dependencies")) if d.name != "python")
        yield from _table(group.get("dev-dependencies"))
    for source in poetry.get("source", []):
        yield _source("pypi", json.dumps(source, sort_keys=True))


def _pipfile(text: str) -> Iterator[Dependency]:
    for section, table in tomllib.loads(text).items():
        if section == "source":
            yield from (_source("pypi", json.dumps(source, sort_keys=True)) for source in table)
        elif section not in ("requires", "scripts", "pipenv"):
            yield from _table(table)


def _setup_cfg(text: str) -> Iterator[Dependency]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    lists = [parser.get("options", key, fallback="") for key in _SETUP_LISTS]
    if parser.has_section("options.extras_require"):
        lists += [value for _, value in parser.items("options.extras_require")]
    for value in lists:
        for line in value.splitlines():
            yield from _requirement(line)


def _setup_py(text: str) -> Iterator[Dependency]:
    """Literal lists only: the file is read, never run."""
    module = ast.parse(text)
    constants: dict[str, ast.expr] = {}
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                constants[name] = value
    for keyword in ast.walk(module):
        if isinstance(keyword, ast.keyword) and keyword.arg in _SETUP_LISTS:
            value = keyword.value
            value = constants.get(value.id, value) if isinstance(value, ast.Name) else value
            for part in ast.walk(value):
                if isinstance(part, ast.Constant):
                    yield from _requirement(part.value)


def _package_json(text: str) -> Iterator[Dependency]:
    document = json.loads(text)
    for table in _NPM_TABLES:
        for name, spec in document.get(table, {}).items():
            yield Dependency("npm", name, str(spec))
    for table in ("overrides", "resolutions"):
        for name, spec in document.get(table, {}).items():
            yield Dependency("npm", name, json.dumps(spec, sort_keys=True).strip('"'))


def _go_mod(text: str) -> Iterator[Dependency]:
    block = ""
    for line in text.splitlines():
        words = line.split("//")[0].split()
        if len(words) == 2 and words[1] == "(":
            block = words[0]
        elif words == [")"]:
            block = ""
        elif "=>" in words:
            yield _source("go", line.split("//")[0])
        elif block in ("", "require") and (match := _GO_REQUIRE.match(line)):
            yield Dependency("go", match[1], match[2])


def _pom(text: str) -> Iterator[Dependency]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a document type has no place in a pom.xml")
    # Entities are refused above, so that the parser has nothing to expand.
    root = ElementTree.fromstring(text)  # noqa: S314
    for node in root.iter():
        kind = node.tag.rsplit("}", 1)[-1]
        part = {child.tag.rsplit("}", 1)[-1]: (child.text or "").strip() for child in node}
        if kind in ("dependency", "plugin", "parent") and "artifactId" in part:
            name = f"{part.get('groupId', '')}:{part['artifactId']}"
            yield Dependency("maven", name, part.get("version", ""))
        elif kind in ("repository", "pluginRepository") and "url" in part:
            yield _source("maven", part["url"])
