# python-open-redirect-request shop/account.py:42
"""A login link must not lead to another site."""

import contextlib
import re
from urllib.parse import urlsplit

import pytest
from conftest import PASSWORD

HARMLESS = "/orders/?status=open"
ATTACKS = [
    "https://elsewhere.example/",
    "HTTPS://elsewhere.example/",
    "//elsewhere.example/orders/",
    "https:elsewhere.example",
    "https:/elsewhere.example/",
    "https:///elsewhere.example/",
    "http://localhost@elsewhere.example/",
    "http://localhost.elsewhere.example/",
    "https://elsewhere.example/?next=http://localhost/",
    "//elsewhere.example\\@localhost/",
    "javascript:alert(document.domain)",
]


def leaves_the_site(location):
    """Whether a browser on http://localhost/ would go elsewhere; browsers read \\ as / and drop tabs."""
    target = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33))))
    target = re.sub(r"%5c", "/", target, flags=re.IGNORECASE).replace("\\", "/")
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        return not re.match(r"https?://localhost(:\d+)?([/?#]|$)", target, re.IGNORECASE)
    return target.startswith("//")


def login(client, **query):
    form = {"email": "ada@example.com", "password": PASSWORD}
    return client.post("/account/login", query_string=query, data=form)


@pytest.mark.parametrize("target", ATTACKS)
def test_attack_login_leads_to_another_site(client, target):
    location = ""
    with contextlib.suppress(Exception):
        location = login(client, next=target).headers.get("Location", "")
    assert not leaves_the_site(location)


def place(response):
    parts = urlsplit(response.location)
    assert parts.netloc in ("", "localhost")
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("target", ["/cart/", "/orders/", "/orders/?status=open", "/search?q=rye"])
def test_control_login_goes_on_to_the_page_that_asked(client, target):
    response = login(client, next=target)
    assert response.status_code in (302, 303)
    assert place(response) == target
    assert "Sign out Ada" in client.get("/").text


def test_control_login_without_a_target_leads_to_the_first_page(client):
    assert place(login(client)) == "/"
    assert "Sign out Ada" in client.get("/").text
