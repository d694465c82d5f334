import sqlite3

import pytest

from stock import db, search


@pytest.fixture
def stock():
    connection = db.connect()
    db.add(connection, "B-1", "Blue pen", 40, 1.25)
    db.add(connection, "A-9", "Red pen", 7, 3.75)
    db.add(connection, "C-3", "Painter's tape", 900, 9.5)
    return connection


def found(stock, *args, **more):
    try:
        return search.find_items(stock, *args, **more)
    except Exception as error:
        assert not isinstance(error, (sqlite3.OperationalError, sqlite3.Warning)), error
        return []


@pytest.mark.parametrize(
    "term",
    ["x' OR 1=1 --", "x' UNION SELECT sku, cost, 1 FROM items --", "' OR ''='", "x%' OR quantity > 0 --"],
)
def test_a_term_is_only_ever_a_term(stock, term):
    assert found(stock, term) == []


@pytest.mark.parametrize(
    "order",
    [
        "(CASE WHEN 1 THEN cost END)",
        "(SELECT cost FROM items i WHERE i.sku = items.sku)",
        "name LIMIT 1 --",
        "cost",
    ],
)
def test_an_order_cannot_read_the_cost(stock, order):
    shown = [hit.sku for hit in found(stock, "", order=order)]
    documented = [[hit.sku for hit in search.find_items(stock, "", order=name)] for name in ("sku", "name", "quantity")]
    assert shown in ([], *documented), shown


def test_a_quote_in_a_name_can_be_searched(stock):
    assert [hit.sku for hit in search.find_items(stock, "Painter's")] == ["C-3"]


@pytest.mark.parametrize(
    ("order", "first"), [("sku", "A-9"), ("name", "B-1"), ("quantity", "A-9")]
)
def test_every_documented_order_works_both_ways(stock, order, first):
    up = [hit.sku for hit in search.find_items(stock, "", order=order)]
    down = [hit.sku for hit in search.find_items(stock, "", order=order, descending=True)]
    assert up[0] == first
    assert down == up[::-1]
