"""The catalogue."""

import sqlite3

from library.order import Order


class Catalogue:
    def __init__(self, path=":memory:"):
        self._db = sqlite3.connect(path)
        self._db.execute("CREATE TABLE IF NOT EXISTS books (title TEXT, author TEXT, year INTEGER)")

    def add(self, title, author, year):
        self._db.execute("INSERT INTO books VALUES (?, ?, ?)", (title, author, year))

    def matching(self, term, order=""):
        """Books whose title or author holds the term, as (title, author, year)."""
        chosen = Order.named(order)
        rows = self._db.execute(
            f"SELECT title, author, year FROM books WHERE title LIKE :term OR author LIKE :term ORDER BY {chosen.value}",
            {"term": f"%{term}%"},
        )
        return rows.fetchall()
