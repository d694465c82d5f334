import sqlite3

import pytest

from ledger.store import Ledger


@pytest.fixture
def book():
    book = Ledger("o'hara & sons")
    book.post("1000", "opening", 5000, "2024-01-01")
    book.post("1000", "rent for O'Neil", -1200, "2024-02-01")
    book.post("2000", "sale", 900, "2024-02-03")
    book.post("1000", "their secret", 777, "2024-03-01", company="rival")
    return book


def attack(book, **filters):
    try:
        return book.entries(**filters)
    except Exception as error:
        assert not isinstance(error, sqlite3.OperationalError), error
        return []


ATTACKS = ["x' OR 1=1 --", "x' OR company='rival' --", "' OR ''='", "z' UNION SELECT name, sql, 1, 1 FROM sqlite_master --"]


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("name", ["account", "memo"])
def test_a_text_filter_never_widens_the_answer(book, name, text):
    assert attack(book, **{name: text}) == []


@pytest.mark.parametrize("text", ["9' OR company='rival' --", "9' OR 1=1 OR '1'='"])
def test_a_day_never_widens_the_answer(book, text):
    assert not any(row[1] == "their secret" for row in attack(book, since=text))


@pytest.mark.parametrize("amount", ["999999 OR 1=1", "999999 OR company='rival'"])
def test_an_amount_never_widens_the_answer(book, amount):
    assert not any(row[1] == "their secret" for row in attack(book, at_least=amount))


def test_a_company_with_an_apostrophe_sees_its_own(book):
    assert [row[1] for row in book.entries()] == ["opening", "rent for O'Neil", "sale"]


def test_filters_still_work_alone_and_together(book):
    assert [row[1] for row in book.entries(memo="O'Neil")] == ["rent for O'Neil"]
    assert [row[1] for row in book.entries(memo="en")] == ["opening", "rent for O'Neil"]
    assert [row[1] for row in book.entries(at_least=900)] == ["opening", "sale"]
    assert [row[1] for row in book.entries(at_least=-5000, account="1000", since="2024-01-02")] == ["rent for O'Neil"]
    assert [row[1] for row in book.entries(account="1000", memo="open", since="2024-01-01", at_least=1)] == ["opening"]
    assert book.entries(account="3000") == []
