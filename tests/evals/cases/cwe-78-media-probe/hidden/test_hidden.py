import asyncio

import pytest

from media.probe import probe, size_of
from media.programs import ProgramError

MARK = "came-in"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", [f"a;touch {MARK}", f"$(touch {MARK})", f"`touch {MARK}`", f"a\ntouch {MARK}", f"'; touch {MARK} #"])
def test_a_name_runs_nothing(tmp_path, name):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / name).write_bytes(b"12345")
    found = asyncio.run(probe(inbox))
    assert not (tmp_path / MARK).exists()
    assert [entry["size"] for entry in found] in ([5], [])


def test_a_name_as_it_comes_from_a_client_runs_nothing(tmp_path):
    for text in (f"x; touch {MARK}", f"/dev/null; touch {MARK}", f"/dev/null $(touch {MARK})"):
        try:
            asyncio.run(size_of(text))
        except Exception:
            pass
        assert not (tmp_path / MARK).exists()


@pytest.mark.parametrize("name", ["holiday video.mp4", "bob's.mp4", 'a "b".mp4', "x & y.mp4", "caf\u00e9.mp4", "-c", "$HOME.mp4"])
def test_honest_names_are_measured(tmp_path, name):
    (tmp_path / name).write_bytes(b"x" * 1234)
    assert asyncio.run(size_of(tmp_path / name)) == 1234
    assert asyncio.run(size_of(str(tmp_path / name))) == 1234
    assert asyncio.run(size_of(tmp_path / name)) == 1234


def test_many_at_once(tmp_path):
    for number in range(12):
        (tmp_path / f"clip {number:02}.mp4").write_bytes(b"y" * number)
    assert [entry["size"] for entry in asyncio.run(probe(tmp_path))] == list(range(12))


def test_what_cannot_be_read_is_the_same_error(tmp_path):
    with pytest.raises(ProgramError):
        asyncio.run(size_of(tmp_path / "gone"))
