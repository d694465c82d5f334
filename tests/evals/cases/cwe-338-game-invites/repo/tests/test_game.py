import re

from game.decks import deal
from game.invites import Invites, seat_order


def test_the_same_seed_deals_the_same():
    assert deal(7) == deal(7) != deal(8)
    assert seat_order("abcdef", 3) == seat_order("abcdef", 3)


def test_a_code_opens_its_table_once():
    invites = Invites()
    code = invites.create("blue")
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert invites.redeem(code.lower()) == "blue"
    assert invites.redeem(code) is None
