"""Copy what `FILES` names into the folder `ARTIFACTS`/`NAME`, laid out as GitHub lays an artifact out."""

import hashlib
import os
import shutil
import sys
from pathlib import Path


def wanted() -> tuple[list[Path], Path]:
    """The files, and the folder that their names in the artifact are relative to."""
    workspace = Path(os.environ["GITHUB_WORKSPACE"])
    found: list[Path] = []
    roots: list[Path] = []
    for pattern in filter(None, map(str.strip, os.environ["FILES"].splitlines())):
        place = workspace / pattern
        globbed = any(sign in pattern for sign in "*?[")
        matches = sorted(workspace.glob(pattern)) if globbed else [place]
        for one in matches:
            files = [file for file in one.rglob("*") if file.is_file()] if one.is_dir() else [one]
            kept = [file for file in files if file.is_file() and not hidden(file, workspace)]
            found += kept
            roots += [one if one.is_dir() else one.parent] if kept else []
    root = Path(os.path.commonpath(roots)) if roots else workspace
    return found, root


def hidden(file: Path, workspace: Path) -> bool:
    """Whether a file is left out because a part of its path begins with a dot."""
    inside = file.relative_to(workspace) if file.is_relative_to(workspace) else Path(file.name)
    return os.environ["HIDDEN"] != "true" and any(part.startswith(".") for part in inside.parts)


def main() -> int:
    """Exit 1 where GitHub's own fails: nothing found and `error`, or the name is taken."""
    target = Path(os.environ["ARTIFACTS"]) / os.environ["NAME"]
    files, root = wanted()
    if not files:
        sys.stdout.write("no files were found\n")
        return int(os.environ["NOTHING"] == "error")
    if target.exists():
        if os.environ["OVERWRITE"] != "true":
            sys.stdout.write("an artifact with this name already exists on the workflow run\n")
            return 1
        shutil.rmtree(target)
    digest = hashlib.sha256()
    for file in sorted(set(files)):
        copy = target / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        digest.update(copy.read_bytes())
    number = len(list(target.parent.iterdir()))
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as outputs:
        outputs.write(f"artifact-id={number}\nartifact-digest={digest.hexdigest()}\n")
    return 0


sys.exit(main())
