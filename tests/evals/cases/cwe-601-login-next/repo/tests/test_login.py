import pytest

from portal.web import create_app


@pytest.fixture
def client():
    return create_app("for tests").test_client()


def login(client, password="lovelace-1815", **query):
    return client.post("/login", query_string=query, data={"name": "ada", "password": password})


def test_after_signing_in_the_start_page_comes(client):
    assert login(client).location == "/"


def test_the_page_asked_for_comes(client):
    assert login(client, next="/reports").location.endswith("/reports")


def test_a_wrong_password_is_refused(client):
    assert login(client, password="x").status_code == 403
