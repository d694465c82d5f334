import os
from pathlib import Path


def write(path, text):
    Path(path).write_text(text)
    # ruleid: python-world-writable-mode
    os.chmod(path, 0o640)


def share(path: Path):
    # ruleid: python-world-writable-mode
    path.chmod(0o640)


def own(path):
    # ok: python-world-writable-mode
    os.chmod(path, 0o640)


def group(path: Path):
    # ok: python-world-writable-mode
    path.chmod(0o664)


def sticky(path):
    # ok: python-world-writable-mode
    os.chmod(path, 0o1777)
