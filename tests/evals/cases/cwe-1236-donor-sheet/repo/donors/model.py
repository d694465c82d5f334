"""Donors and what they gave."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Donor:
    """`name` and `message` are what the donor typed; `amount` is negative where money was paid back."""

    name: str
    message: str
    amount: Decimal
