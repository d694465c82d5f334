# python-ssrf-request shop/admin/feeds.py:42
"""A feed's address must not make the server ask anything but the suppliers."""

import contextlib
import socket

import pytest
from fake_web import PUBLIC_ADDRESS

SUPPLIER = "feeds.millstone.example"
HARMLESS = "https://feeds.millstone.example/empty.csv"
ATTACKS = [
    "http://127.0.0.1:8000/admin/",
    "http://localhost/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.5/prices.csv",
    "http://[::1]/prices.csv",
    "http://[::ffff:127.0.0.1]/prices.csv",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0.0.0.0/",
    "HTTPS://LOCALHOST/",
    # names of the attacker's that point inwards, dressed up as the supplier
    "https://feeds.millstone.example.elsewhere.example/prices.csv",
    "https://evilfeeds.millstone.example/prices.csv",
    "https://feeds.millstone.example@169.254.169.254/prices.csv",
    "https://elsewhere.example/feeds.millstone.example/prices.csv",
    "https://elsewhere.example/?https://feeds.millstone.example/",
    "https://elsewhere.example#feeds.millstone.example",
    # no web at all
    "file://{file}",
    "FILE:{file}",
    "file://localhost{file}",
    "data:text/csv,sku,price%0D%0ASTONE-38,0.01",
]


def resolve(host):
    """The supplier is outside, addresses are what they are, and every other name points inwards."""
    known = {SUPPLIER: PUBLIC_ADDRESS, "localhost": "127.0.0.1"}
    if host in known:
        return known[host]
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host if ":" in host else "10.0.0.5"


@pytest.fixture
def inward(web, monkeypatch):
    """The internet with a supplier on it; what the server asks for is in `web.requests`."""

    def getaddrinfo(host, port, *_args, **_options):
        number = port if isinstance(port, int) else 443
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (resolve(host), number))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "gethostbyname", resolve)
    web.publish(HARMLESS, "sku,price\n")
    web.publish("https://feeds.millstone.example/prices.csv", "sku,price\nSTONE-38,42.50\nTIN-LOAF-2,17\n")
    return web


def hosts(web):
    lines = [line.lower() for request in web.requests for line in request.splitlines()]
    return {line.partition(": ")[2] for line in lines if line.startswith("host:")}


def prices(query):
    rows = query("SELECT sku, price_cents FROM products WHERE sku IN ('STONE-38', 'TIN-LOAF-2')")
    return {row["sku"]: row["price_cents"] for row in rows}


@pytest.mark.parametrize("url", ATTACKS)
def test_attack_the_server_asks_somebody_else(admin, inward, query, tmp_path, url):
    file = tmp_path / "private.csv"
    file.write_text("sku,price\nSTONE-38,0.01\n")
    with contextlib.suppress(Exception):
        admin.post("/admin/feeds", data={"url": url.replace("{file}", str(file))})
    assert hosts(inward) <= {SUPPLIER, f"{SUPPLIER}:443"}
    assert prices(query) == {"STONE-38": 3900, "TIN-LOAF-2": 1690}


@pytest.mark.parametrize("url", ["https://feeds.millstone.example/prices.csv", " {}?shop=crumb "])
def test_control_a_suppliers_feed_sets_prices(admin, inward, query, url):
    url = url.replace("{}", "https://feeds.millstone.example/prices.csv")
    response = admin.post("/admin/feeds", data={"url": url}, follow_redirects=True)
    assert "2 prices were set" in response.text
    assert prices(query) == {"STONE-38": 4250, "TIN-LOAF-2": 1700}
    assert len(inward.requests) == 1


def test_control_a_feed_that_is_not_there_changes_nothing(admin, inward, query):
    response = admin.post("/admin/feeds", data={"url": "https://feeds.millstone.example/gone.csv"})
    assert response.status_code == 502
    assert prices(query) == {"STONE-38": 3900, "TIN-LOAF-2": 1690}
