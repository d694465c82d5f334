"""What the wholesaler has in stock."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from shop import suppliers
from shop.admin.blueprint import bp
from shop.catalog import find_product


@bp.route("/products/<sku>/supply")
def supply(sku: str) -> ResponseReturnValue:
    """How many of a product can be ordered now."""
    product = find_product(sku)
    if product is None:
        abort(404)
    try:
        count = suppliers.available(sku)
    except suppliers.SupplierError:
        abort(502, "The wholesaler does not answer.")
    return render_template("admin/supply.html", product=product, count=count)
