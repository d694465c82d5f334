"""The blueprint that all routes of the API share; its errors are JSON."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

bp = Blueprint("api", __name__, url_prefix="/api")


@bp.errorhandler(HTTPException)
def as_json(error: HTTPException) -> ResponseReturnValue:
    """`{"error": "..."}` with the status of the error."""
    return jsonify(error=error.description), error.code or 500
