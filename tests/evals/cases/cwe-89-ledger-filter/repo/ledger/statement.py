"""Prints a statement of account."""


def lines(ledger, account, since=None):
    """One line of text for each entry, and the balance below."""
    shown = [
        f"{day}  {memo:<30} {cents / 100:>10.2f}" for _, memo, cents, day in ledger.entries(account, since=since)
    ]
    return [*shown, f"{'Balance':<42} {ledger.balance(account) / 100:>10.2f}"]
