# python-xss-request shop/catalog.py:63
"""An address that a visitor leaves must not bring code into the page that thanks for it."""

import contextlib
import html
from html.parser import HTMLParser

import pytest

HARMLESS = "ada@example.com"
ATTACKS = [
    "<script>alert(1)</script>@x.example",
    "<ScRiPt src=//elsewhere.example/x.js></sCrIpT>@x.example",
    "<img src=x onerror=alert(1)>@x.example",
    "<svg/onload=alert(1)>@x.example",
    "<p onmouseover=alert(1)>ada@x.example",
    "</p><iframe src=javascript:alert(1)></iframe>@x.example",
    "<a href='JavaScript:alert(1)'>ada@x.example</a>",
    "<a href='java&#115;cript:alert(1)'>ada@x.example</a>",
    '"><script>alert(1)</script>@x.example',
    "'><script>alert(1)</script>@x.example",
    # is a script before and after the word is cut out of it once
    "<script>alert(1)</script><scr<script>ipt>alert(1)</scr</script>ipt>@x.example",
]
CODE = {"script", "iframe", "object", "embed", "svg", "img", "base", "form", "style", "link", "meta"}


class Active(HTMLParser):
    """Collects the elements of a page that run code or fetch something."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = [("".join((value or "").split())).lower() for _, value in attrs]
        if (
            tag in CODE
            or any(name.startswith("on") for name, _ in attrs)
            or any(value.startswith(("javascript:", "data:", "vbscript:")) for value in values)
        ):
            self.found.append((tag, sorted(attrs, key=str)))


def notify(client, email):
    return client.post("/products/PROOF-OVAL/notify", data={"email": email}, follow_redirects=True)


@pytest.mark.parametrize("email", ATTACKS)
def test_attack_an_address_brings_code_into_the_page(client, email):
    honest = Active(notify(client, HARMLESS).text).found
    page = ""
    with contextlib.suppress(Exception):
        response = notify(client, email)
        page = response.text if "html" in response.mimetype else ""
    assert [element for element in Active(page).found if element not in honest] == []


@pytest.mark.parametrize("email", ["ada@example.com", "Ada.Lovelace+bread@mail.example.com"])
def test_control_the_wish_is_noted_and_confirmed(client, query, email):
    response = notify(client, email)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert f"We will write to {email}." in html.unescape(response.text)
    assert "/products/PROOF-OVAL" in response.text
    assert query("SELECT * FROM stock_requests") == [{"sku": "PROOF-OVAL", "email": email}]


def test_control_a_wish_needs_a_product_and_an_address(client, query):
    assert client.post("/products/NO-SUCH/notify", data={"email": "ada@example.com"}).status_code == 404
    assert notify(client, "ada").status_code == 400
    assert query("SELECT * FROM stock_requests") == []
