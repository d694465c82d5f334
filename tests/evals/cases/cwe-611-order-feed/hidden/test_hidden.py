import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from feeds.reader import FeedError, read_orders

FEED = "<!DOCTYPE orders [{head}]><orders><order id='1'><customer>{text}</customer><note>ok</note></order></orders>"


def read(head, text="&x;"):
    try:
        return repr(read_orders(FEED.format(head=head, text=text).encode()))
    except (FeedError, OSError, ValueError) as error:
        return type(error).__name__


@pytest.mark.parametrize("form", ["<!ENTITY x SYSTEM '{}'>", "<!ENTITY x SYSTEM 'file://{}'>", "<!ENTITY x PUBLIC 'a' 'file://{}'>"])
def test_no_file_is_read(tmp_path, form):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    assert "TOP-SECRET" not in read(form.format(secret))


def test_no_server_is_asked():
    asked = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        read(f"<!ENTITY x SYSTEM 'http://127.0.0.1:{server.server_port}/inner'>")
        assert asked == []
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("head", "text", "shown"),
    [
        ("<!ENTITY x 'Acme &#38;#38; Sons'>", "&x;", "Acme & Sons"),
        ("<!ENTITY a 'in'><!ENTITY b 'Built-&a;'>", "&b; &lt;x&gt; &amp; y", "Built-in <x> & y"),
        ("", "caf\u00e9 &#233;", "caf\u00e9 \u00e9"),
        ("<!ELEMENT orders ANY>", "plain", "plain"),
    ],
)
def test_entities_of_the_document_still_work(head, text, shown):
    assert read_orders(FEED.format(head=head, text=text).encode()) == [{"id": "1", "customer": shown, "note": "ok"}]


def test_many_orders_without_a_head():
    feed = "<orders>" + "".join(f"<order id='{n}'><note>{n}</note></order>" for n in range(50)) + "</orders>"
    assert [order["note"] for order in read_orders(feed.encode())] == [str(n) for n in range(50)]
