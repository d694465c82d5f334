import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chat.web import create_app


def handler(log, title):
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            log.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"<title>{title}</title>".encode())

        def log_message(self, *args):
            pass

    return Page


@pytest.fixture
def servers():
    opened = []
    for title in ("Blog", "Internal"):
        log = []
        server = HTTPServer(("", 0), handler(log, title))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        opened.append((server, server.server_port, log))
    yield opened
    for server, _, _ in opened:
        server.shutdown()
        server.server_close()


def get(servers, url, *more):
    app = create_app([f"127.0.0.1:{servers[0][1]}", *more])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client().get("/preview", query_string={"url": url})


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{inner}/admin",
        "http://localhost:{inner}/admin",
        "http://127.0.0.1:{blog}@127.0.0.1:{inner}/",
        "http://127.0.0.1:{inner}/?127.0.0.1:{blog}",
        "http://127.0.0.1:{inner}#127.0.0.1:{blog}",
        "HTTP://127.0.0.1:{inner}/",
    ],
)
def test_other_servers_are_never_asked(servers, url):
    (_, blog, _), (_, inner, log) = servers
    answer = get(servers, url.format(blog=blog, inner=inner))
    assert log == []
    assert answer.status_code in range(400, 503) and "Internal" not in answer.text


def test_a_host_is_compared_as_a_whole(servers):
    get(servers, f"http://127.0.0.12:{servers[1][1]}/", "127.0.0.1")
    assert servers[1][2] == []


def test_files_are_not_read(servers, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<title>Private</title>")
    for url in (page.as_uri(), f"file://127.0.0.1{page}", f"file://localhost{page}", f"FILE://{page}", f"file://127.0.0.1:{servers[0][1]}{page}"):
        assert "Private" not in get(servers, url).text
    assert "Private" not in get(servers, "data:text/html,<title>Private</title>").text


@pytest.mark.parametrize("path", ["", "/", "/post?id=1&x=a%20b", "/a/../b", "/x?next=http://other.example/"])
def test_listed_hosts_are_shown(servers, path):
    answer = get(servers, f"http://127.0.0.1:{servers[0][1]}{path}")
    assert answer.json == {"title": "Blog"}
    assert len(servers[0][2]) == 1


def test_errors_stay_errors(servers):
    assert get(servers, "hello").status_code == 400
    servers[0][0].server_close()
