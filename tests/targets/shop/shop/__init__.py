"""The web shop of Crumb & Co: catalogue, cart, orders, back office and a small API."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from shop import account, auth, cart, catalog, cli, db, money, orders, preferences
from shop.admin import bp as admin_bp
from shop.api import bp as api_bp
from shop.config import Defaults


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the application. `config` wins over the environment, which wins over the defaults."""
    app = Flask(__name__)
    app.config.from_object(Defaults)
    app.config.from_prefixed_env("SHOP")
    app.config.from_mapping(config or {})
    _prepare_folders(app)

    db.init_app(app)
    auth.init_app(app)
    cli.init_app(app)
    app.add_template_filter(money.format_cents, "money")
    app.context_processor(preferences.template_values)
    for blueprint in (catalog.bp, cart.bp, account.bp, orders.bp, admin_bp, api_bp):
        app.register_blueprint(blueprint)
    return app


def _prepare_folders(app: Flask) -> None:
    """Fill in the paths below DATA_DIR and make sure that the folders exist."""
    data = Path(app.config["DATA_DIR"] or app.instance_path).resolve()
    app.config["DATA_DIR"] = str(data)
    app.config.setdefault("DATABASE", str(data / "shop.sqlite3"))
    for key, name in (("UPLOADS", "uploads"), ("EXPORTS", "exports"), ("BACKUPS", "backups")):
        app.config.setdefault(key, str(data / name))
        Path(app.config[key]).mkdir(parents=True, exist_ok=True)
