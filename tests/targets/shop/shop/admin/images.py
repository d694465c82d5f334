"""Product pictures: upload, and naming by what a file really is."""

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db
from shop.files import resolve_below

SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}


def image_extension(content: bytes) -> str:
    """`png`, `jpg` or `gif`, from the first bytes. Raises ValueError for anything else."""
    for signature, extension in SIGNATURES.items():
        if content.startswith(signature):
            return extension
    raise ValueError("not a PNG, JPEG or GIF image")


@bp.route("/products/<sku>/image", methods=["POST"])
def upload_image(sku: str) -> ResponseReturnValue:
    """Replace a product's picture. The file is named after the product, whatever its name was before."""
    content = request.files["image"].read()
    try:
        name = f"{sku.lower()}.{image_extension(content)}"
        path = resolve_below(current_app.config["UPLOADS"], name)
    except ValueError as problem:
        abort(400, str(problem))
    db = get_db()
    if db.execute("UPDATE products SET image = ? WHERE sku = ?", (name, sku)).rowcount == 0:
        abort(404)
    path.write_bytes(content)
    db.commit()
    flash(f"{sku} has a new picture.")
    return redirect(url_for("catalog.product", sku=sku))
