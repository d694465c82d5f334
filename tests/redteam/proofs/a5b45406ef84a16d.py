# python-sql-string-building shop/orders.py:23
"""A reference is text: whatever is in it, a customer sees nothing but her own orders."""

import contextlib
import re

import pytest

HARMLESS = "CC-000002"  # Grace's own
ATTACKS = [
    "x' OR '1'='1",
    "x' OR 1=1 --",
    "x' or/**/customer_id=1--",
    "x'OR(customer_id=1)OR'",
    "x' OR 'a' LIKE 'a",
    "x' OR reference = 'CC-000001",
    "x' UNION SELECT * FROM orders WHERE customer_id = 1 --",
    "x' UNION SELECT 1, password_hash, 1, email, 1, '', '' FROM customers WHERE id = 3 --",
    "x' uNiOn SeLeCt 1, group_concat(email), 1, '', 1, '', '' FROM customers WHERE 'a' = 'a",
    "x\\' OR customer_id = 1 --",
]


@pytest.fixture
def graces(order, grace):
    """The reference of an order of Grace's, beside Ada's."""
    grace.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    return grace.post("/orders/checkout").location.partition("reference=")[2]


def look_up(client, reference):
    return client.get("/orders/lookup", query_string={"reference": reference})


@pytest.mark.parametrize("reference", ATTACKS)
def test_attack_a_reference_shows_what_is_not_ones_own(grace, graces, reference):
    page = ""
    with contextlib.suppress(Exception):
        page = look_up(grace, reference).text
    shown = re.findall(r"<h2>Order (.*?)</h2>", page)
    assert [other for other in shown if other != graces] == []
    assert "Rye flour" not in page


def test_control_customers_see_their_own_orders(ada, grace, order, graces):
    page = look_up(grace, f" {graces} ").text
    assert f"Order {graces}" in page
    assert "1 × Loaf tin, 2 lb" in page
    assert "Total: 21.80 €" in page
    page = look_up(ada, order).text
    assert f"Order {order}" in page
    assert "2 × Rye flour, 1 kg" in page
    assert "Total: 11.30 €" in page


def test_control_nobody_sees_other_orders(ada, grace, order, graces):
    assert look_up(grace, order).status_code == 404
    assert look_up(ada, graces).status_code == 404
    assert look_up(ada, "CC-999999").status_code == 404


def test_control_checkout_confirms_the_total(order, query):
    (message,) = query("SELECT * FROM mail")
    assert order in message["subject"]
    assert "11.30 €" in message["body"]
