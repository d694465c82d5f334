"""Registration, login, the remember-me cookie, logout and password reset."""

import re
from urllib.parse import urlsplit

import pytest
from conftest import ADA, PASSWORD

NEW_PASSWORD = "a longer horse battery"


def login(client, password=PASSWORD, address="/account/login", **form):
    return client.post(address, data={"email": "ada@example.com", "password": password, **form})


def place(response):
    """Path and query of a redirect, whether it is written with the host or without."""
    parts = urlsplit(response.location)
    assert parts.netloc in ("", "localhost")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def register(client, **changes):
    form = {"name": "Edsger", "email": "edsger@example.com", "password": PASSWORD}
    return client.post("/account/register", data={**form, **changes})


def reset_links(client, query):
    """Ask for a reset link and return the paths of all links that were mailed so far."""
    assert client.post("/account/forgot", data={"email": "ada@example.com"}).status_code == 200
    bodies = [row["body"] for row in query("SELECT body FROM mail ORDER BY id")]
    return [re.search(r"https?://[^/]+(/account/reset/\S+)", body).group(1) for body in bodies]


def test_registration_signs_in(client):
    assert register(client).status_code == 302
    assert "Sign out Edsger" in client.get("/").text


def test_a_registered_customer_can_sign_in_later(client):
    register(client)
    client.post("/account/logout")
    response = client.post(
        "/account/login", data={"email": "Edsger@example.com", "password": PASSWORD}, follow_redirects=True
    )
    assert "Sign out Edsger" in response.text


@pytest.mark.parametrize("changes", [{"password": "short"}, {"email": "edsger"}])
def test_registration_refuses_bad_values(client, changes):
    assert register(client, **changes).status_code == 400
    assert "Sign out" not in client.get("/").text


def test_an_address_can_be_registered_once(client):
    assert register(client, email="ADA@example.com").status_code == 409


def test_the_database_does_not_hold_the_password(client, query):
    register(client)
    (row,) = query("SELECT password_hash FROM customers WHERE email = 'edsger@example.com'")
    assert row["password_hash"]
    assert PASSWORD not in row["password_hash"]


def test_login_with_the_right_password(client):
    response = login(client)
    assert place(response) == "/"
    assert "Sign out Ada" in client.get("/").text


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD.upper(), PASSWORD + " "])
def test_login_with_a_wrong_password(client, password):
    assert login(client, password).status_code == 401
    assert "Sign out" not in client.get("/").text


def test_login_with_an_unknown_address(client):
    response = client.post("/account/login", data={"email": "nobody@example.com", "password": PASSWORD})
    assert response.status_code == 401


def test_passwords_need_not_be_ascii(client):
    register(client, password="brötchen-süß-🥐-und-salz")
    client.post("/account/logout")
    right = {"email": "edsger@example.com", "password": "brötchen-süß-🥐-und-salz"}
    assert client.post("/account/login", data=right).status_code == 302


@pytest.mark.parametrize("target", ["/cart/", "/orders/", "/products/TIN-LOAF-2", "/search?q=rye"])
def test_login_goes_on_to_the_page_that_asked_for_it(client, target):
    response = client.post(
        "/account/login",
        query_string={"next": target},
        data={"email": "ada@example.com", "password": PASSWORD},
    )
    assert place(response) == target


def test_a_page_for_customers_leads_through_login_and_back(client):
    response = client.get("/orders/lookup?reference=CC-000007")
    assert urlsplit(response.location).path == "/account/login"
    assert place(login(client, address=response.location)) == "/orders/lookup?reference=CC-000007"


def test_staying_signed_in_outlives_the_session(client):
    response = login(client, remember="1")
    assert response.status_code == 302
    client.delete_cookie("session")
    assert "Sign out Ada" in client.get("/").text


def test_the_cookie_to_stay_signed_in_lasts_for_weeks(client):
    login(client, remember="1")
    assert client.get_cookie("remember").max_age >= 7 * 24 * 3600


def test_nobody_stays_signed_in_unasked(client):
    login(client)
    assert client.get_cookie("remember") is None
    client.delete_cookie("session")
    assert "Sign out" not in client.get("/").text


def test_an_invented_remember_cookie_signs_nobody_in(client):
    login(client, remember="1")
    client.delete_cookie("session")
    client.set_cookie("remember", "invented")
    assert "Sign out" not in client.get("/").text


def test_logout_forgets_this_browser(client):
    login(client, remember="1")
    kept = client.get_cookie("remember").value
    client.post("/account/logout")
    assert "Sign out" not in client.get("/").text
    client.set_cookie("remember", kept)
    assert "Sign out" not in client.get("/").text


def test_logout_stays_on_the_page(ada):
    assert place(ada.post("/account/logout", data={"back": "/products/TIN-LOAF-2"})) == "/products/TIN-LOAF-2"


def test_logout_does_not_leave_the_site(ada):
    assert place(ada.post("/account/logout", data={"back": "https://elsewhere.example/"})) == "/"


def test_forgot_answers_the_same_for_unknown_addresses(client, query):
    known = client.post("/account/forgot", data={"email": "ada@example.com"})
    unknown = client.post("/account/forgot", data={"email": "nobody@example.com"})
    assert known.text == unknown.text
    assert [row["recipient"] for row in query("SELECT recipient FROM mail")] == ["ada@example.com"]


def test_a_reset_link_changes_the_password(client, query):
    (link,) = reset_links(client, query)
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": NEW_PASSWORD}).status_code == 302
    assert login(client, PASSWORD).status_code == 401
    assert login(client, NEW_PASSWORD).status_code == 302


def test_a_reset_link_works_once(client, query):
    (link,) = reset_links(client, query)
    client.post(link, data={"password": NEW_PASSWORD})
    assert client.post(link, data={"password": "yet another battery"}).status_code == 400
    assert login(client, NEW_PASSWORD).status_code == 302


def test_a_reset_link_expires(client, query):
    (link,) = reset_links(client, query)
    query("UPDATE reset_tokens SET expires_at = 1")
    assert client.post(link, data={"password": NEW_PASSWORD}).status_code == 400
    assert login(client, PASSWORD).status_code == 302


def test_a_reset_wants_a_good_password_and_the_link_stays_good(client, query):
    (link,) = reset_links(client, query)
    assert client.post(link, data={"password": "short"}).status_code == 400
    assert client.post(link, data={"password": NEW_PASSWORD}).status_code == 302


def test_each_reset_link_is_long_and_different(client, query):
    for _ in range(5):
        links = reset_links(client, query)
    tokens = {link.rpartition("/")[2] for link in links}
    assert len(tokens) == 5
    assert min(len(token) for token in tokens) >= 20


def test_an_invented_reset_link_changes_nothing(client, query):
    reset_links(client, query)
    assert client.post("/account/reset/invented", data={"password": NEW_PASSWORD}).status_code == 400
    assert login(client, PASSWORD).status_code == 302


def test_a_reset_forgets_all_browsers(client, query, app):
    login(client, remember="1")
    (link,) = reset_links(client, query)
    app.test_client().post(link, data={"password": NEW_PASSWORD})
    assert query("SELECT * FROM remember_tokens WHERE customer_id = ?", ADA) == []
