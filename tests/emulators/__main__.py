"""`python -m tests.emulators`: install, start, run, read back, print a table. Exit 1 for a gap that is ours."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.emulators import emulate, gh, myworld
from tests.emulators.install import NotInstalledError, Tools, install
from tests.emulators.table import Column, failures, markdown

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/emulators.md"
MARK = "<!-- what python -m tests.emulators --write found -->"
NAMES = ("emulate", "myworld", "gh")


def main() -> int:
    """Run the emulators that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES])
    parser.add_argument("--write", action="store_true", help="put the tables into docs/emulators.md")
    options = parser.parse_args()
    try:
        tools = install(ROOT / "build/emulators")
    except NotInstalledError as error:
        sys.stderr.write(f"not installed: {error}\n")
        return 2
    begun = time.monotonic()
    forges, clients = _columns(tools, options.names or NAMES)
    text = "\n\n".join(markdown(columns) for columns in (forges, clients) if columns)
    text += f"\n\nOne run on 2 shared cores: {time.monotonic() - begun:.0f} s.\n"
    sys.stdout.write(text)
    if options.write:
        said, mark, _ = DOCS.read_text().partition(MARK)
        DOCS.write_text(f"{said}{mark}\n\n{text}")
    wrong = failures(forges) + failures(clients)
    for line in wrong:
        sys.stdout.write(f"OUR GAP: {line}\n")
    return 1 if wrong else 0


def _columns(tools: Tools, names: Sequence[str]) -> tuple[dict[str, Column], dict[str, Column]]:
    """What whole runs do, and what `gh` reads; by emulator."""
    forges: dict[str, Column] = {}
    clients: dict[str, Column] = {}
    with tempfile.TemporaryDirectory(prefix="suture-emulators-") as name:
        folders = {each: Path(name) / each for each in NAMES}
        for folder in folders.values():
            folder.mkdir()
        if "emulate" in names:
            forges["emulate 0.12.2"] = emulate.run(tools, folders["emulate"])
        if "gh" in names or "myworld" in names:
            clients["our double"], body = gh.run(tools, folders["gh"])
            if "myworld" in names:
                forges["myworld 0.2.1"], seen = myworld.run(tools, folders["myworld"], body)
                clients["myworld 0.2.1"] = seen
    return forges, clients


if __name__ == "__main__":
    sys.exit(main())
