"""Invitations to a private table; whoever has the code may sit down."""

import random

# Without letters and digits that are mistaken for one another.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


class Invites:
    def __init__(self):
        self._tables = {}

    def create(self, table):
        """A new code, in groups of four, that opens the table once."""
        access_code = "".join(random.choice(ALPHABET) for _ in range(LENGTH))
        self._tables[access_code] = table
        return "-".join(access_code[start : start + 4] for start in range(0, LENGTH, 4))

    def redeem(self, code):
        """The table that the code opens, or None."""
        return self._tables.pop(code.replace("-", "").replace(" ", "").upper(), None)


def seat_order(players, seed):
    """The players in the order they sit; the same seed always gives the same order."""
    order = list(players)
    random.Random(seed).shuffle(order)
    return order
