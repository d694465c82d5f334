"""Lengths of time as people write them."""

import re
from datetime import timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_duration(text):
    """`1d 2h 30m` as a timedelta; anything else raises ValueError."""
    parts = text.split()
    if not parts or not all(re.fullmatch(r"\d+[smhd]", part) for part in parts):
        raise ValueError(f"not a duration: {text!r}")
    return sum((timedelta(**{UNITS[part[-1]]: int(part[:-1])}) for part in parts), timedelta())
