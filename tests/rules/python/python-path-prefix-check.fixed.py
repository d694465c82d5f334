import os
from pathlib import Path

UPLOAD_DIR = "/srv/uploads"


def read(name):
    path = os.path.realpath(os.path.join(UPLOAD_DIR, name))
    # ruleid: python-path-prefix-check
    if not os.path.join(path, "").startswith(os.path.join(UPLOAD_DIR, "")):
        raise PermissionError(name)
    with open(path) as file:
        return file.read()


def is_inside(path, root):
    # ruleid: python-path-prefix-check
    return os.path.join(os.path.abspath(path), "").startswith(os.path.join(os.path.abspath(root), ""))


def with_a_separator(name):
    path = os.path.realpath(os.path.join(UPLOAD_DIR, name))
    # ok: python-path-prefix-check
    return path.startswith(UPLOAD_DIR + os.sep)


def both_ended(path, root):
    # ok: python-path-prefix-check
    return os.path.join(os.path.abspath(path), "").startswith(os.path.join(os.path.abspath(root), ""))


def prepared(name, base):
    base = os.path.abspath(base) + os.sep
    path = os.path.abspath(base + name)
    # ok: python-path-prefix-check
    return path.startswith(base)


def components(path: Path, base: Path):
    # ok: python-path-prefix-check
    return path.resolve().is_relative_to(base.resolve())


def word(line, base):
    # ok: python-path-prefix-check
    return line.startswith(base)
