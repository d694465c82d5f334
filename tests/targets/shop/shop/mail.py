"""Outgoing mail. Messages wait in the database; a separate worker hands them to the mail server."""

from shop.db import get_db


def queue(recipient: str, subject: str, body: str) -> None:
    """Add a plain-text message to the queue. The caller commits."""
    get_db().execute(
        "INSERT INTO mail (recipient, subject, body) VALUES (?, ?, ?)", (recipient, subject, body)
    )
