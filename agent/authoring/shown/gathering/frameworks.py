"""The libraries that a file is built on, with the versions that manifests and lock files give."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from agent.authoring.shown.gathering.interfaces import interfaces
from agent.authoring.shown.gathering.library import family_of
from agent.domain import Case, Change
from agent.manifests import versions_before
from agent.ports import Snapshot

MOST = 10
_MOST_BYTES = 3_000_000
_MOST_MANIFESTS = 12
_PYTHON = (
    "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pyproject.toml", "Pipfile", "setup.cfg",
    "setup.py",
)  # fmt: skip
_NODE = ("package-lock.json", "npm-shrinkwrap.json", "package.json")
_REQUIREMENTS = re.compile(r"(^|/)(requirements/[^/]+|[^/]*(requirements|constraints)[^/]*)\.(txt|in|pip)$")
_SPEC = re.compile(r"[\w.^~<>=!*|+, -]{1,40}")
_NAME = re.compile(r"(@[\w.-]{1,60}/)?[\w.-]{1,60}")
_IMPORTED = {
    "python": re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE),
    "script": re.compile(r"(?:\bfrom|\bimport|\brequire\()\s*[\"'](?:node:)?((?:@[\w.-]+/)?[\w.-]+)"),
}
# What is imported under another name than it is installed by.
_INSTALLED = {
    "yaml": "pyyaml", "jwt": "pyjwt", "jose": "python-jose", "bs4": "beautifulsoup4", "pil": "pillow",
    "crypto": "pycryptodome", "cryptodome": "pycryptodomex", "dotenv": "python-dotenv", "ldap": "python-ldap",
    "mysqldb": "mysqlclient", "psycopg2": "psycopg2-binary", "rest-framework": "djangorestframework",
    "argon2": "argon2-cffi", "openssl": "pyopenssl", "magic": "python-magic", "decouple": "python-decouple",
    "environ": "django-environ", "multipart": "python-multipart", "dateutil": "python-dateutil",
}  # fmt: skip


def frameworks(case: Case, source: str, snapshot: Snapshot) -> tuple[str, ...]:
    """`flask 3.0.2 (requirements.txt)` for each library that the file imports, at most ten.

    After them, libraries for the case's weakness that the repository declares and the file does not use.
    """
    family = family_of(case.path)
    if not family:
        return ()
    declared = _declared(case.path, family, snapshot)
    used = [_found(name, declared) for name in dict.fromkeys(_IMPORTED[family].findall(source))]
    safe = [_found(name, declared) for each in interfaces(case.rule.cwe) for name in each.packages]
    lines = [f"{name} {declared[name]}" for name in dict.fromkeys(used) if name]
    spare = [f"{name} {declared[name]}, not imported here yet" for name in dict.fromkeys(safe)
             if name and name not in used]  # fmt: skip
    return tuple([*lines, *spare][:MOST])


def _found(name: str, declared: Mapping[str, str]) -> str:
    """The name that a library is declared by, or empty."""
    plain = re.sub(r"[-_.]+", "-", name).lower() if not name.startswith("@") else name
    for each in (name, plain, _INSTALLED.get(plain, ""), _INSTALLED.get(plain, "").removesuffix("-binary")):
        if each and each in declared:
            return each
    return ""


def _declared(path: str, family: str, snapshot: Snapshot) -> dict[str, str]:
    """Version and place of every declared library: exact versions first, then those nearest to the file."""
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for manifest in _manifests(path, family, snapshot):
        content = snapshot.read(manifest) or b""
        for name, spec in _versions(manifest, content).items():
            version = spec.removeprefix("==").strip()
            if not _NAME.fullmatch(name) or (version and not _SPEC.fullmatch(version)):
                continue
            is_exact = re.fullmatch(r"v?\d[\w.+-]*", version) is not None
            (exact if is_exact else loose).setdefault(name, f"{version or '(any version)'} ({manifest})")
    return {**loose, **exact}


def _manifests(path: str, family: str, snapshot: Snapshot) -> list[str]:
    """Manifests beside the file and in the folders above it, the nearest first."""
    entries = snapshot.entries()
    above = [str(folder) for folder in PurePosixPath(path).parents]
    names = _PYTHON if family == "python" else _NODE
    found = [name if folder == "." else f"{folder}/{name}" for folder in above for name in names]
    if family == "python":
        listed = sorted(each for each in entries if _REQUIREMENTS.search(each))
        of = {each: str(PurePosixPath(each.replace("requirements/", "", 1)).parent) for each in listed}
        found += [each for folder in above for each in listed if of[each] == folder]
    return [
        each
        for each in found
        if each in entries and entries[each].mode.startswith("100") and entries[each].size <= _MOST_BYTES
    ][:_MOST_MANIFESTS]


def _versions(path: str, content: bytes) -> Mapping[str, str]:
    reader = _LOCKS.get(PurePosixPath(path).name)
    if reader is None:
        return versions_before(Change(path, content, None))
    try:
        return dict(reader(content.decode("utf-8-sig")))
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return {}


def _toml_lock(text: str) -> Iterator[tuple[str, str]]:
    for package in tomllib.loads(text).get("package", []):
        yield re.sub(r"[-_.]+", "-", package["name"]).lower(), str(package.get("version", ""))


def _pipfile_lock(text: str) -> Iterator[tuple[str, str]]:
    for name, entry in json.loads(text).get("default", {}).items():
        yield name.lower(), str(entry.get("version", ""))


def _package_lock(text: str) -> Iterator[tuple[str, str]]:
    document = json.loads(text)
    for place, entry in document.get("packages", {}).items():
        name = place.removeprefix("node_modules/")
        # What lies below another package is that one's own copy.
        if name != place and "node_modules/" not in name:
            yield name, str(entry.get("version", ""))
    for name, entry in document.get("dependencies", {}).items():
        yield name, str(entry.get("version", ""))


_Lock = Callable[[str], Iterable[tuple[str, str]]]
_LOCKS: Mapping[str, _Lock] = {
    "poetry.lock": _toml_lock,
    "uv.lock": _toml_lock,
    "pdm.lock": _toml_lock,
    "Pipfile.lock": _pipfile_lock,
    "package-lock.json": _package_lock,
    "npm-shrinkwrap.json": _package_lock,
}
