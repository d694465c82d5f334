"""Names of files that come from outside."""

from pathlib import Path


def resolve_below(folder: str | Path, name: str) -> Path:
    """The absolute path of `name` below `folder`. Raises ValueError when it would lie elsewhere."""
    base = Path(folder).resolve()
    path = (base / name).resolve()
    if path == base or not path.is_relative_to(base):
        raise ValueError(f"not a file below {base.name}: {name!r}")
    return path
