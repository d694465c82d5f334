from urllib.parse import quote

import requests
from django.http import HttpResponse
from flask import Blueprint, make_response, request

bp = Blueprint("files", __name__)


@bp.route("/export")
def export():
    response = make_response("a,b")
    # ruleid: python-response-header-request
    response.headers["Content-Disposition"] = str(f"attachment; filename={request.args['name']}.csv").replace("\r", "").replace("\n", "")
    # ruleid: python-response-header-request
    response.headers.set("X-Trace", str(request.args.get("trace", "")).replace("\r", "").replace("\n", ""))
    return response


def django_export(request):
    response = HttpResponse("a,b", content_type="text/csv")
    # ruleid: python-response-header-request
    response["Content-Disposition"] = str(("attachment; filename=" + request.GET["name"])).replace("\r", "").replace("\n", "")
    return response


@bp.route("/safe")
def safe():
    response = make_response("a,b")
    # ok: python-response-header-request
    response.headers["Content-Disposition"] = f"attachment; filename={quote(request.args['name'])}"
    # ok: python-response-header-request
    response.headers["X-Trace"] = request.args["trace"].replace("\r", "").replace("\n", "")
    # ok: python-response-header-request
    response.headers["X-Page"] = str(int(request.args["page"]))
    # ok: python-response-header-request
    response.headers["X-Request-Id"] = request.headers.get("X-Request-Id", "")
    # ok: python-response-header-request
    response.headers["X-Frame-Options"] = "DENY"
    return response


@bp.route("/send")
def send():
    session = requests.Session()
    # ok: python-response-header-request
    session.headers["X-Trace"] = request.args["trace"]
    return {"status": session.get("https://api.example.org", timeout=5).status_code}
