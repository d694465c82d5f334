from django.http import JsonResponse
from flask import Blueprint, request

bp = Blueprint("api", __name__)
ORIGINS = {"https://shop.example.org"}


@bp.after_request
def allow(response):
    # ruleid: python-cors-origin-reflected
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


def view(request):
    response = JsonResponse({})
    response["Access-Control-Allow-Credentials"] = "true"
    # ruleid: python-cors-origin-reflected
    response["Access-Control-Allow-Origin"] = request.META["HTTP_ORIGIN"]
    return response


@bp.after_request
def listed(response):
    origin = request.headers.get("Origin")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    if origin in ORIGINS:
        # ok: python-cors-origin-reflected
        response.headers["Access-Control-Allow-Origin"] = origin
    return response


@bp.after_request
def public(response):
    # ok: python-cors-origin-reflected
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    return response


@bp.after_request
def fixed(response):
    # ok: python-cors-origin-reflected
    response.headers["Access-Control-Allow-Origin"] = "https://shop.example.org"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@bp.after_request
def in_common(response):
    origin = request.headers["Origin"]
    if set(["*", origin]) & settings.ORIGINS:
        # ok: python-cors-origin-reflected
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
