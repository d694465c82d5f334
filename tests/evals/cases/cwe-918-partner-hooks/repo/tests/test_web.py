import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hooks.web import create_app


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_receiver_in_the_private_network_is_tried(receiver):
    assert create_app().test_client().post("/receivers/test", json={"url": receiver}).json == {"status": 202}


def test_nonsense_is_refused():
    assert create_app().test_client().post("/receivers/test", json={"url": "x"}).status_code == 400
