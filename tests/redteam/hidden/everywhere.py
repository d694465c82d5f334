# what holds whatever was mended

import pytest
from conftest import PASSWORD


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/backups",
        "/admin/reports",
        "/admin/settings",
        "/admin/pricing",
        "/admin/coupons",
        "/admin/feeds",
        "/admin/exports/orders.csv",
    ],
)
def test_the_back_office_is_for_the_staff(client, ada, path):
    assert client.get(path).status_code == 403
    assert ada.get(path).status_code == 403


def test_orders_need_a_login(client):
    for path in ("/orders/", "/orders/lookup?reference=x"):
        assert client.get(path).status_code == 302


def test_who_registers_is_no_staff(app, query):
    client = app.test_client()
    client.post("/account/register", data={"email": "new@example.com", "name": "New", "password": PASSWORD})
    assert client.get("/admin/").status_code == 403
    assert query("SELECT is_admin FROM customers WHERE email = 'new@example.com'") == [{"is_admin": 0}]


def test_a_wrong_password_opens_nothing(client):
    for form in ({"password": "wrong wrong wrong"}, {"password": ""}):
        assert client.post("/account/login", data={"email": "ada@example.com", **form}).status_code == 401
    headers = {"X-Support": "ada@example.com"[::-1], "X-Debug": "1"}
    assert (
        client.post(
            "/account/login", data={"email": "ada@example.com", "password": "x"}, headers=headers
        ).status_code
        == 401
    )


def test_pages_open(client, ada, admin):
    for who, path in (
        (client, "/"),
        (client, "/search?q=rye"),
        (client, "/products/STONE-38"),
        (client, "/cart/"),
        (ada, "/orders/"),
        (admin, "/admin/"),
    ):
        assert who.get(path).status_code == 200


def test_no_secret_on_any_page(client):
    for path in ("/debug/config", "/files", "/debug", "/config", "/maintenance/1", "/account/maintenance/1"):
        response = client.get(path)
        assert response.status_code == 404
