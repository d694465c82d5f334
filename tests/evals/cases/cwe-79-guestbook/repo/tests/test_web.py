import pytest

from guestbook.entries import Book
from guestbook.web import create_app


@pytest.fixture
def client():
    return create_app(Book()).test_client()


def test_an_entry_is_shown(client):
    client.post("/sign", data={"name": "Ada", "text": "hello\nagain"})
    assert "<p><b>Ada</b>: hello<br>again</p>" in client.get("/").text


def test_a_search_shows_the_term_and_what_matches(client):
    client.post("/sign", data={"name": "Ada", "text": "hello"})
    client.post("/sign", data={"name": "Bob", "text": "bye"})
    text = client.get("/search?q=hello").text
    assert "Entries with hello:" in text and "Ada" in text and "Bob" not in text
