"""One SQLite connection per request, opened when first asked for."""

import sqlite3

from flask import Flask, current_app, g


def get_db() -> sqlite3.Connection:
    """The connection of this application context; rows can be read by column name."""
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
        g.db.execute("PRAGMA foreign_keys = ON")
    return g.db


def init_db() -> None:
    """Create all tables in an empty database."""
    with current_app.open_resource("schema.sql", "r") as schema:
        get_db().executescript(schema.read())


def init_app(app: Flask) -> None:
    """Close the connection at the end of each application context."""
    app.teardown_appcontext(_close)


def _close(_error: BaseException | None) -> None:
    connection = g.pop("db", None)
    if connection is not None:
        connection.close()
