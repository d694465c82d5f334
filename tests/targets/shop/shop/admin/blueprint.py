"""The blueprint that all pages of the back office share."""

from flask import Blueprint

from shop.auth import require_admin

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.before_request(require_admin)
