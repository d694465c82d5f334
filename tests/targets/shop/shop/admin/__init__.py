"""The back office, open to the staff only. Importing this package registers all its pages."""

from shop.admin import backups, coupons, dashboard, exports, feeds, images, pricing, reports, settings, supply
from shop.admin.blueprint import bp

__all__ = [
    "backups",
    "bp",
    "coupons",
    "dashboard",
    "exports",
    "feeds",
    "images",
    "pricing",
    "reports",
    "settings",
    "supply",
]
