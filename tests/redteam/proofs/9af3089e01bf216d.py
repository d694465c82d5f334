# python-path-traversal-request shop/admin/reports.py:50
"""A report's name must not lead to files outside the folder of templates."""

import contextlib

import pytest
from conftest import ADMIN, settings

from shop import create_app

SECRET = "of-the-neighbours"
HARMLESS = "monthly.txt"
ATTACKS = [
    "../secret.txt",
    "./../secret.txt",
    "archive/../../secret.txt",
    "{outside}/secret.txt",
    "../templates-private/secret.txt",
    "{outside}/templates-private/secret.txt",
    "{outside}/templates/../secret.txt",
    "archive/../../templates/../secret.txt",
    # leads out before and after `../` is cut out of it once: there is a folder `....`
    "....//../../secret.txt",
]
LATENT = ["....//secret.txt", "..././secret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt", "..\\secret.txt"]


@pytest.fixture
def outside(tmp_path):
    """The folder of templates, and beside it what is no template."""
    for name in ("templates", "templates/archive", "templates/....", "templates-private"):
        (tmp_path / name).mkdir()
    (tmp_path / "templates" / "monthly.txt").write_text("We have $products products, $sold_out sold out.")
    (tmp_path / "templates" / "stock_2.txt").write_text("$orders orders for $turnover, 5 $$.")
    for name in ("secret.txt", "templates-private/secret.txt"):
        (tmp_path / name).write_text(SECRET)
    return tmp_path


def report(data, outside, **query):
    app = create_app({**settings(data), "REPORT_TEMPLATES": str(outside / "templates")})
    client = app.test_client()
    with client.session_transaction() as session:
        session["customer_id"] = ADMIN
    return client.get("/admin/reports/text", query_string=query)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_a_file_from_elsewhere_is_shown(data, outside, name):
    content = b""
    with contextlib.suppress(Exception):
        content = report(data, outside, template=name.replace("{outside}", str(outside))).data
    assert SECRET.encode() not in content


def test_control_a_template_is_filled(data, outside, order):
    response = report(data, outside, template="monthly.txt")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.text == "We have 5 products, 1 sold out."
    assert report(data, outside, template="stock_2.txt").text == "1 orders for 11.30 €, 5 $."
    assert report(data, outside).text == response.text


def test_control_the_shops_own_templates_are_filled(admin, order):
    text = admin.get("/admin/reports/text?template=monthly.txt").text
    assert text.startswith("Monthly report")
    assert "Turnover: 11.30 €" in text
    assert "Products on sale: 5" in admin.get("/admin/reports/text?template=stock.txt").text
    assert admin.get("/admin/reports/text?template=weekly.txt").status_code == 404
