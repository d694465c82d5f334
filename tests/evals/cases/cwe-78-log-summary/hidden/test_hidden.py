import os

import pytest

from logtools.report import report
from logtools.summary import SummaryError, top_paths

LOG = "1.2.3.4 /a 200\n1.2.3.4 /b 200\n1.2.3.5 /a 200\n1.2.3.5 /c 404\n1.2.3.5 /b 200\n9.9.9.9 /a 500\n"
MARK = "came-in"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "name",
    [f"x'; touch {MARK}; echo '.log", f"$(touch {MARK})'$(touch {MARK})'.log", f"a' | touch {MARK} #.log", f"a'\ntouch {MARK}\n'.log"],
)
def test_the_name_of_a_log_runs_nothing(tmp_path, name):
    (tmp_path / name).write_text(LOG)
    try:
        assert top_paths(tmp_path / name, 1) in ([("/a", 3)], [])
    except (SummaryError, ValueError):
        pass
    report(tmp_path)
    assert not (tmp_path / MARK).exists()


def test_a_count_runs_nothing(tmp_path):
    (tmp_path / "web.log").write_text(LOG)
    try:
        top_paths(tmp_path / "web.log", f"1; touch {MARK}")
    except Exception:
        pass
    assert not (tmp_path / MARK).exists()


@pytest.mark.parametrize("name", ["web.log", "web server.log", "bob's.log", 'say "hi".log', "cost$HOME.log", "a&b;c.log", "-n.log"])
def test_odd_names_are_read(tmp_path, name):
    (tmp_path / name).write_text(LOG)
    assert top_paths(str(tmp_path / name)) == [("/a", 3), ("/b", 2), ("/c", 1)]
    assert top_paths(tmp_path / name, 1) == [("/a", 3)]


def test_ties_are_in_alphabetical_order(tmp_path):
    (tmp_path / "t.log").write_text("1 /z 200\n1 /B 200\n1 /a 200\n")
    assert top_paths(tmp_path / "t.log") == [("/B", 1), ("/a", 1), ("/z", 1)]


def test_a_missing_log_is_the_same_error(tmp_path):
    with pytest.raises(SummaryError):
        top_paths(tmp_path / "gone.log")
    assert top_paths(os.devnull) == []
