import os
from pathlib import Path


def install(path):
    # ruleid: python-world-writable-file
    os.chmod(path, 0o777)


def install_path(path: Path):
    # ruleid: python-world-writable-file
    path.chmod(0o777)


def good(path):
    # ok: python-world-writable-file
    os.chmod(path, 0o750)


def public(path: Path):
    # ok: python-world-writable-file
    path.chmod(0o755)


def configured(path, mode):
    # ok: python-world-writable-file
    os.chmod(path, mode)
