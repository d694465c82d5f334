# python-sql-injection-request shop/catalog.py:37
"""A search term is text: whatever is in it, only products on sale whose name it occurs in are listed."""

import contextlib
import re

import pytest

HARMLESS = "flour"
ATTACKS = [
    "zzz' UNION SELECT 1, email, password_hash, '', 1, 1, '', 1 FROM customers --",
    "zzz' uNiOn/**/sElEcT/**/1,email,password_hash,'',1,1,'',1/**/FROM/**/customers--",
    "zzz' UNION SELECT 1, sql, name, '', 1, 1, '', 1 FROM sqlite_master WHERE sql LIKE 'CREATE",
    "zzz' OR active = 0 --",
    "zzz' OR 1=1 --",
    "zzz'OR(active=0)OR'",
    "zzz' OR name LIKE 'Rye crackers",
    "zzz' OR '1' = '1' /*",
    "zzz%' OR (SELECT is_admin FROM customers WHERE id = 3) = 1 OR name LIKE '%zzz",
    "zzz\\' OR 1=1 --",
]


def search(client, term):
    """SKU and name of each product that is listed."""
    page = client.get("/search", query_string={"q": term}).text
    return re.findall(r'href="/products/([^"]*)">([^<]*)<', page)


def fits(name, term):
    """Whether a name contains the term; SQL's wildcards may keep their meaning."""
    wild = {"%": ".*", "_": "."}
    return re.search("".join(wild.get(char) or re.escape(char) for char in term), name, re.IGNORECASE)


@pytest.mark.parametrize("term", ATTACKS)
def test_attack_a_term_changes_the_question(client, query, term):
    listed = []
    with contextlib.suppress(Exception):
        listed = search(client, term)
    on_sale = {(row["sku"], row["name"]) for row in query("SELECT * FROM products WHERE active = 1")}
    assert [row for row in listed if row not in on_sale or not fits(row[1], term)] == []


@pytest.mark.parametrize(
    ("term", "skus"),
    [
        ("flour", ["FLR-RYE-1", "FLR-SPELT-1"]),
        (" Baking stone ", ["STONE-38"]),
        ("LOAF", ["TIN-LOAF-2"]),
        ("tin, 2", ["TIN-LOAF-2"]),
        ("rye", ["FLR-RYE-1"]),
        ("38", ["STONE-38"]),
        ("", ["STONE-38", "TIN-LOAF-2", "PROOF-OVAL", "FLR-RYE-1", "FLR-SPELT-1"]),
    ],
)
def test_control_search_lists_what_is_on_sale(client, term, skus):
    assert [sku for sku, _ in search(client, term)] == skus


def test_control_search_says_when_nothing_was_found(client):
    page = client.get("/search?q=chainsaw").text
    assert "Nothing found" in page
    assert "chainsaw" in page
