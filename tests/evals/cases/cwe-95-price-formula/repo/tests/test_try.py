import pytest

from pricing.web import create_app


@pytest.fixture
def client():
    return create_app().test_client()


def attempt(client, formula, code="A1"):
    return client.post(f"/try/{code}", data={"formula": formula})


def test_a_price(client):
    assert attempt(client, "cost * 1.2 + weight").json == {"price": 18.0}


def test_errors(client):
    assert attempt(client, "cost *").status_code == 400
    assert attempt(client, "margin * 2").status_code == 400
    assert attempt(client, "cost / stock", "B2").status_code == 400
    assert attempt(client, "1", "none").status_code == 404
