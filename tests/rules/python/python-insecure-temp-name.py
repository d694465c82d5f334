import os
import tempfile
from tempfile import mktemp


def export(rows):
    # ruleid: python-insecure-temp-name
    path = tempfile.mktemp(suffix=".csv")
    with open(path, "w") as file:
        file.writelines(rows)
    return path


def socket_path():
    # ruleid: python-insecure-temp-name
    return mktemp()


def good(rows):
    # ok: python-insecure-temp-name
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
        file.writelines(rows)
    return file.name


def descriptor(rows):
    # ok: python-insecure-temp-name
    number, path = tempfile.mkstemp(suffix=".csv")
    with os.fdopen(number, "w") as file:
        file.writelines(rows)
    return path


def folder():
    # ok: python-insecure-temp-name
    return tempfile.mkdtemp()
