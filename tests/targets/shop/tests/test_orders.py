"""Checkout, and what customers see of their orders."""

from urllib.parse import urlsplit


def coupon(query, code="WELCOME", percent=25):
    query("INSERT INTO coupons (code, percent) VALUES (?, ?)", code, percent)
    return code


def test_checkout_writes_an_order(order, ada, query):
    page = ada.get(f"/orders/lookup?reference={order}").text
    assert f"Order {order}" in page
    assert "2 × Rye flour, 1 kg" in page
    assert "Total: 11.30 €" in page
    assert query("SELECT stock FROM products WHERE sku = 'FLR-RYE-1'") == [{"stock": 78}]


def test_checkout_empties_the_cart(order, ada):
    assert "Your cart is empty" in ada.get("/cart/").text


def test_checkout_sends_a_confirmation(order, query):
    (message,) = query("SELECT * FROM mail")
    assert message["recipient"] == "ada@example.com"
    assert order in message["subject"]
    assert "11.30 €" in message["body"]


def test_shipping_is_free_above_the_limit(ada):
    ada.post("/cart/add", data={"sku": "STONE-38", "quantity": "2"})
    page = ada.post("/orders/checkout", follow_redirects=True).text
    assert "Total: 78.00 €" in page


def test_a_coupon_takes_its_percentage_off(ada, query):
    ada.post("/cart/add", data={"sku": "STONE-38", "quantity": "4"})
    page = ada.post("/orders/checkout", data={"coupon": coupon(query)}, follow_redirects=True).text
    assert "Total: 117.00 €" in page


def test_a_coupon_works_once(ada, query):
    code = coupon(query)
    for _ in range(2):
        ada.post("/cart/add", data={"sku": "FLR-RYE-1"})
        page = ada.post("/orders/checkout", data={"coupon": code}, follow_redirects=True).text
    assert "This coupon is unknown or was used before." in page
    assert query("SELECT COUNT(*) AS n FROM orders") == [{"n": 1}]


def test_an_order_for_more_than_there_is_changes_nothing(ada, query):
    code = coupon(query)
    ada.post("/cart/add", data={"sku": "STONE-38", "quantity": "7"})
    page = ada.post("/orders/checkout", data={"coupon": code}, follow_redirects=True).text
    assert "fewer than 7 of Baking stone" in page
    assert query("SELECT COUNT(*) AS n FROM orders") == [{"n": 0}]
    assert query("SELECT used FROM coupons") == [{"used": 0}]
    assert query("SELECT stock FROM products WHERE sku = 'STONE-38'") == [{"stock": 6}]


def test_an_empty_cart_cannot_be_ordered(ada, query):
    page = ada.post("/orders/checkout", follow_redirects=True).text
    assert "Your cart is empty" in page
    assert query("SELECT COUNT(*) AS n FROM orders") == [{"n": 0}]


def test_only_customers_order(client):
    response = client.post("/orders/checkout")
    assert urlsplit(response.location).path == "/account/login"


def test_each_order_has_its_own_reference(order, ada):
    ada.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    second = ada.post("/orders/checkout").location.partition("reference=")[2]
    assert second != order
    assert "Loaf tin" in ada.get(f"/orders/lookup?reference={second}").text
    assert "Loaf tin" not in ada.get(f"/orders/lookup?reference={order}").text


def test_customers_see_a_list_of_their_own_orders(order, ada, grace):
    assert order in ada.get("/orders/").text
    assert order not in grace.get("/orders/").text


def test_an_order_can_be_looked_up_with_blanks_around_the_reference(order, ada):
    assert ada.get("/orders/lookup", query_string={"reference": f" {order} "}).status_code == 200


def test_an_order_of_somebody_else_is_not_found(order, grace):
    assert grace.get(f"/orders/lookup?reference={order}").status_code == 404


def test_an_unknown_or_missing_reference_is_not_found(order, ada):
    assert ada.get("/orders/lookup?reference=CC-999999").status_code == 404
    assert ada.get("/orders/lookup").status_code == 404
