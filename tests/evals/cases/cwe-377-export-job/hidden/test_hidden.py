import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from exports.job import export

ROWS = [{"id": 1, "name": "J\u00fcrgen, \"J\""}, {"id": 2, "name": "line\nend"}]
watched = {"folder": None, "opened": []}


def watch(event, arguments):
    if event == "open" and watched["folder"] and isinstance(arguments[0], (str, bytes)):
        path = os.fsdecode(arguments[0])
        writes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and os.path.dirname(os.path.abspath(path)) == watched["folder"]:
            watched["opened"].append((path, arguments[2]))


sys.addaudithook(watch)


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """A folder for temporary files that others can write to as well."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    watched.update(folder=str(tmp_path), opened=[])
    yield tmp_path
    watched["folder"] = None


def test_nothing_in_the_shared_folder_is_opened_that_another_may_have_put_there(shared):
    export(ROWS, lambda path: None)
    first = {}
    for path, flags in watched["opened"]:
        first.setdefault(path, flags)
    assert all(flags & os.O_EXCL for flags in first.values()), "opened a name that was only believed to be free"


def test_a_link_that_appears_meanwhile_is_not_followed(shared, monkeypatch):
    victim = shared / "victim"
    victim.write_text("mine")
    chosen = tempfile.mktemp

    def raced(*args, **more):
        path = chosen(*args, **more)
        os.symlink(victim, path)
        return path

    monkeypatch.setattr(tempfile, "mktemp", raced)
    try:
        export(ROWS, lambda path: None)
    except OSError:
        pass
    assert victim.read_text() == "mine"


def test_others_cannot_read_the_export(shared):
    seen = []

    def deliver(path):
        file, folder = os.stat(path), os.stat(os.path.dirname(path))
        private = not stat.S_IMODE(folder.st_mode) & 0o077 and Path(path).parent != shared
        seen.append(private or not stat.S_IMODE(file.st_mode) & 0o077)

    export(ROWS, deliver)
    assert seen == [True]


def test_the_file_is_whole_has_its_ending_and_goes_away(shared):
    seen = []

    def deliver(path):
        seen.append((str(path), Path(path).read_bytes().decode("utf-8")))

    assert export(ROWS, deliver) == 2
    assert export([], deliver) == 0
    assert seen[0][1] == 'id,name\n1,"J\u00fcrgen, ""J"""\n2,"line\nend"\n' and seen[1][1] == ""
    assert all(path.endswith(".csv") and not os.path.exists(path) for path, _ in seen)
    assert list(shared.iterdir()) == []


def test_the_file_goes_away_after_a_failure(shared):
    def deliver(path):
        raise OSError("refused")

    with pytest.raises(OSError, match="refused"):
        export(ROWS, deliver)
    assert list(shared.iterdir()) == []


def test_a_deliverer_may_remove_the_file_itself(shared):
    assert export(ROWS, lambda path: os.unlink(path)) == 2
