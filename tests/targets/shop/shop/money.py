"""Amounts are whole cents everywhere; this is how they are written and read."""

from decimal import Decimal, InvalidOperation


def format_cents(cents: int) -> str:
    """`1250` as `12.50 €`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d} €"


def parse_cents(text: str) -> int:
    """`12.5` or `12,50` as `1250`. Raises ValueError for anything that is not an amount of zero or more."""
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"not an amount: {text!r}") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"not an amount: {text!r}")
    return int((amount * 100).to_integral_value())


def discounted(cents: int, percent: int) -> int:
    """`cents` less `percent` per cent, rounded in the customer's favour."""
    return cents * (100 - percent) // 100
