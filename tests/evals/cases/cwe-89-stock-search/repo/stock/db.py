"""Opens the stock database."""

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    sku TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    cost REAL NOT NULL DEFAULT 0
);
"""


def connect(path=":memory:"):
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    return connection


def add(connection, sku, name, quantity, cost=0.0):
    connection.execute("INSERT INTO items VALUES (?, ?, ?, ?)", (sku, name, quantity, cost))
