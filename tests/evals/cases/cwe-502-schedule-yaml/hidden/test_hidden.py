from datetime import timedelta

import pytest

from jobs.schedule import Job, ScheduleError, read_schedule


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {}']",
        "!!python/object/apply:subprocess.call [[touch, '{}']]",
        "!!python/object/new:os.system ['touch {}']",
        "!!python/object/apply:builtins.open ['{}', 'w']",
        "!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{}']]",
    ],
)
@pytest.mark.parametrize("place", ["{}", "x: {{run: [a], when: {}}}", "x: {{run: [{}], when: 1}}"])
def test_a_schedule_runs_nothing_when_it_is_read(tmp_path, tag, place):
    mark = tmp_path / "came-in"
    try:
        read_schedule(place.format(tag.format(mark)))
    except Exception:
        pass
    assert not mark.exists()


def test_tags_of_python_are_a_schedule_error():
    with pytest.raises(ScheduleError):
        read_schedule("x: {run: [!!python/name:os.system ''], when: !every 1d}")


def test_the_own_tag_works_in_every_form():
    text = "a: {run: [x], when: !every 90s}\nb: {run: [y, 3, true], when: !every '2d 1m'}\nc:\n  run:\n  - caf\u00e9\n  when: !every 1h\n"
    assert read_schedule(text) == [
        Job("a", ["x"], timedelta(seconds=90)),
        Job("b", ["y", "3", "True"], timedelta(days=2, minutes=1)),
        Job("c", ["caf\u00e9"], timedelta(hours=1)),
    ]


def test_anchors_and_merges_still_work():
    text = "a: &a {run: [x], when: !every 5m}\nb: {<<: *a, run: [y]}\n"
    assert [job.every for job in read_schedule(text)] == [timedelta(minutes=5)] * 2


@pytest.mark.parametrize("text", ["[", "x: {run: [a], when: !every soon}", "x: 3", "x: {run: [a], when: !other 1d}"])
def test_what_was_an_error_is_one(text):
    with pytest.raises(ScheduleError):
        read_schedule(text)
