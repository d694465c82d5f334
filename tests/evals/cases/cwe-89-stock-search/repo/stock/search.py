"""Looks for items in the stock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    sku: str
    name: str
    quantity: int


def find_items(connection, term, order="name", descending=False):
    """Items whose name contains `term`, ordered by sku, name or quantity."""
    direction = "DESC" if descending else "ASC"
    rows = connection.execute(
        f"SELECT sku, name, quantity FROM items WHERE name LIKE '%{term}%' ORDER BY {order} {direction}"
    )
    return [Hit(*row) for row in rows]


def low_stock(connection, limit):
    rows = connection.execute(
        "SELECT sku, name, quantity FROM items WHERE quantity < ? ORDER BY quantity", (limit,)
    )
    return [Hit(*row) for row in rows]
