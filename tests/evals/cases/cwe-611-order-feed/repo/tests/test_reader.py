import pytest

from feeds.reader import FeedError, read_orders


def test_orders_are_read():
    feed = b"<orders><order id='7'><customer>Ada</customer><note> soon </note></order></orders>"
    assert read_orders(feed) == [{"id": "7", "customer": "Ada", "note": "soon"}]


def test_an_entity_of_the_document_is_filled_in():
    feed = b"<!DOCTYPE orders [<!ENTITY acme 'Acme Ltd'>]><orders><order><customer>&acme;</customer></order></orders>"
    assert read_orders(feed)[0]["customer"] == "Acme Ltd"


def test_a_broken_feed_is_an_error():
    with pytest.raises(FeedError):
        read_orders(b"<orders><order></orders>")
