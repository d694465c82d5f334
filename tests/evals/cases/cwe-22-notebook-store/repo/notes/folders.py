"""Paths below a user's folder."""

from pathlib import Path


class OutsideFolder(ValueError):
    """A path leads out of the folder it belongs to."""


def path_inside(folder, name):
    """The path of `name` below `folder`, links followed. What leads out of it raises OutsideFolder."""
    base = Path(folder).resolve()
    path = (base / name).resolve()
    if base not in path.parents:
        raise OutsideFolder(name)
    return path
