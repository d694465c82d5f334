"""Commands: `flask --app shop init-db`, `seed`, `create-admin`."""

import click
from flask import Flask
from flask.cli import with_appcontext

from shop import customers
from shop.db import get_db, init_db

PRODUCTS = (
    ("FLR-RYE-1", "Rye flour, 1 kg", "Stone-ground, full grain.", 320, 80),
    ("FLR-SPELT-1", "Spelt flour, 1 kg", "Light, for cakes and bread.", 410, 55),
    ("TIN-LOAF-2", "Loaf tin, 2 lb", "Folded steel, no coating.", 1690, 20),
    ("PROOF-OVAL", "Proofing basket, oval", "Rattan, 30 cm.", 1450, 0),
    ("STONE-38", "Baking stone, 38 cm", "Cordierite, 15 mm.", 3900, 6),
)


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (init_db_command, seed_command, create_admin_command):
        app.cli.add_command(command)


@click.command("init-db")
@with_appcontext
def init_db_command() -> None:
    """Create the tables."""
    init_db()
    click.echo("The database is ready.")


@click.command("seed")
@with_appcontext
def seed_command() -> None:
    """Add a few products to try the shop with."""
    db = get_db()
    db.executemany(
        "INSERT OR IGNORE INTO products (sku, name, description, price_cents, stock) VALUES (?, ?, ?, ?, ?)",
        PRODUCTS,
    )
    db.commit()
    click.echo(f"{len(PRODUCTS)} products are on sale.")


@click.command("create-admin")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_appcontext
def create_admin_command(email: str, password: str) -> None:
    """Open an account with access to the back office."""
    try:
        customers.create_customer(email, "Administrator", password, is_admin=True)
    except customers.EmailTaken:
        raise click.ClickException(f"{email} has an account already") from None
    click.echo(f"{email} may use the back office.")
