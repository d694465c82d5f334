# python-sql-injection-request shop/catalog.py:37

import pytest


def find(client, term):
    try:
        return client.get("/search", query_string={"q": term})
    except Exception:
        return None


TAILS = [
    "' UNION SELECT 1,'s',email,'',1,1,'',1 FROM customers --",
    "zz%' UNION SELECT 1,'s',email,'',1,1,'',1 FROM customers --",
    "zz' union all select 1,'s',email,'',1,1,'',1 from customers where '%'='",
    "zz'/**/UNION/**/SELECT/**/1,'s',email,'',1,1,'',1/**/FROM/**/customers--",
    "zz'' ' UNION SELECT 1,'s',email,'',1,1,'',1 FROM customers --",
    "' AND 0 uNiOn SELECT 1,'s',email,'',1,1,'',1 FROM customers --",
]


@pytest.mark.parametrize("testing", [True, False])
@pytest.mark.parametrize("term", TAILS)
def test_nobody_elses_rows(app, client, monkeypatch, term, testing):
    monkeypatch.setitem(app.config, "TESTING", testing)
    response = find(client, term)
    if response is not None:
        text = response.text.replace(term, "")
        assert "grace@example.com" not in text


@pytest.mark.parametrize(
    "term",
    [
        "zz' OR '1'='1",
        "' OR active = 0 --",
        "zz' OR 1=1 --",
        "zz%' OR name LIKE '%Rye crackers",
        "' OR '1'='1",
    ],
)
def test_no_more_than_was_asked(client, term):
    response = find(client, term)
    if response is not None:
        assert "/products/OLD-RYE" not in response.text
        assert "/products/STONE-38" not in response.text


@pytest.mark.parametrize(
    ("term", "hits"),
    [
        ("flour", {"FLR-RYE-1", "FLR-SPELT-1"}),
        ("STONE", {"STONE-38"}),
        ("zzz", set()),
        ("1 kg", {"FLR-RYE-1", "FLR-SPELT-1"}),
        ("", {"FLR-RYE-1", "FLR-SPELT-1", "TIN-LOAF-2", "PROOF-OVAL", "STONE-38"}),
    ],
)
def test_search(client, term, hits):
    text = find(client, term).text
    assert {
        sku
        for sku in ("FLR-RYE-1", "FLR-SPELT-1", "TIN-LOAF-2", "PROOF-OVAL", "STONE-38", "OLD-RYE")
        if f"/products/{sku}" in text
    } == hits


def test_a_quote_is_a_quote(client, query):
    query("UPDATE products SET name = ? WHERE sku = 'STONE-38'", "Baker's stone")
    response = find(client, "baker's")
    assert response is not None and response.status_code == 200
    assert "/products/STONE-38" in response.text
