"""The calendar of business days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import ConfigError
from agent.followup.calendar import Calendar, calendar
from agent.settings.schema import FollowSettings

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def made(**settings: object) -> Calendar:
    return calendar(FollowSettings.model_validate(settings))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "now", "count"),
    [
        ("2026-03-02T09:00", "2026-03-02T23:59", 0),
        ("2026-03-02T23:59", "2026-03-03T00:00", 1),
        ("2026-03-06T09:00", "2026-03-08T23:59", 0),
        ("2026-03-06T09:00", "2026-03-09T00:00", 1),
        ("2026-03-07T09:00", "2026-03-09T09:00", 1),
        ("2026-03-02T09:00", "2026-03-16T09:00", 10),
        ("2026-03-09T09:00", "2026-03-02T09:00", 0),
    ],
)
def test_business_days_count_days_of_work_after_the_first_date_today_included(
    since: str, now: str, count: int
) -> None:
    assert made().business_days(at(since), at(now)) == count


def test_a_date_is_the_one_of_the_policys_time_zone() -> None:
    late = at("2026-03-06T23:30")

    assert made().working(late)
    assert not made(timezone="Europe/Berlin").working(late)
    assert made(timezone="Europe/Berlin").day(late) == date(2026, 3, 7)


def test_quiet_ranges_reach_over_the_end_of_a_year() -> None:
    quiet = made(quiet_days=("2026-12-24/2027-01-01", "2027-01-06"))

    assert quiet.working(at("2026-12-23T12:00"))
    assert not quiet.working(at("2026-12-24T12:00"))
    assert not quiet.working(at("2027-01-01T12:00"))
    assert quiet.next_working(at("2026-12-24T12:00")) == at("2027-01-04T00:00")
    assert quiet.after(at("2026-12-22T12:00"), 3) == at("2027-01-05T00:00")
    assert quiet.business_days(at("2026-12-22T12:00"), at("2027-01-07T12:00")) == 4


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_begins_at_midnight_when_the_clocks_change(day: date) -> None:
    """In Berlin those two Sundays have 23 and 25 hours."""
    found = made(timezone="Europe/Berlin", work_days=("sun", "mon"))
    before = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN) - timedelta(days=1)

    assert found.after(before, 1) == datetime(day.year, day.month, day.day, tzinfo=BERLIN)
    monday = found.after(before, 2)
    assert (monday.date(), monday.hour) == (day + timedelta(days=1), 0)
    assert found.business_days(before, monday) == 2
    assert found.business_days(before, monday.astimezone(UTC) - timedelta(seconds=1)) == 1


def test_now_is_the_next_moment_of_work_on_a_day_of_work() -> None:
    now = at("2026-03-04T15:00")

    assert made().next_working(now) == now
    assert made().after(now, 0) == now


@given(since=MOMENTS, days=st.integers(1, 30))
def test_after_is_the_first_moment_at_which_so_many_days_have_passed(since: datetime, days: int) -> None:
    found = made(timezone="Europe/Berlin", quiet_days=("2026-12-24/2027-01-01",))
    due = found.after(since, days)

    assert found.business_days(since, due) == days
    assert found.business_days(since, due - timedelta(seconds=1)) == days - 1
    assert found.working(due)


@given(since=MOMENTS, now=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=60)))
def test_business_days_never_go_back(since: datetime, now: datetime, later: timedelta) -> None:
    found = made(timezone="America/New_York", work_days=("mon", "wed"))

    assert found.business_days(since, now) <= found.business_days(since, now + later)


def test_a_moment_without_a_zone_is_taken_for_utc() -> None:
    assert made().day(datetime(2026, 3, 2, 23)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ({"timezone": "Europe/Berln"}, "follow.timezone", "Europe/Berlin"),
        ({"timezone": "Europe"}, "follow.timezone", "write Europe/"),
        ({"timezone": "../etc/passwd"}, "follow.timezone", "Europe/Berlin"),
        ({"timezone": ""}, "follow.timezone", "UTC"),
        ({"work_days": ("monday",)}, "follow.work_days", "write mon"),
        ({"work_days": ("Mon",)}, "follow.work_days", "write mon"),
        ({"work_days": ()}, "follow.work_days", "at least one"),
        ({"quiet_days": ("2026-02-30",)}, "follow.quiet_days", "2026-12-25"),
        ({"quiet_days": ("25.12.2026",)}, "follow.quiet_days", "2026-12-25"),
        ({"quiet_days": ("2026-12-24/",)}, "follow.quiet_days", "2026-12-25"),
        ({"quiet_days": ("2026-12-24/2026-12-20",)}, "follow.quiet_days", "2026-12-20/2026-12-24"),
        ({"quiet_days": ("2026-01-01/2030-01-01",)}, "follow.quiet_days", "follow.messages = 0"),
        ({"quiet_days": ("9999-12-31",)}, "follow.quiet_days", "2026-12-25"),
    ],
)
def test_a_calendar_that_is_none_is_refused_with_its_key_and_what_to_write(
    settings: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        made(**settings)

    assert message in str(raised.value)
    assert hint in raised.value.hint


def test_years_of_quiet_days_come_to_an_end() -> None:
    quiet = tuple(f"{year}-01-01/{year}-12-31" for year in range(2026, 2036))

    assert made(quiet_days=quiet).next_working(at("2026-05-01T00:00")) == at("2036-01-01T00:00")
