import logging
import traceback

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from fastapi import APIRouter, HTTPException
from flask import Blueprint, jsonify

from shop.orders import load

bp = Blueprint("orders", __name__)
router = APIRouter()
logger = logging.getLogger(__name__)


@bp.route("/orders")
def orders():
    try:
        return {"orders": load()}
    except Exception:
        # ruleid: python-traceback-in-response
        return traceback.format_exc(), 500


@bp.errorhandler(500)
def failed(error):
    lines = traceback.format_exception(error)
    # ruleid: python-traceback-in-response
    return jsonify({"error": str(error), "trace": "".join(lines)}), 500


def django_view(request):
    try:
        return JsonResponse({"orders": load()})
    except ValueError:
        text = traceback.format_exc()
        # ruleid: python-traceback-in-response
        return HttpResponse(f"<pre>{text}</pre>", status=500)


@router.get("/orders")
async def api_orders():
    try:
        return load()
    except ValueError:
        # ruleid: python-traceback-in-response
        raise HTTPException(status_code=500, detail=traceback.format_exc())


@bp.route("/logged")
def logged():
    try:
        return {"orders": load()}
    except Exception:
        # ok: python-traceback-in-response
        logger.error(traceback.format_exc())
        # ok: python-traceback-in-response
        return jsonify({"error": "internal server error"}), 500


@bp.route("/stored")
def stored():
    try:
        return {"orders": load()}
    except Exception:
        number = store_report(traceback.format_exc())
        # ok: python-traceback-in-response
        return jsonify({"error": "internal server error", "number": number}), 500


def developers(request):
    try:
        return JsonResponse({"orders": load()})
    except ValueError:
        if settings.DEBUG:
            # ok: python-traceback-in-response
            return HttpResponse(traceback.format_exc(), status=500)
        return HttpResponse(status=500)
