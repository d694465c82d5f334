"""XML that grows: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from tests.authoring.fewshot_runs.trying import tried

ATTACK = '<!DOCTYPE f [<!ENTITY a "{0}"><!ENTITY b "{1}">]><f><item><title>&b;</title></item></f>'


def harm(code: ModuleType, folder: Path) -> bool:
    found = tried(code.titles, ATTACK.format("x" * 100, "&a;" * 100))
    return len(str(found)) > 1000


def honest(code: ModuleType, folder: Path) -> bool:
    try:
        code.titles("<f><item>")
    except ElementTree.ParseError:
        return bool(code.titles("<f><item><title>Rain</title></item></f>") == ["Rain"])
    return False
