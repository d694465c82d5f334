"""Settings of the shop that the staff may change, kept in the database."""

import json
from typing import Any

from flask import g

from shop.db import get_db

DEFAULTS: dict[str, Any] = {
    "shop_name": "Crumb & Co",
    "announcement": "",
    "free_shipping_from_cents": 6000,
    "opening_hours": {},
}


def get(name: str) -> Any:
    """The present value of one setting. Raises KeyError for a name that is not a setting."""
    row = get_db().execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return DEFAULTS[name] if row is None else json.loads(row["value"])


def put(values: dict[str, Any]) -> None:
    """Store several settings, or none of them.

    Raises ValueError for an unknown name or a value of another type than the default's.
    """
    for name, value in values.items():
        if name not in DEFAULTS:
            raise ValueError(f"unknown setting: {name}")
        if not isinstance(value, type(DEFAULTS[name])):
            raise ValueError(f"{name} must be of type {type(DEFAULTS[name]).__name__}")
    db = get_db()
    db.executemany(
        "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)",
        [(name, json.dumps(value, default=str)) for name, value in values.items()],
    )
    db.commit()


def template_values() -> dict[str, Any]:
    """What every page shows."""
    return {
        "shop_name": get("shop_name"),
        "announcement": get("announcement"),
        "opening_hours": get("opening_hours"),
        "customer": g.get("customer"),
    }
