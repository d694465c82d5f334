# python-cookie-secure-off shop/auth.py:60
"""The token that keeps a browser signed in must not travel over plain http."""

import contextlib
from http.cookies import SimpleCookie

import pytest
from conftest import PASSWORD


def login(client, base_url="http://localhost/", **form):
    form = {"email": "ada@example.com", "password": PASSWORD, **form}
    return client.post("/account/login", data=form, base_url=base_url)


# Behind a proxy that ends TLS the application sees http, so the answer must not hang on the scheme it sees.
@pytest.mark.parametrize("base_url", ["http://localhost/", "https://localhost/"])
def test_attack_the_token_travels_in_the_clear(client, base_url):
    headers = []
    with contextlib.suppress(Exception):
        headers = login(client, base_url, remember="1").headers.getlist("Set-Cookie")
    cookies = [SimpleCookie(header)["remember"] for header in headers if header.startswith("remember=")]
    assert [cookie.value for cookie in cookies if not cookie["secure"]] == []


def test_control_staying_signed_in_outlives_the_session(client):
    assert login(client, remember="1").status_code == 302
    cookie = client.get_cookie("remember")
    assert cookie.value
    assert cookie.max_age >= 7 * 24 * 3600
    assert cookie.path == "/"
    client.delete_cookie("session")
    assert "Sign out Ada" in client.get("/").text


def test_control_nobody_stays_signed_in_unasked(client):
    assert login(client).status_code == 302
    assert client.get_cookie("remember") is None


def test_control_logout_forgets_this_browser(client):
    login(client, remember="1")
    kept = client.get_cookie("remember").value
    client.post("/account/logout")
    assert client.get_cookie("remember") is None
    client.set_cookie("remember", kept)
    assert "Sign out" not in client.get("/").text
