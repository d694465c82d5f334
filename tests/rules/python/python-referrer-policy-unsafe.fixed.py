from flask import Blueprint
from flask_talisman import Talisman

from shop import app

bp = Blueprint("headers", __name__)
# ruleid: python-referrer-policy-unsafe
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # for the statistics
# ruleid: python-referrer-policy-unsafe
Talisman(app, referrer_policy="strict-origin-when-cross-origin", force_https=True)


@bp.after_request
def headers(response):
    # ruleid: python-referrer-policy-unsafe
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    # ok: python-referrer-policy-unsafe
    response.headers["Referrer-Policy"] = "same-origin"
    # ok: python-referrer-policy-unsafe
    response.headers["X-Note"] = "unsafe-url"
    return response


# ok: python-referrer-policy-unsafe
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
