import sqlite3

import pytest

from helpdesk import create_app


@pytest.fixture
def client():
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE tickets (id INTEGER, title TEXT, tag TEXT, internal INTEGER)")
    database.executemany(
        "INSERT INTO tickets VALUES (?, ?, ?, ?)",
        [
            (1, "Printer on fire", "hardware", 0),
            (2, "Lost password", "access", 0),
            (3, "Layoffs", "hr", 1),
            (4, "Desk", "o'brien", 0),
            (5, "Chair", "facility (2nd floor)", 0),
        ],
    )
    return create_app(database).test_client()


@pytest.mark.parametrize(
    "tags",
    [
        ["x') OR internal = 1 --"],
        ["access", "x') OR ('1'='1"],
        ["x') UNION SELECT 9, name, sql FROM sqlite_master --"],
        ["') OR 1=1 --"],
    ],
)
def test_a_tag_never_reaches_other_rows(client, tags):
    answer = client.get("/tickets", query_string=[("tag", tag) for tag in tags])
    if answer.status_code == 200:
        assert {ticket["id"] for ticket in answer.json} <= {2}
    else:
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    ("tags", "ids"),
    [
        ([], [1, 2, 4, 5]),
        (["access"], [2]),
        (["access", "hardware"], [1, 2]),
        (["nothing"], []),
        (["hr"], []),
        (["o'brien"], [4]),
        (["facility (2nd floor)", "o'brien", "access"], [2, 4, 5]),
    ],
)
def test_any_number_of_honest_tags_works(client, tags, ids):
    answer = client.get("/tickets", query_string=[("tag", tag) for tag in tags])
    assert [ticket["id"] for ticket in answer.json] == ids
