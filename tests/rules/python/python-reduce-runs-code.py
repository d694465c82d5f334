import os
import subprocess


class Greeting:
    def __reduce__(self):
        # ruleid: python-reduce-runs-code
        return os.system, ("id",)


class Loader:
    def __reduce__(self):
        command = ["sh", "-c", "id"]
        # ruleid: python-reduce-runs-code
        return (subprocess.check_output, (command,))


class Code:
    def __reduce_ex__(self, protocol):
        # ruleid: python-reduce-runs-code
        return eval, ("1 + 1",)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    # ok: python-reduce-runs-code
    def __reduce__(self):
        return Point, (self.x, self.y)


def _make(path):
    return File(path)


class File:
    # ok: python-reduce-runs-code
    def __reduce__(self):
        return _make, (os.fspath(self.path),)
