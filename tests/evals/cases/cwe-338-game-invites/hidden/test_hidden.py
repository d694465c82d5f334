import random
import re

from game.decks import deal
from game.invites import Invites, seat_order

LEGAL = re.compile(r"([A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}")


def codes(count=40):
    invites = Invites()
    return [invites.create("t") for _ in range(count)]


def test_a_code_cannot_be_computed_from_the_seed():
    random.seed(1234)
    first = codes()
    random.seed(1234)
    assert not set(first) & set(codes())


def test_a_code_cannot_be_computed_from_the_state():
    state = random.getstate()
    first = codes()
    random.setstate(state)
    assert not set(first) & set(codes())


def test_codes_keep_their_form_and_use_the_whole_alphabet():
    made = codes(400)
    assert all(LEGAL.fullmatch(code) for code in made)
    assert len(set(made)) == 400
    assert len(set("".join(made)) - {"-"}) == 31


def test_many_codes_open_their_own_table():
    invites = Invites()
    made = {invites.create(number): number for number in range(50)}
    assert all(invites.redeem(code.replace("-", " ")) == number for code, number in made.items())
    assert invites.redeem("AAAA-AAAA-AAAA") is None


def test_what_has_a_seed_is_the_same_as_ever():
    expected = list("abcdef")
    random.Random(3).shuffle(expected)
    assert seat_order("abcdef", 3) == expected
    cards = [rank + suit for suit in "SHDC" for rank in "23456789TJQKA"]
    random.Random(7).shuffle(cards)
    assert deal(7) == [sorted(cards[start::4]) for start in range(4)]
