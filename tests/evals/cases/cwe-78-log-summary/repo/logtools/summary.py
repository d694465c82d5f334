"""Counts of what was requested, taken from access logs."""

import subprocess


class SummaryError(Exception):
    """The log could not be read."""


def top_paths(log_file, count=3):
    """The most requested paths of a log and how often each was asked for, most frequent first.

    A line of the log is `ADDRESS PATH STATUS`. Equally frequent paths come in alphabetical order.
    """
    command = f"cut -d ' ' -f 2 '{log_file}' | LC_ALL=C sort | uniq -c | LC_ALL=C sort -k1,1nr -k2 | head -n {count}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    if done.returncode or done.stderr:
        raise SummaryError(done.stderr.strip())
    counted = [line.split(None, 1) for line in done.stdout.splitlines()]
    return [(path, int(number)) for number, path in counted]
