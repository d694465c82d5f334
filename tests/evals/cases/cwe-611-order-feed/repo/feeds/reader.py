"""Reads the order feeds that partners send."""

import io
import xml.sax
from xml.sax.handler import feature_external_ges, feature_namespaces

from feeds.handler import OrderHandler


class FeedError(Exception):
    """The feed is not well-formed."""


def read_orders(document):
    """The orders in a feed, given as bytes: dictionaries with id, customer and note.

    Feeds may define entities in their head (`<!ENTITY acme "Acme Ltd">`) and use them in the text.
    """
    handler = OrderHandler()
    parser = xml.sax.make_parser()
    parser.setFeature(feature_namespaces, False)
    parser.setFeature(feature_external_ges, True)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(document))
    except xml.sax.SAXException as error:
        raise FeedError(str(error)) from error
    return handler.orders
