"""The job that exports rows and hands the file on."""

import os
import tempfile

from exports.rows import write_rows


def export(rows, deliver):
    """Write the rows to a temporary `.csv` file, call `deliver(path)` with it and remove it; returns how many rows.

    `deliver` opens the file by its name. The file is removed also when `deliver` raises.
    """
    path = tempfile.mktemp(prefix="export-", suffix=".csv")
    try:
        with open(path, "w", encoding="utf-8", newline="") as stream:
            count = write_rows(stream, rows)
        deliver(path)
    finally:
        if os.path.exists(path):
            os.unlink(path)
    return count


def export_all(tables, deliver):
    """Export each table; a table that cannot be delivered is reported and the rest goes on."""
    failed = {}
    for name, rows in tables.items():
        try:
            export(rows, lambda path, name=name: deliver(name, path))
        except OSError as error:
            failed[name] = str(error)
    return failed
