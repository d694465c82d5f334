"""Collects the orders of a feed while it is read."""

from xml.sax.handler import ContentHandler


class OrderHandler(ContentHandler):
    """<orders><order id="..."><customer>..</customer><note>..</note></order></orders>"""

    def __init__(self):
        super().__init__()
        self.orders, self._text = [], []

    def startElement(self, name, attrs):
        self._text = []
        if name == "order":
            self.orders.append({"id": attrs.get("id", ""), "customer": "", "note": ""})

    def characters(self, content):
        self._text.append(content)

    def endElement(self, name):
        if name in ("customer", "note") and self.orders:
            self.orders[-1][name] = "".join(self._text).strip()
