"""Maven groups that a repository depends on: pom.xml, Gradle files, version catalogues. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.gates.imports.tree import PatchedTree

_GROUP = re.compile(r"<groupId>\s*([\w.-]+)\s*</groupId>")
# 'group:artifact:version', also without a version where a platform gives it.
_COORDINATES = re.compile(r"[\"']([A-Za-z][\w.-]*):[A-Za-z][\w.-]*(?::[^\"'\s]*)?[\"']")
_GROUP_KEY = re.compile(r"\bgroup\s*[:=]\s*[\"']([\w.-]+)[\"']")
_LINE_COMMENT = re.compile(r"(?m)^[ \t]*(//|#).*$")
_OWN_GROUP = re.compile(r"(?m)^[ \t]*group\s*=.*$")


def java_groups(tree: PatchedTree) -> frozenset[str]:
    """The groups of every dependency that any build file of the tree names."""
    groups: set[str] = set()
    for path in tree.paths:
        name = PurePosixPath(path).name
        if name == "pom.xml":
            groups.update(_pom(_text(tree, path)))
        elif name.endswith((".gradle", ".gradle.kts", ".versions.toml")):
            groups.update(_gradle(_text(tree, path)))
    return frozenset(groups)


def _text(tree: PatchedTree, path: str) -> str:
    return (tree.read(path) or b"").decode(errors="replace")


def _pom(text: str) -> Iterator[str]:
    """Of dependencies alone: what a plugin or a parent needs is not there to be imported."""
    first, *rest = text.split("<!--")
    plain = first + "".join(part.partition("-->")[2] for part in rest)
    for part in plain.split("<dependency>")[1:]:
        found = _GROUP.search(part.partition("</dependency>")[0].partition("<exclusions>")[0])
        if found:
            yield found[1]


def _gradle(text: str) -> Iterator[str]:
    plain = _OWN_GROUP.sub("", _LINE_COMMENT.sub("", text))
    yield from _COORDINATES.findall(plain)
    yield from _GROUP_KEY.findall(plain)
