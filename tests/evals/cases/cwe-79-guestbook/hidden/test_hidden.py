from html.parser import HTMLParser

import pytest

from guestbook.entries import Book
from guestbook.web import create_app


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def client():
    book = Book()
    book.sign("O'Hara & <i>", "fish & chips\n<3")
    return create_app(book).test_client()


def search(client, term):
    return client.get("/search", query_string={"q": term})


@pytest.mark.parametrize(
    "term",
    ["<script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "' onfocus='alert(1)' autofocus x='", "</p><iframe src=//evil>", "<svg/onload=alert(1)>"],
)
def test_a_term_adds_no_markup(client, term):
    answer = search(client, term)
    if answer.status_code != 200:
        assert answer.status_code < 500
        return
    seen = Seen(answer.text)
    assert not {"script", "img", "iframe", "svg", "i"} & set(seen.tags)
    assert {name for name, _ in seen.attributes} <= {"name", "value", "type"}


@pytest.mark.parametrize("term", ["fish & chips", "O'Hara", "<3", '"quoted"', "a < b > c"])
def test_a_term_is_shown_as_it_was_typed(client, term):
    seen = Seen(search(client, term).text)
    assert f"Entries with {term}:" in seen.text
    assert dict(seen.attributes)["value"] == term


def test_entries_are_shown_once_escaped(client):
    for text in (client.get("/").text, search(client, "fish & chips").text):
        assert "<b>O&#x27;Hara &amp; &lt;i&gt;</b>: fish &amp; chips<br>&lt;3" in text
