"""Coupons: codes that take a percentage off one order."""

import random

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.db import get_db

MAX_COUPONS = 100


def new_coupon_code() -> str:
    """A code for one coupon, such as `CRUMB-04711815`."""
    return f"CRUMB-{random.randint(0, 99_999_999):08d}"


@bp.route("/coupons")
def coupons() -> ResponseReturnValue:
    """All coupons that were not used yet."""
    rows = get_db().execute("SELECT * FROM coupons WHERE used = 0 ORDER BY percent, code").fetchall()
    return render_template("admin/coupons.html", coupons=rows)


@bp.route("/coupons", methods=["POST"])
def create_coupons() -> ResponseReturnValue:
    """Make several coupons of one percentage."""
    try:
        percent, count = int(request.form["percent"]), int(request.form.get("count", "1"))
    except ValueError:
        abort(400, "Whole numbers, please.")
    if not 1 <= percent <= 100 or not 1 <= count <= MAX_COUPONS:
        abort(400, f"1 to 100 percent, and at most {MAX_COUPONS} coupons at a time.")
    db = get_db()
    db.executemany(
        "INSERT INTO coupons (code, percent) VALUES (?, ?)",
        [(new_coupon_code(), percent) for _ in range(count)],
    )
    db.commit()
    return coupons()
