"""Default settings.

Each of them can be overridden by an environment variable with the prefix SHOP_
(SHOP_DATA_DIR, SHOP_PORT and so on), and by the mapping given to `create_app`.
"""

from pathlib import Path

PACKAGE = Path(__file__).parent


class Defaults:
    """What holds when neither the environment nor the caller says otherwise."""

    SECRET_KEY = "rye-starter-7f3a91c4-crumb"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = "Lax"
    MAX_CONTENT_LENGTH = 8 * 1024 * 1024

    PORT = 8000
    DATA_DIR = ""
    """Database, uploads, exports and backups; empty means Flask's instance folder."""
    REPORT_TEMPLATES = str(PACKAGE / "report_templates")

    PRICE_FEED_HOSTS = ("feeds.millstone.example", "prices.ovenworks.example")
    """Suppliers that we have an agreement with about price feeds."""
    SUPPLIER_URL = "https://api.millstone.example"
    SUPPLIER_TOKEN = ""
    WEBHOOK_SECRET = ""
    """Shared with the payment provider; empty switches the webhook off."""
