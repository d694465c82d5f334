import pytest

from logtools.report import report
from logtools.summary import SummaryError, top_paths

LOG = "1.2.3.4 /a 200\n1.2.3.4 /b 200\n1.2.3.5 /a 200\n1.2.3.5 /c 404\n"


def test_the_most_frequent_comes_first(tmp_path):
    log = tmp_path / "web.log"
    log.write_text(LOG)
    assert top_paths(log, 2) == [("/a", 2), ("/b", 1)]


def test_a_missing_log_is_an_error(tmp_path):
    with pytest.raises(SummaryError):
        top_paths(tmp_path / "none.log")


def test_a_report_has_a_part_for_each_log(tmp_path):
    (tmp_path / "one.log").write_text(LOG)
    (tmp_path / "two.log").write_text("9.9.9.9 /z 200\n")
    assert report(tmp_path).split("\n\n")[1] == "== two.log\n     1 /z"
