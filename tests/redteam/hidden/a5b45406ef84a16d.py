# python-sql-string-building shop/orders.py:23

import pytest


@pytest.fixture
def others(grace):
    grace.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    return grace.post("/orders/checkout").location.partition("reference=")[2]


def look(client, reference):
    try:
        return client.get("/orders/lookup", query_string={"reference": reference})
    except Exception:
        return None


TAILS = [
    "{0}' OR reference='{0}' --",
    "x' OR '1'='1",
    "x' OR customer_id=2 --",
    "x' UNION SELECT * FROM orders --",
    "CC-000001' OR customer_id = 2 -- ",
    "x' or reference like 'CC%",
    "x\\' OR customer_id=2 --",
    "x'' OR customer_id=2 --",
    "CC-000009' OR customer_id=2 OR reference='",
    "x'/**/or/**/customer_id=2/**/or'",
]


@pytest.mark.parametrize("reference", TAILS)
def test_nobody_elses_order(ada, others, reference):
    response = look(ada, reference.format(others))
    assert response is None or "Loaf tin" not in response.text


def test_a_reference_alone_is_not_enough(ada, others):
    assert look(ada, others).status_code == 404


def test_a_visitor_sees_none(client, order):
    assert "Rye flour" not in look(client, order).text


def test_a_quote_is_not_found(ada, order):
    response = look(ada, "O'Hara")
    assert response is not None and response.status_code == 404


def test_ones_own_order(ada, order):
    response = look(ada, f" {order} ")
    assert response.status_code == 200
    assert "Rye flour" in response.text
    assert look(ada, "CC-999999").status_code == 404
