"""Reports: texts filled from templates on disk, and a printable sales summary."""

import os
from string import Template

from flask import Response, abort, current_app, render_template, render_template_string, request
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db
from shop.money import format_cents

SALES_TABLE = """
<table>
{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.sold }}</td></tr>{% endfor %}
</table>
<p>Turnover: {{ turnover }}</p>
"""


def figures() -> dict[str, str | int]:
    """The numbers that a report template may use, by name."""
    db = get_db()
    orders = db.execute(
        "SELECT COUNT(*) AS n, COALESCE(SUM(total_cents), 0) AS cents FROM orders WHERE status != 'cancelled'"
    ).fetchone()
    stock = db.execute(
        "SELECT COUNT(*) AS n, COALESCE(SUM(stock = 0), 0) AS out FROM products WHERE active = 1"
    ).fetchone()
    return {
        "orders": orders["n"],
        "turnover": format_cents(orders["cents"]),
        "products": stock["n"],
        "sold_out": stock["out"],
    }


@bp.route("/reports")
def reports() -> ResponseReturnValue:
    """The report templates to choose from."""
    names = sorted(os.listdir(current_app.config["REPORT_TEMPLATES"]))
    return render_template("admin/reports.html", names=names)


@bp.route("/reports/text")
def text_report() -> ResponseReturnValue:
    """A template filled with the present figures: `/admin/reports/text?template=monthly.txt`."""
    name = request.args.get("template", "monthly.txt")
    try:
        with open(os.path.join(current_app.config["REPORT_TEMPLATES"], name), encoding="utf-8") as file:
            template = Template(file.read())
    except OSError:
        abort(404)
    return Response(template.safe_substitute(figures()), mimetype="text/plain")


@bp.route("/reports/sales")
def sales_report() -> ResponseReturnValue:
    """What was sold how often, under a heading of the reader's choice."""
    heading = request.args.get("heading", "Sales")
    rows = get_db().execute(
        "SELECT name, SUM(quantity) AS sold FROM order_lines GROUP BY sku ORDER BY sold DESC, name"
    )
    return render_template_string(
        "<!doctype html><h1>" + heading + "</h1>" + SALES_TABLE,
        rows=rows.fetchall(),
        turnover=figures()["turnover"],
    )
