"""Products, search, pictures, and the wish to hear when something is back."""

import pytest


def test_the_first_page_lists_what_is_on_sale(client):
    page = client.get("/").text
    assert "Rye flour, 1 kg" in page
    assert "39.00 €" in page
    assert "Rye crackers" not in page


def test_products_can_be_sorted_by_price(client):
    page = client.get("/?sort=price").text
    assert page.index("Rye flour") < page.index("Loaf tin") < page.index("Baking stone")


def test_an_unknown_order_falls_back_to_names(client):
    page = client.get("/?sort=weight").text
    assert page.index("Baking stone") < page.index("Loaf tin") < page.index("Rye flour")


def test_search_finds_a_part_of_a_name(client):
    page = client.get("/search?q=flour").text
    assert "Rye flour, 1 kg" in page
    assert "Spelt flour, 1 kg" in page
    assert "Loaf tin" not in page


def test_search_results_are_sorted_by_name(client):
    page = client.get("/search?q=flour").text
    assert page.index("Rye flour") < page.index("Spelt flour")


def test_search_takes_several_words(client):
    page = client.get("/search", query_string={"q": " baking stone "}).text
    assert "Baking stone, 38 cm" in page
    assert "Proofing basket" not in page


def test_search_ignores_case(client):
    assert "Loaf tin, 2 lb" in client.get("/search?q=LOAF").text


def test_search_does_not_show_withdrawn_products(client):
    page = client.get("/search?q=rye").text
    assert "Rye flour" in page
    assert "Rye crackers" not in page


def test_search_says_when_nothing_was_found(client):
    page = client.get("/search?q=chainsaw").text
    assert "Nothing found" in page
    assert "chainsaw" in page


def test_an_empty_search_lists_everything_on_sale(client):
    page = client.get("/search").text
    assert "Baking stone" in page
    assert "Loaf tin" in page
    assert "Rye crackers" not in page


def test_a_product_has_a_page(client):
    page = client.get("/products/TIN-LOAF-2").text
    assert "Folded steel, no coating." in page
    assert "16.90 €" in page
    assert "Add to cart" in page


def test_a_product_that_is_sold_out_cannot_be_added(client):
    page = client.get("/products/PROOF-OVAL").text
    assert "Sold out" in page
    assert "Add to cart" not in page


@pytest.mark.parametrize("sku", ["NO-SUCH", "OLD-RYE"])
def test_a_product_that_is_not_on_sale_has_no_page(client, sku):
    assert client.get(f"/products/{sku}").status_code == 404


def test_a_picture_is_served_as_it_is(client, data):
    (data / "uploads" / "tin.png").write_bytes(b"\x89PNG\r\n\x1a\n tin")
    response = client.get("/media?name=tin.png")
    assert response.status_code == 200
    assert response.data == b"\x89PNG\r\n\x1a\n tin"
    assert response.mimetype == "image/png"


def test_each_picture_has_its_own_address(client, data):
    (data / "uploads" / "flr-rye-1.jpg").write_bytes(b"rye")
    (data / "uploads" / "stone-38.jpg").write_bytes(b"stone")
    assert client.get("/media?name=flr-rye-1.jpg").data == b"rye"
    assert client.get("/media?name=stone-38.jpg").data == b"stone"


def test_a_picture_that_is_not_there_is_not_found(client):
    assert client.get("/media?name=nothing.png").status_code == 404


def test_a_request_for_no_picture_in_particular_is_refused(client):
    assert client.get("/media").status_code in (400, 404)


def test_the_wish_to_be_notified_is_noted_and_confirmed(client, query):
    response = client.post("/products/PROOF-OVAL/notify", data={"email": "ada@example.com"})
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert "ada@example.com" in response.text
    assert "/products/PROOF-OVAL" in response.text
    assert query("SELECT * FROM stock_requests") == [{"sku": "PROOF-OVAL", "email": "ada@example.com"}]


def test_the_same_wish_is_noted_once(client, query):
    for _ in range(2):
        assert (
            client.post("/products/PROOF-OVAL/notify", data={"email": "ada@example.com"}).status_code == 200
        )
    assert len(query("SELECT * FROM stock_requests")) == 1


def test_a_wish_needs_a_product(client):
    assert client.post("/products/NO-SUCH/notify", data={"email": "ada@example.com"}).status_code == 404


def test_a_wish_needs_an_address(client, query):
    assert client.post("/products/PROOF-OVAL/notify", data={"email": "ada"}).status_code == 400
    assert query("SELECT * FROM stock_requests") == []
