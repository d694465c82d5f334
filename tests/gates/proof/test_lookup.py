"""A check for a key that is looked up anyway: taking it away makes no wrong fix."""

from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.proof.python_mutants import patch_mutants
from agent.verdict import Status
from tests.gates.proof.here import judged, python

BASE = '''"""Stock."""

ORDERS = {"sku": "sku", "name": "name"}


def find(connection, term, order="name"):
    """The articles with a term."""
    rows = connection.execute(f"SELECT sku FROM stock WHERE name LIKE '%{term}%' ORDER BY {order}")
    return [row[0] for row in rows]
'''
SINK = """    rows = connection.execute(f"SELECT sku FROM stock WHERE name LIKE '%{term}%' ORDER BY {order}")
"""
CHECK = "    if order not in ORDERS:\n        raise ValueError(order)\n"
LOOKUP = "    column = ORDERS[order]\n"
SAFE = """    rows = connection.execute(f"SELECT sku FROM stock WHERE name LIKE ? ORDER BY {column}", (f"%{term}%",))
"""


def checks(after: str, before: str = BASE) -> list[str]:
    line = next(n for n, text in enumerate(before.split("\n"), 1) if "execute(" in text)
    mutants = patch_mutants(Change("stock.py", before.encode(), after.encode()), [line])
    return [mutant.name for mutant in mutants if mutant.layer]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (LOOKUP + SAFE, SAFE.replace("{column}", "{ORDERS[order]}")),
        (LOOKUP, "    term = term.strip()\n" + LOOKUP),
        (CHECK + LOOKUP, "    known: dict = {'a': 'b'}\n" + CHECK.replace("ORDERS", "known") + LOOKUP.replace("ORDERS", "known")),
    ],
)  # fmt: skip
def test_a_key_that_is_looked_up_before_the_use_needs_no_check(old: str, new: str) -> None:
    after = BASE.replace(SINK, CHECK + LOOKUP + SAFE)
    assert not checks(after.replace(old, new) if old else after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SAFE, SAFE.replace("{column}", "{order}")),
        (SAFE, SAFE.replace("{column}", "{column} {order}")),
        (LOOKUP, "    column = ORDERS.get(order, order)\n"),
        (LOOKUP, "    column = ORDERS[order] if term else order\n"),
        (LOOKUP, "    if term:\n        column = ORDERS[order]\n"),
        (LOOKUP, "    column = term and ORDERS[order]\n"),
        (LOOKUP, "    column = ORDERS[order.lower()]\n"),
        (LOOKUP, "    column, order = order, 'sku'\n" + LOOKUP.replace("column", "_")),
        (LOOKUP + SAFE, SAFE.replace("{column}", "{term}") + LOOKUP),
        ('ORDERS = {"sku": "sku", "name": "name"}', "ORDERS = defaultdict(str)"),
        ('ORDERS = {"sku": "sku", "name": "name"}', "from tables import ORDERS"),
        ('ORDERS = {"sku": "sku", "name": "name"}', "ORDERS = ['sku']"),
        ('ORDERS = {"sku": "sku", "name": "name"}', "ORDERS = {}\nORDERS = Anything()"),
        (CHECK, CHECK + "    ORDERS[order] = order\n"),
        (CHECK, CHECK + "    ORDERS.setdefault(order, order)\n"),
        ('term, order="name"', 'term, ORDERS, order="name"'),
        (CHECK, CHECK.replace("not in", "in")),
        (CHECK, CHECK.replace("order not in ORDERS", "order not in ORDERS or ';' in term")),
    ],
)
def test_any_other_check_for_a_key_is_one(old: str, new: str) -> None:
    after = BASE.replace(SINK, CHECK + LOOKUP + SAFE)
    assert after.count(old) == 1
    assert checks(after.replace(old, new))


def test_a_helper_looks_up_right_behind_its_check() -> None:
    helper = "\n\ndef column_of(order):\n" + CHECK + "    return ORDERS[order]\n"
    use = SAFE.replace("{column}", "{column_of(kind)}").replace('order="name"', "")
    assert not checks(BASE.replace(SINK, use) + helper)
    late = helper.replace("    return", "    run(order)\n    return")
    assert checks(BASE.replace(SINK, use) + late)


PROOF = """import sqlite3
from stock import find

ATTACKS = ["(SELECT 1 FROM nowhere)", "no_such_column"]
HARMLESS = "sku"


def shelf(order):
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE stock (sku, name); INSERT INTO stock VALUES ('b', 'ant'), ('a', 'bee')")
    try:
        return find(connection, "", order)
    except sqlite3.OperationalError:
        return "reached"
    except Exception:
        return None


def test_attack_order_reaches_the_query():
    for attack in ATTACKS:
        assert shelf(attack) != "reached"


def test_control_orders():
    assert shelf("sku") == ["a", "b"]
    assert shelf("name") == ["b", "a"]
"""


@pytest.mark.parametrize(
    ("used", "status"), [("{column}", Status.PASSED), ("{column}, {order}", Status.INCONCLUSIVE)]
)
def test_the_gate_asks_only_where_the_key_itself_is_used_on(used: str, status: Status) -> None:
    edits = {SINK: CHECK + LOOKUP + SAFE.replace("{column}", used)}
    answer, _ = judged("stock.py", BASE, edits, "execute(", PROOF, python("stock.py", BASE))
    assert answer.status is status, answer.detail
    assert ("if order not in ORDERS:" in answer.detail) is (status is Status.INCONCLUSIVE)


def test_a_table_that_answers_every_key_still_has_to_be_missed() -> None:
    base = BASE.replace('{"sku": "sku", "name": "name"}', 'type("Free", (dict,), {"__missing__": lambda s, k: "sku"})(sku="sku", name="name")')  # fmt: skip
    edits = {SINK: CHECK + LOOKUP + SAFE}
    answer, _ = judged("stock.py", base, edits, "execute(", PROOF, python("stock.py", base))
    assert answer.status is Status.INCONCLUSIVE, answer.detail
