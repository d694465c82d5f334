# python-code-injection-request shop/admin/pricing.py:30

import signal

import pytest


def reprice(admin, formula):
    def ring(*_args):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(3)
    try:
        return admin.post("/admin/pricing", data={"formula": formula}).status_code
    except TimeoutError:
        return 999
    except Exception:
        return 500
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def prices(query):
    return {row["sku"]: row["price_cents"] for row in query("SELECT sku, price_cents FROM products")}


@pytest.mark.parametrize(
    "formula",
    [
        "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['mkdir']('{0}') or 1",
        "(lambda: [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['mkdir']('{0}'))() or 1",
        "[f'{{c:}}' for c in [1]] and [c for c in getattr((), '_' + '_class_' + '_').__base__.__subclasses__()] and 1",
        "[c for c in ''.__class__.__mro__[1].__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['mkdir']('{0}') or price",
        "[c for c in (x for x in ()).gi_frame.f_back.f_builtins.values() if 0] or 1 and "
        "(x for x in ()).gi_frame.f_globals",
        "__import__('os').mkdir('{0}') or 1",
    ],
)
def test_no_code(admin, data, tmp_path, formula):
    marker = tmp_path / "marker"
    reprice(admin, formula.format(marker))
    assert not marker.exists()


@pytest.mark.parametrize(
    "formula",
    [
        "[x for x in (1, 2)][0]",
        "(lambda: 3)()",
        "price.real",
        "price if price else 1",
        "price.bit_length()",
        "(price := 5)",
        "[1, 2][0]",
        "len('abc')",
        "{{1: 2}}[1]",
        "'ab'.count('a')",
    ],
)
def test_only_arithmetic(admin, query, formula):
    before = prices(query)
    assert reprice(admin, formula) != 302
    assert prices(query) == before


@pytest.mark.parametrize("formula", ["9**9**9", "9**9**9**9", "1<<9999999999", "price**99999999"])
def test_no_endless_work(admin, query, formula):
    assert reprice(admin, formula) != 999


@pytest.mark.parametrize(
    ("formula", "price"),
    [
        ("price * 0.9 - 10", 278),
        ("1200", 1200),
        ("(price + stock) / 2", 200),
        ("-price + 1000", 680),
        ("0 - price", 0),
        (" price*2 ", 640),
        ("-(price - 400)", 80),
    ],
)
def test_formulas(admin, query, formula, price):
    assert reprice(admin, formula) == 302
    assert prices(query)["FLR-RYE-1"] == price


@pytest.mark.parametrize("formula", ["", "price +", "1 / 0", "cost", "price ; 1"])
def test_what_is_no_formula(admin, query, formula):
    before = prices(query)
    assert reprice(admin, formula) == 400
    assert prices(query) == before
