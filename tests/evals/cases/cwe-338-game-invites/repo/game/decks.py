"""Decks of cards that can be dealt again from their seed."""

import random

SUITS = "SHDC"
RANKS = "23456789TJQKA"


def deal(seed, hands=4):
    """`hands` hands of 13 cards; the same seed always deals the same."""
    cards = [rank + suit for suit in SUITS for rank in RANKS]
    random.Random(seed).shuffle(cards)
    return [sorted(cards[start::4]) for start in range(hands)]
