import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chat.pages import title_of
from chat.web import create_app


class Blog(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Hello &amp; welcome</title>")

    def log_message(self, *args):
        pass


@pytest.fixture
def blog():
    server = HTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_title_is_shown(blog):
    client = create_app([blog]).test_client()
    assert client.get("/preview", query_string={"url": f"http://{blog}/post?id=1"}).json == {"title": "Hello & welcome"}


def test_nonsense_is_refused():
    assert create_app().test_client().get("/preview?url=hello").status_code == 400


def test_titles():
    assert title_of("<TITLE lang=en>\n A\n B </TITLE>") == "A B"
