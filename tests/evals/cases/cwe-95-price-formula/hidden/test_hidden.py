import pytest

from pricing.web import create_app


@pytest.fixture
def client():
    app = create_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def attempt(client, formula, code="A1"):
    return client.post(f"/try/{code}", data={"formula": formula})


@pytest.mark.parametrize(
    "formula",
    [
        "open({!r}, 'w').write('1')",
        "__import__('os').system('touch ' + {!r})",
        "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['system']('touch ' + {!r})",
        "(lambda: open({!r}, 'w').write('1'))()",
        "cost.__class__.__base__ and open({!r}, 'w').write('1')",
        "[open({!r}, 'w').write('1') for x in (1,)][0]",
    ],
)
def test_a_formula_runs_no_code(client, tmp_path, formula):
    mark = tmp_path / "came-in"
    assert attempt(client, formula.format(str(mark))).status_code >= 400
    assert not mark.exists()


@pytest.mark.parametrize("formula", ["cost.real", "().__class__.__name__.__len__()", "len('abc')", "stock.bit_length()", "max(1, 2)"])
def test_a_formula_reaches_no_attributes_or_functions(client, formula):
    assert attempt(client, formula).status_code >= 400


@pytest.mark.parametrize(
    ("formula", "price"),
    [
        ("12", 12.0),
        ("cost", 12.5),
        ("-cost + 20", 7.5),
        ("+cost", 12.5),
        ("(cost + weight) * 2 / 4 - 1.5", 6.25),
        ("cost - weight - 1", 8.5),
        ("2*(stock-(10+5))", 50.0),
        ("cost / 8 / 2", 0.78),
        ("1.5e2 * .5", 75.0),
    ],
)
def test_honest_formulas_are_computed(client, formula, price):
    assert attempt(client, formula).json == {"price": price}


@pytest.mark.parametrize("formula", ["", "cost +* 2", "(cost", "margin", "cost / 0", "cost cost", "1 2"])
def test_what_cannot_be_computed_is_answered_with_400(client, formula):
    assert attempt(client, formula).status_code == 400
