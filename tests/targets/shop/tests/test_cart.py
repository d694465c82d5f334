"""The cart, always through the pages: how it is kept in the browser is nobody else's business."""

import pytest


def add(client, sku, quantity="1"):
    return client.post("/cart/add", data={"sku": sku, "quantity": quantity})


def test_a_new_visitor_has_an_empty_cart(client):
    assert "Your cart is empty" in client.get("/cart/").text


def test_a_product_can_be_added(client):
    response = add(client, "FLR-RYE-1")
    assert response.status_code == 302
    page = client.get("/cart/").text
    assert "Rye flour, 1 kg" in page
    assert "Total: 3.20 €" in page


def test_the_quantity_defaults_to_one(client):
    client.post("/cart/add", data={"sku": "STONE-38"})
    assert "Total: 39.00 €" in client.get("/cart/").text


def test_adding_again_adds_up(client):
    add(client, "FLR-RYE-1", "2")
    add(client, "FLR-RYE-1", "3")
    page = client.get("/cart/").text
    assert 'value="5"' in page
    assert "Total: 16.00 €" in page


def test_several_products_share_a_cart(client):
    add(client, "FLR-RYE-1", "2")
    add(client, "TIN-LOAF-2")
    page = client.get("/cart/").text
    assert "6.40 €" in page
    assert "16.90 €" in page
    assert "Total: 23.30 €" in page


def test_a_quantity_can_be_changed(client):
    add(client, "FLR-RYE-1", "2")
    client.post("/cart/update", data={"sku": "FLR-RYE-1", "quantity": "7"})
    assert "Total: 22.40 €" in client.get("/cart/").text


def test_zero_takes_a_product_out(client):
    add(client, "FLR-RYE-1", "2")
    add(client, "STONE-38")
    client.post("/cart/update", data={"sku": "FLR-RYE-1", "quantity": "0"})
    page = client.get("/cart/").text
    assert "Rye flour" not in page
    assert "Baking stone" in page


def test_a_cart_holds_at_most_99_of_a_product(client):
    add(client, "FLR-RYE-1", "500")
    assert 'value="99"' in client.get("/cart/").text


def test_a_product_that_does_not_exist_cannot_be_added(client):
    assert add(client, "NO-SUCH").status_code == 404


@pytest.mark.parametrize("quantity", ["-1", "two", "", "1.5"])
def test_a_quantity_is_a_whole_number(client, quantity):
    assert add(client, "FLR-RYE-1", quantity).status_code == 400


def test_a_product_that_is_withdrawn_drops_out(client, query):
    add(client, "FLR-RYE-1")
    query("UPDATE products SET active = 0 WHERE sku = 'FLR-RYE-1'")
    assert "Your cart is empty" in client.get("/cart/").text


def test_two_visitors_have_two_carts(app):
    first, second = app.test_client(), app.test_client()
    add(first, "FLR-RYE-1")
    assert "Your cart is empty" in second.get("/cart/").text


def test_a_cookie_that_cannot_be_read_is_an_empty_cart(client):
    client.set_cookie("cart", "not-a-cart")
    assert "Your cart is empty" in client.get("/cart/").text
    add(client, "FLR-RYE-1")
    assert "Total: 3.20 €" in client.get("/cart/").text
