"""Whether the tests would import an installed copy of the patched package. Reads folders, runs nothing."""

from __future__ import annotations

import glob
import re
from collections.abc import Collection, Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath

from agent.domain import Change
from agent.gates.suite.discovery import Command, Plan, is_python

_SITES = ("lib*/python3*/site-packages", "lib/python3*/dist-packages", "local/lib/python3*/dist-packages")
# -I and -E, alone or among other letters, make Python blind to PYTHONPATH.
_BLIND = re.compile(r"-[A-Za-z]*[IE][A-Za-z]*")


def site_folders(python: Path) -> tuple[Path, ...]:
    """Where packages are installed for an interpreter, its base's folders included."""
    prefixes = (python.absolute().parent.parent, python.resolve().parent.parent)
    found = (folder for prefix in prefixes for pattern in _SITES for folder in prefix.glob(pattern))
    return tuple(dict.fromkeys(found))


def installed_roots(
    changes: Sequence[Change], paths: Collection[str], sites: Sequence[Path]
) -> tuple[str, ...]:
    """Folders of the tree that hold, at the top, a patched package of which there is an installed copy.

    With these on PYTHONPATH the tests import the patched code. Others are left out: a folder that needs
    no help is only a chance to hide a module of the standard library behind a file of the same name.
    """
    known = {*paths, *(change.path for change in changes)}
    roots: dict[str, None] = {}
    for path in (PurePosixPath(change.path) for change in changes):
        outside = (root for root in path.parents if str(root / "__init__.py") not in known)
        for root in outside if path.suffix == ".py" else ():
            if any(_has_copy(site, path.relative_to(root)) for site in sites):
                roots[str(root)] = None
    return tuple(roots)


def _has_copy(site: Path, file: PurePosixPath) -> bool:
    top = file.parts[0]
    if len(file.parts) == 1:
        return (site / top).is_file()
    return (site / top).is_dir() or any(site.glob(f"{glob.escape(top)}-*.dist-info"))


def ignores_path(plan: Plan) -> bool:
    """Whether the plan's command tells Python to ignore PYTHONPATH."""
    if not isinstance(plan, Command) or not is_python(PurePosixPath(plan.argv[0]).name):
        return False
    flags = takewhile(lambda word: word.startswith("-") and word not in ("-m", "-c"), plan.argv[1:])
    return any(_BLIND.fullmatch(flag) for flag in flags)
