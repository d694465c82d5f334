import io
from decimal import Decimal

from donors.cli import read
from donors.model import Donor
from donors.sheet import sheet


def test_a_sheet_has_a_head_and_a_sum():
    assert sheet([Donor("Ada", "hi, all", Decimal("5.50"))]) == 'Name,Message,Amount\nAda,"hi, all",5.50\nSum,,5.50\n'


def test_donations_are_read():
    assert read(io.StringIO('[{"name": "Ada", "amount": 2.5}]')) == [Donor("Ada", "", Decimal("2.5"))]
