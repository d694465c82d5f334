"""`python -m donors.cli < donations.json > sheet.csv`"""

import json
import sys
from decimal import Decimal

from donors.model import Donor
from donors.sheet import sheet


def read(stream):
    entries = json.load(stream, parse_float=Decimal)
    return [Donor(str(e["name"]), str(e.get("message", "")), Decimal(e["amount"])) for e in entries]


if __name__ == "__main__":
    sys.stdout.write(sheet(read(sys.stdin)))
