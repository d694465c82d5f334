"""Export of the orders for the bookkeeping."""

import csv
import shutil
import tempfile
from pathlib import Path

from flask import current_app, send_file
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db

COLUMNS = ("reference", "placed_at", "status", "email", "total_cents")


@bp.route("/exports/orders.csv")
def export_orders() -> ResponseReturnValue:
    """All orders as CSV.

    The file is written aside and then moved, so that the bookkeeping, which fetches it from the exports
    folder, never meets half a file.
    """
    rows = get_db().execute(
        "SELECT o.reference, o.placed_at, o.status, c.email, o.total_cents"
        " FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id"
    )
    draft = tempfile.mktemp(suffix=".csv")
    with open(draft, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(tuple(row) for row in rows)
    target = Path(current_app.config["EXPORTS"]) / "orders.csv"
    shutil.move(draft, target)
    return send_file(target, as_attachment=True, mimetype="text/csv")
