"""What an export holds."""

import csv


def write_rows(stream, rows):
    """Write dictionaries as CSV with a head; returns how many."""
    rows = list(rows)
    if rows:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)
