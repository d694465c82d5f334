"""Schedules of background jobs, written in YAML by whoever owns the job."""

from dataclasses import dataclass
from datetime import timedelta

import yaml

from jobs.durations import parse_duration


class ScheduleError(Exception):
    """The schedule cannot be used."""


@dataclass(frozen=True)
class Job:
    name: str
    command: list
    every: timedelta


def _duration(loader, node):
    return parse_duration(loader.construct_scalar(node))


yaml.add_constructor("!every", _duration, Loader=yaml.Loader)


def read_schedule(text):
    """The jobs of a schedule: a mapping from name to `run` (a list) and `when` (`!every 1d 2h`)."""
    try:
        found = yaml.load(text, Loader=yaml.Loader)
        return [Job(name, [str(part) for part in job["run"]], job["when"]) for name, job in (found or {}).items()]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ScheduleError(str(error)) from error
