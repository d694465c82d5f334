import pytest

from newsletter.people import Directory, Person
from newsletter.web import create_app


@pytest.fixture
def client():
    return create_app(Directory([Person("Ada", "London", "ada@example.org")])).test_client()


def test_placeholders_are_filled(client):
    answer = client.post("/preview", data={"text": "Dear {{ name }} in {{ city }}"})
    assert answer.json == {"to": "ada@example.org", "letter": "Dear Ada in London"}


def test_placeholders_are_listed(client):
    assert client.get("/placeholders").json == {"placeholders": ["name", "city", "email"]}
