import sqlite3

import pytest

from helpdesk import create_app


@pytest.fixture
def client():
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE tickets (id INTEGER, title TEXT, tag TEXT, internal INTEGER)")
    database.executemany(
        "INSERT INTO tickets VALUES (?, ?, ?, ?)",
        [(1, "Printer on fire", "hardware", 0), (2, "Lost password", "access", 0), (3, "Layoffs", "hr", 1)],
    )
    return create_app(database).test_client()


def test_internal_tickets_are_not_listed(client):
    assert [ticket["id"] for ticket in client.get("/tickets").json] == [1, 2]


def test_a_tag_narrows_the_list(client):
    assert [ticket["id"] for ticket in client.get("/tickets?tag=access").json] == [2]


def test_one_ticket(client):
    assert client.get("/tickets/1").json["title"] == "Printer on fire"
    assert client.get("/tickets/3").status_code == 404
