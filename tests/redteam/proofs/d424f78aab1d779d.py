# python-code-injection-request shop/admin/pricing.py:30
"""A formula works out prices and runs no Python."""

import contextlib

import pytest

HARMLESS = "price"  # leaves every price as it is
ATTACKS = [
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]"
    ".__init__.__globals__['system']('touch pwned')",
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'catch_warnings'][0]()"
    "._module.__builtins__['open']('pwned', 'w')",
    # words that a list of forbidden ones would look for, written in another way
    "[c for c in ()._\uff3fclass_\uff3f._\uff3fbase_\uff3f._\uff3fsubclasses_\uff3f()"
    " if c._\uff3fname_\uff3f == '_wrap' + '_close'][0]"
    "._\uff3finit_\uff3f._\uff3fglobals_\uff3f['sys' + 'tem']('touch pw' + 'ned')",
    "price if [c for c in 0 .__class__.__mro__[1].__subclasses__() if c.__name__ == '_wrap_close'][0]"
    ".__init__.__globals__['popen']('touch pwned').read() else price",
    # no harm to the machine, but code: whoever may change prices calls what he likes
    "(lambda: 5)()",
    "price.__class__.__subclasses__.__call__().__len__()",
    "price.__init__.__self__.__class__('7')",
    "(7).__add__(0)",
    "[*(x for x in (7,))][0]",
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder, in which commands would run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prices(query):
    return {row["sku"]: row["price_cents"] for row in query("SELECT sku, price_cents FROM products")}


@pytest.mark.parametrize("formula", ATTACKS)
def test_attack_a_formula_runs_code(admin, query, here, formula):
    before = prices(query)
    with contextlib.suppress(Exception):
        admin.post("/admin/pricing", data={"formula": formula})
    assert list(here.iterdir()) == []
    assert prices(query) == before


@pytest.mark.parametrize(
    ("formula", "stone", "tin"),
    [
        ("price * 0.9", 3510, 1521),
        ("price / 2 + 10", 1960, 855),
        ("(price + 100) * 2 - stock", 7994, 3560),
        ("-100 + price", 3800, 1590),
        ("price*1.5-stock*(2+3)", 5820, 2435),
        ("price - 2000", 1900, 0),
        ("price / 7", 557, 241),
        ("999", 999, 999),
    ],
)
def test_control_a_formula_sets_every_price(admin, query, formula, stone, tin):
    response = admin.post("/admin/pricing", data={"formula": formula}, follow_redirects=True)
    assert "6 prices were set" in response.text
    assert prices(query)["STONE-38"] == stone
    assert prices(query)["TIN-LOAF-2"] == tin


@pytest.mark.parametrize("formula", ["price +", "cost * 2", "price / 0"])
def test_control_a_formula_that_cannot_be_worked_out_is_refused(admin, query, formula):
    before = prices(query)
    assert admin.post("/admin/pricing", data={"formula": formula}).status_code == 400
    assert prices(query) == before
