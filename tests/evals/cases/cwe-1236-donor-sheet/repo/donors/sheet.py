"""The sheet that the accounting office opens in its spreadsheet."""

import csv
import io

HEAD = ("Name", "Message", "Amount")


def sheet(donors):
    """CSV text with a head, one line for each donor and the sum at the end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for donor in donors:
        writer.writerow([donor.name, donor.message, donor.amount])
    writer.writerow(["Sum", "", sum((donor.amount for donor in donors), 0)])
    return out.getvalue()
