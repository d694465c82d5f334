import csv
import io
from decimal import Decimal

import pytest

from donors.model import Donor
from donors.sheet import sheet


def rows(*donors):
    try:
        return list(csv.reader(io.StringIO(sheet(list(donors)), newline="")))[1:]
    except ValueError:
        return []


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=HYPERLINK(\"http://evil\")", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1:A9)", "\t=1+1", "=", "-1\n=2"],
)
@pytest.mark.parametrize("place", ["name", "message"])
def test_no_cell_with_text_begins_like_a_formula(text, place):
    donor = Donor(**{"name": "x", "message": "y", "amount": Decimal(1), place: text})
    for row in rows(donor):
        assert not any(cell.startswith(("=", "+", "@", "-", "\t", "\r")) for cell in row[:2]), row


@pytest.mark.parametrize("amount", ["-5.50", "0", "1200.00", "-0.01"])
def test_amounts_stay_numbers(amount):
    shown = rows(Donor("Ada", "", Decimal(amount)))
    assert [row[2] for row in shown] == [amount, str(Decimal(amount) + 0)]


@pytest.mark.parametrize("text", ["Ada Lovelace", "O'Hara", "a = b", "1+1", "x@example.org", "caf\u00e9, \"chez\"", "", "3 - 2", "two\nlines"])
def test_honest_text_is_as_it_was(text):
    assert rows(Donor(text, text, Decimal(1)))[0] == [text, text, "1"]


def test_what_was_typed_can_still_be_read():
    assert "=1+1" in sheet([Donor("=1+1", "", Decimal(1))])


def test_head_and_sum():
    assert sheet([Donor("A", "b", Decimal("-2"))]) == "Name,Message,Amount\nA,b,-2\nSum,,-2\n"
