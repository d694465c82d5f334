import pytest

from stock import db, search


@pytest.fixture
def stock():
    connection = db.connect()
    db.add(connection, "B-1", "Blue pen", 40)
    db.add(connection, "A-9", "Red pen", 7)
    db.add(connection, "C-3", "Paper", 900)
    return connection


def test_a_term_narrows_the_list(stock):
    assert [hit.name for hit in search.find_items(stock, "pen")] == ["Blue pen", "Red pen"]


def test_the_order_can_be_chosen(stock):
    assert [hit.sku for hit in search.find_items(stock, "", order="sku")] == ["A-9", "B-1", "C-3"]


def test_low_stock(stock):
    assert [hit.sku for hit in search.low_stock(stock, 10)] == ["A-9"]
