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
def port():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1"])
def test_every_receiver_that_works_today_still_works(port, host):
    answer = create_app().test_client().post("/receivers/test", json={"url": f"http://{host}:{port}/a?b=1"})
    assert answer.json == {"status": 202}
