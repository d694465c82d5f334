"""The back office: access, pictures, prices, coupons, settings."""

import io

import pytest

PNG = b"\x89PNG\r\n\x1a\n and the rest of the picture"


def prices(query):
    return {row["sku"]: row["price_cents"] for row in query("SELECT sku, price_cents FROM products")}


def import_settings(admin, text):
    upload = (io.BytesIO(text.encode()), "settings.yml")
    return admin.post("/admin/settings", data={"settings": upload}, follow_redirects=True)


PAGES = [
    "/admin/",
    "/admin/backups",
    "/admin/coupons",
    "/admin/exports/orders.csv",
    "/admin/feeds",
    "/admin/pricing",
    "/admin/products/STONE-38/supply",
    "/admin/reports",
    "/admin/reports/sales",
    "/admin/reports/text",
    "/admin/settings",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_back_office_is_open_to_the_staff_only(client, ada, page):
    assert client.get(page).status_code == 403
    assert ada.get(page).status_code == 403


def test_forms_of_the_back_office_are_open_to_the_staff_only(ada, query):
    assert ada.post("/admin/pricing", data={"formula": "1"}).status_code == 403
    assert prices(query)["STONE-38"] == 3900


def test_the_dashboard_shows_what_needs_attention(admin, order):
    page = admin.get("/admin/").text
    assert f"{order}: open" in page
    assert "Proofing basket, oval" in page


def test_a_picture_is_named_after_its_product(admin, data):
    form = {"image": (io.BytesIO(PNG), "IMG 0042.jpeg")}
    page = admin.post("/admin/products/STONE-38/image", data=form, follow_redirects=True).text
    assert "/media?name=stone-38.png" in page
    assert (data / "uploads" / "stone-38.png").read_bytes() == PNG
    assert admin.get("/media?name=stone-38.png").data == PNG


def test_a_file_that_is_no_picture_is_refused(admin, data):
    form = {"image": (io.BytesIO(b"<svg>"), "stone.png")}
    assert admin.post("/admin/products/STONE-38/image", data=form).status_code == 400
    assert list((data / "uploads").iterdir()) == []


def test_a_picture_needs_a_product(admin, data):
    form = {"image": (io.BytesIO(PNG), "x.png")}
    assert admin.post("/admin/products/NO-SUCH/image", data=form).status_code == 404
    assert list((data / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("formula", "stone", "tin"),
    [
        ("price * 0.9", 3510, 1521),
        ("price - 100", 3800, 1590),
        ("price / 2 + 10", 1960, 855),
        ("(price + 100) * 2 - stock", 7994, 3560),
        ("-100 + price", 3800, 1590),
        ("999", 999, 999),
        ("price*1.5-stock*(2+3)", 5820, 2435),
        ("price - 2000", 1900, 0),
    ],
)
def test_a_formula_sets_every_price(admin, query, formula, stone, tin):
    page = admin.post("/admin/pricing", data={"formula": formula}, follow_redirects=True).text
    assert "6 prices were set" in page
    assert prices(query)["STONE-38"] == stone
    assert prices(query)["TIN-LOAF-2"] == tin


def test_prices_are_rounded_to_whole_cents(admin, query):
    admin.post("/admin/pricing", data={"formula": "price / 7"})
    assert prices(query)["STONE-38"] == 557
    assert prices(query)["FLR-RYE-1"] == 46


@pytest.mark.parametrize("formula", ["", "price +", "price * (2", "cost * 2", "price / 0", "price 2"])
def test_a_formula_that_cannot_be_worked_out_changes_nothing(admin, query, formula):
    before = prices(query)
    assert admin.post("/admin/pricing", data={"formula": formula}).status_code == 400
    assert prices(query) == before


def test_the_pricing_page_shows_all_prices(admin):
    page = admin.get("/admin/pricing").text
    assert "Baking stone, 38 cm" in page
    assert "39.00 €" in page


def test_coupons_are_made_and_shown(admin, query):
    page = admin.post("/admin/coupons", data={"percent": "15", "count": "3"}).text
    rows = query("SELECT * FROM coupons")
    assert [row["percent"] for row in rows] == [15, 15, 15]
    assert all(row["code"] in page for row in rows)


def test_coupon_codes_are_different_and_not_short(admin, query):
    admin.post("/admin/coupons", data={"percent": "15", "count": "5"})
    codes = {row["code"] for row in query("SELECT code FROM coupons")}
    assert len(codes) == 5
    assert all(code.startswith("CRUMB-") and len(code) >= 12 for code in codes)


def test_a_coupon_that_was_made_can_be_redeemed(admin, ada, query):
    admin.post("/admin/coupons", data={"percent": "50"})
    (coupon,) = query("SELECT * FROM coupons")
    ada.post("/cart/add", data={"sku": "STONE-38", "quantity": "4"})
    page = ada.post("/orders/checkout", data={"coupon": coupon["code"]}, follow_redirects=True).text
    assert "Total: 78.00 €" in page
    assert coupon["code"] not in admin.get("/admin/coupons").text


@pytest.mark.parametrize("form", [{"percent": "0"}, {"percent": "a"}, {"percent": "5", "count": "101"}])
def test_coupons_have_limits(admin, query, form):
    assert admin.post("/admin/coupons", data=form).status_code == 400
    assert query("SELECT * FROM coupons") == []


def test_settings_are_imported_and_shown_on_every_page(admin, client):
    page = import_settings(admin, "shop_name: Brot & Salz\nannouncement: 'Closed: Monday'\n").text
    assert "2 settings were imported" in page
    page = client.get("/").text
    assert "Brot &amp; Salz" in page
    assert "Closed: Monday" in page


def test_settings_may_be_nested(admin, client):
    import_settings(admin, "opening_hours:\n  Monday to Friday: 9 to 18\n  Saturday: 10 to 16\n")
    page = client.get("/").text
    assert "Monday to Friday: 9 to 18" in page
    assert "Saturday: 10 to 16" in page


def test_settings_may_be_numbers(admin, ada):
    import_settings(admin, "free_shipping_from_cents: 300\n")
    ada.post("/cart/add", data={"sku": "FLR-RYE-1"})
    assert "Total: 3.20 €" in ada.post("/orders/checkout", follow_redirects=True).text


def test_settings_that_are_not_named_stay(admin, client):
    import_settings(admin, "announcement: Fresh yeast on Fridays\n")
    import_settings(admin, "# comments are fine\nshop_name: Brot\n")
    page = client.get("/").text
    assert "Fresh yeast on Fridays" in page
    assert "Brot" in page


def test_the_example_file_can_be_imported(admin, request):
    text = (request.config.rootpath / "config" / "settings.example.yml").read_text("utf-8")
    assert "4 settings were imported" in import_settings(admin, text).text


@pytest.mark.parametrize(
    "text",
    [
        "shop_name: [never closed",
        "- a\n- list\n",
        "just a sentence",
        "colour: red\n",
        "free_shipping_from_cents: soon\n",
        "shop_name: Fine\ncolour: red\n",
        "",
    ],
)
def test_settings_that_make_no_sense_change_nothing(admin, query, text):
    assert import_settings(admin, text).status_code == 400
    assert query("SELECT * FROM settings") == []
