# python-ssrf-request shop/admin/feeds.py:42

import http.client

import pytest

FEED = "https://feeds.millstone.example/prices.csv"
BODY = "sku,price\nSTONE-38,1\n"


def fetch(admin, url):
    try:
        return admin.post("/admin/feeds", data={"url": url}).status_code
    except Exception:
        return 500


def price(query):
    return query("SELECT price_cents FROM products WHERE sku = 'STONE-38'")[0]["price_cents"]


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.test/prices.csv",
        "https://inside.test/prices.csv",
        "http://127.0.0.1/prices.csv",
        "http://localhost/prices.csv",
        "http://169.254.169.254/latest",
        "http://[::1]/x",
        "http://0x7f000001/x",
        "http://2130706433/x",
        "https://feeds.millstone.example@inside.test/prices.csv",
        "https://feeds.millstone.example.inside.test/prices.csv",
        "https://inside.test/?feeds.millstone.example",
        "https://inside.test/feeds.millstone.example",
        "https://inside.test#feeds.millstone.example",
        "https://evilfeeds.millstone.example/prices.csv",
        "https://user:pw@inside.test:80/x",
        "ftp://inside.test/prices.csv",
    ],
)
def test_other_hosts_are_not_asked(admin, web, query, url):
    for netloc in (
        "inside.test",
        "127.0.0.1",
        "localhost",
        "169.254.169.254",
        "feeds.millstone.example.inside.test",
        "evilfeeds.millstone.example",
        "feeds.millstone.example@inside.test",
    ):
        for path in ("/prices.csv", "/latest", "/x", "/", "", "/feeds.millstone.example"):
            for scheme in ("http", "https"):
                web.publish(f"{scheme}://{netloc}{path}", BODY)
    fetch(admin, url)
    assert web.requests == []
    assert price(query) == 3900


def test_files_are_not_read(admin, web, query, tmp_path):
    feed = tmp_path / "feed.csv"
    feed.write_text(BODY)
    for url in (
        f"file://{feed}",
        f"file://localhost{feed}",
        f"FILE://{feed}",
        f"local-file://{feed}",
        f"url:file://{feed}",
    ):
        fetch(admin, url)
    assert price(query) == 3900


def test_data_is_not_read(admin, web, query):
    fetch(admin, "data:text/csv,sku%2Cprice%0ASTONE-38%2C1%0A")
    assert price(query) == 3900


def test_a_redirect_leads_nowhere(admin, web, query, monkeypatch):
    asked = []

    class Wire:
        def __init__(self, host):
            self.host = host
            self.sent = b""

        def sendall(self, data):
            self.sent += bytes(data)

        def makefile(self, *_args, **_options):
            import io

            asked.append(self.host)
            if "millstone" in self.host:
                return io.BytesIO(
                    b"HTTP/1.1 302 Found\r\nLocation: http://inside.test/prices.csv\r\n"
                    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
                )
            return io.BytesIO(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nsku,price\nSTONE-38,1")

        def settimeout(self, _seconds):
            pass

        def close(self):
            pass

    def connect(connection):
        connection.sock = Wire(connection.host)

    for kind in (http.client.HTTPConnection, http.client.HTTPSConnection):
        monkeypatch.setattr(kind, "connect", connect)
    web.publish(FEED, BODY)
    fetch(admin, FEED)
    assert all("millstone" in host for host in asked)
    assert price(query) == 3900


def test_feeds_come_in(admin, web, query):
    web.publish(FEED, BODY)
    assert fetch(admin, f" {FEED}?shop=crumb ") == 302
    assert price(query) == 100
    assert "?shop=crumb" in web.requests[0]
