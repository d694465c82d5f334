"""The one file that comes back, and what cannot come back in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.ports import Job, Ran
from tests.doubles.sandbox_outside import Outside, outside
from tests.sandbox.attacks import COMMON
from tests.sandbox.backends import NAMES, backend, python

pytestmark = pytest.mark.parametrize("name", NAMES)
START = COMMON + "D = E['SUTURE_REPORT_DIR']\n"


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as built:
        yield built


def reported(name: str, host: Outside, code: str, report: str = "r.xml") -> Ran:
    job = Job(python(START + code), host.tree, env=host.env(), seconds=20, report=report)
    return backend(name).run(job)


def test_a_report_comes_back_byte_for_byte(name: str, host: Outside) -> None:
    code = "open(D + '/r.xml', 'wb').write(bytes(range(256)) * 1000)"
    assert reported(name, host, code).report == bytes(range(256)) * 1000


def test_a_report_may_lie_in_a_folder(name: str, host: Outside) -> None:
    code = "os.makedirs(D + '/a/b'); open(D + '/a/b/r.xml', 'w').write('x')"
    assert reported(name, host, code, "a/b/r.xml").report == b"x"


NOT_REPORTS = {
    "missing": "",
    "a symlink": "os.symlink(E['SECRET'], D + '/r.xml')",
    "a symlink to something inside": "open('x', 'w').write('x'); os.symlink(os.path.abspath('x'), D + '/r.xml')",
    "a folder": "os.mkdir(D + '/r.xml')",
    "a pipe": "os.mkfifo(D + '/r.xml')",
    "too large": "open(D + '/r.xml', 'wb').truncate(20_000_001)",
    "unreadable": "os.chmod(D, 0)\nif os.access(D, os.R_OK): print('as Landlock pretends')",
    "a device": "os.mknod(D + '/r.xml', 0o20666, os.makedev(1, 5))",
}


@pytest.mark.parametrize("what", NOT_REPORTS)
def test_anything_but_a_regular_file_is_no_report(name: str, what: str, host: Outside) -> None:
    before = host.mark()
    ran = reported(name, host, NOT_REPORTS[what])
    assert ran.report is None
    assert host.traces(ran, before) == []


def test_a_symlink_among_the_folders_of_a_report_is_not_followed(name: str, host: Outside) -> None:
    ran = reported(name, host, "os.symlink(E['OUTSIDE'], D + '/a')", "a/secret")
    assert ran.report is None


def test_a_report_folder_replaced_by_a_symlink_is_not_followed(name: str, host: Outside) -> None:
    code = "os.rename(D, D + '2'); os.symlink(E['OUTSIDE'], D)"
    assert reported(name, host, code, "secret").report is None


@pytest.mark.parametrize("path", ["../src/code.py", "/etc/passwd", "a//b", "."])
def test_a_report_is_only_looked_for_below_its_folder(name: str, path: str, host: Outside) -> None:
    assert reported(name, host, "os.mkdir(D + '/a')", path).report is None
