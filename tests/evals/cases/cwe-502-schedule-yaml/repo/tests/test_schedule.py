from datetime import timedelta

import pytest

from jobs.schedule import Job, ScheduleError, read_schedule


def test_a_schedule_is_read():
    text = "backup:\n  run: [backup, --all]\n  when: !every 1d 2h\n"
    assert read_schedule(text) == [Job("backup", ["backup", "--all"], timedelta(hours=26))]


def test_a_bad_duration_is_an_error():
    with pytest.raises(ScheduleError):
        read_schedule("x:\n  run: [a]\n  when: !every soon\n")


def test_an_empty_schedule_has_no_jobs():
    assert read_schedule("") == []
