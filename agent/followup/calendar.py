"""Business days: when people work, in the time zone of the policy. Pure; the clock is an argument."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from agent.errors import ConfigError
from agent.settings.schema import FollowSettings

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_RANGE = 366
"""Days that one entry of `follow.quiet_days` may span: more would be a pause, which has its own label."""
LONGEST_SILENCE = 3660
"""Days that are counted one by one; more tell nothing new."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONE = timedelta(1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one time zone on which people work. `quiet` are first and last days of ranges."""

    zone: tzinfo
    week: frozenset[int]
    quiet: tuple[tuple[date, date], ...]

    def day(self, moment: datetime) -> date:
        """The date of a moment where people work. One without a zone is taken for UTC."""
        try:
            return aware(moment).astimezone(self.zone).date()
        except OverflowError:
            # At the ends of what dates there are, no zone can be changed.
            return moment.date()

    def working(self, now: datetime) -> bool:
        """Whether today is a day of work."""
        return self._works(self.day(now))

    def business_days(self, since: datetime, now: datetime) -> int:
        """Days of work that have begun since: `since`'s own date does not count, today's does.

        From any time on a Friday to any time on the next Monday it is one.
        """
        last = self.day(now)
        first = max(self.day(since), date.fromordinal(max(1, last.toordinal() - LONGEST_SILENCE)))
        return sum(self._works(day) for day in _days(first + _ONE, last))

    def next_working(self, now: datetime) -> datetime:
        """`now` on a day of work, else the beginning of the next one."""
        today = self.day(now)
        return now if self._works(today) else self.begin(self._next(today))

    def after(self, since: datetime, days: int) -> datetime:
        """The first moment at which so many business days have passed since: `since` itself for none."""
        if days <= 0:
            return since
        day = self.day(since)
        for _ in range(days):
            day = self._next(day)
        return self.begin(day)

    def begin(self, day: date) -> datetime:
        """The first moment of a day."""
        return datetime.combine(day, time(), self.zone)

    def _next(self, day: date) -> date:
        """The first day of work after a day. There is one: no range is without end, nor the week empty."""
        day += _ONE
        while not self._works(day):
            day += _ONE
        return day

    def _works(self, day: date) -> bool:
        return day.weekday() in self.week and not any(first <= day <= last for first, last in self.quiet)


def calendar(follow: FollowSettings) -> Calendar:
    """The calendar of the policy. Raises ConfigError for a zone, weekday or day that there is not."""
    return Calendar(_zone(follow.timezone), _week(follow.work_days), tuple(map(_range, follow.quiet_days)))


def aware(moment: datetime) -> datetime:
    """A moment with its zone; UTC where it has none."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        # Known even where the machine has no time zones.
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        known = sorted(zoneinfo.available_timezones())
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"write {near[0]}" if near else "write a name like Europe/Berlin, or UTC"
        if not known:
            hint = "this machine has no time zones: install the package tzdata, or write UTC"
        raise ConfigError(f"follow.timezone: there is no time zone {name!r}", hint=hint) from error


def _week(names: tuple[str, ...]) -> frozenset[int]:
    if not names:
        raise ConfigError(
            "follow.work_days: nobody would ever be spoken to",
            hint='name at least one day, or set follow.messages = 0: work_days = ["mon"]',
        )
    for name in names:
        if name not in WEEK:
            near = difflib.get_close_matches(name.lower(), WEEK, n=1, cutoff=0.3)
            hint = f"write {near[0]}" if near else f"days are {', '.join(WEEK)}"
            raise ConfigError(f"follow.work_days: {name!r} is no day of the week", hint=hint)
    return frozenset(WEEK.index(name) for name in names)


def _range(text: str) -> tuple[date, date]:
    first, slash, last = text.partition("/")
    begin = _day(first, text)
    end = _day(last, text) if slash else begin
    if end < begin:
        raise ConfigError(f"follow.quiet_days: {text!r} ends before it begins", hint=f"write {last}/{first}")
    if (end - begin).days >= LONGEST_RANGE:
        raise ConfigError(
            f"follow.quiet_days: {text!r} is longer than a year",
            hint="set follow.messages = 0 to speak to nobody, or the stop label to freeze a pull request",
        )
    return begin, end


def _day(text: str, whole: str) -> date:
    try:
        # Years at the calendar's ends have no next day.
        if _DAY.fullmatch(text) and "1970" <= text[:4] <= "9990":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ConfigError(
        f"follow.quiet_days: {whole!r} is no day", hint="write 2026-12-25, or 2026-12-24/2027-01-01"
    )
