"""Runs an example's attack and its honest use on several states of its code, each a file of its own."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType


def tried(call: Callable[..., object], *given: object) -> object:
    """What a call returns; None where it raises, as a repair may."""
    try:
        return call(*given)
    except Exception:
        return None


def loaded(path: Path, name: str) -> ModuleType:
    """A module from its file."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(run: Path, codes: list[Path]) -> list[dict[str, bool]]:
    """For each file of code, in a folder that is its own: whether harm came, and honest use went on."""
    script = loaded(run, "script")
    answers = []
    for number, path in enumerate(codes):
        if hasattr(script, "prepare"):
            script.prepare(path.parent)
        code = loaded(path, f"example{number}")
        answers.append({"harm": script.harm(code, path.parent), "honest": script.honest(code, path.parent)})
    return answers


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
    sys.stdout.write("\n" + json.dumps(found) + "\n")
