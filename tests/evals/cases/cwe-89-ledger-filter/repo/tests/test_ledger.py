from ledger.statement import lines
from ledger.store import Ledger


def ledger():
    book = Ledger("acme")
    book.post("1000", "opening", 5000, "2024-01-01")
    book.post("1000", "rent", -1200, "2024-02-01")
    book.post("2000", "sale", 900, "2024-02-03")
    return book


def test_all_entries_come_oldest_first():
    assert [row[1] for row in ledger().entries()] == ["opening", "rent", "sale"]


def test_filters_narrow():
    assert [row[1] for row in ledger().entries(account="1000", since="2024-01-15")] == ["rent"]


def test_a_statement_ends_with_the_balance():
    assert lines(ledger(), "1000")[-1].endswith("38.00")
