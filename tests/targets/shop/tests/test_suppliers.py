"""Price feeds and the wholesaler's stock service, on an internet that the tests make up."""

import pytest

FEED = "https://feeds.millstone.example/prices.csv"
STOCK = "https://wholesale.example/stock/PROOF-OVAL"


def import_feed(admin, url=FEED):
    return admin.post("/admin/feeds", data={"url": url}, follow_redirects=True)


def price(query, sku):
    return query("SELECT price_cents FROM products WHERE sku = ?", sku)[0]["price_cents"]


def test_a_feed_sets_prices(admin, web, query):
    web.publish(FEED, "sku,price\nSTONE-38,42.50\nTIN-LOAF-2,17\n")
    page = import_feed(admin).text
    assert "2 prices were set" in page
    assert price(query, "STONE-38") == 4250
    assert price(query, "TIN-LOAF-2") == 1700
    assert price(query, "FLR-RYE-1") == 320


def test_the_address_may_have_a_query_and_blanks_around_it(admin, web, query):
    web.publish(FEED, "sku,price\nSTONE-38,1\n")
    assert import_feed(admin, f" {FEED}?shop=crumb ").status_code == 200
    assert price(query, "STONE-38") == 100
    assert web.requests[0].startswith("GET /prices.csv?shop=crumb ")


def test_a_feed_may_have_more_columns_and_unknown_products(admin, web, query):
    web.publish(FEED, 'name,price,sku\n"Stone, big","40,10",STONE-38\nSpoon,3,SPOON-1\n')
    assert "1 prices were set" in import_feed(admin).text
    assert price(query, "STONE-38") == 4010


@pytest.mark.parametrize(
    "text", ["sku,cost\nSTONE-38,1\n", "", "sku,price\nSTONE-38,cheap\n", "sku,price\nX,-1\n"]
)
def test_a_feed_of_another_form_changes_nothing(admin, web, query, text):
    web.publish(FEED, text)
    assert import_feed(admin).status_code == 400
    assert price(query, "STONE-38") == 3900


def test_a_feed_with_one_bad_price_changes_nothing(admin, web, query):
    web.publish(FEED, "sku,price\nSTONE-38,1\nTIN-LOAF-2,free\n")
    assert import_feed(admin).status_code == 400
    assert price(query, "STONE-38") == 3900


def test_a_feed_that_is_not_there_is_an_error(admin, web, query):
    web.publish(FEED, "gone", status=410)
    assert import_feed(admin).status_code == 502
    assert price(query, "STONE-38") == 3900


def test_a_supplier_that_does_not_answer_is_an_error(admin, web):
    web.publish(FEED, "sku,price\n")
    web.down = True
    assert import_feed(admin).status_code == 502


def test_something_that_is_no_address_is_an_error(admin, web):
    assert import_feed(admin, "prices, please").status_code in (400, 502)
    assert web.requests == []


def test_the_suppliers_with_feeds_are_listed(admin):
    assert "feeds.millstone.example" in admin.get("/admin/feeds").text


def test_the_wholesaler_tells_what_it_has(admin, web):
    web.publish(STOCK, '{"available": 12}')
    page = admin.get("/admin/products/PROOF-OVAL/supply").text
    assert "Proofing basket, oval" in page
    assert "The wholesaler has 12 of them" in page


def test_the_wholesaler_is_asked_with_our_token(admin, web):
    web.publish(STOCK, '{"available": 0}')
    assert "The wholesaler has 0 of them" in admin.get("/admin/products/PROOF-OVAL/supply").text
    (request,) = web.requests
    assert "Authorization: Bearer of-the-shop\r\n" in request


@pytest.mark.parametrize(("body", "status"), [("[]", 200), ("soon", 200), ("{}", 200), ("no", 503)])
def test_an_answer_of_another_form_is_an_error(admin, web, body, status):
    web.publish(STOCK, body, status)
    assert admin.get("/admin/products/PROOF-OVAL/supply").status_code == 502


def test_a_wholesaler_that_does_not_answer_is_an_error(admin, web):
    web.down = True
    assert admin.get("/admin/products/PROOF-OVAL/supply").status_code == 502


def test_only_products_on_sale_can_be_asked_for(admin, web):
    assert admin.get("/admin/products/OLD-RYE/supply").status_code == 404
    assert web.requests == []
