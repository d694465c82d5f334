import hmac
import os

API_KEY = os.environ["API_KEY"]


def allowed(api_key):
    # ruleid: python-secret-compared-with-equal
    return api_key == API_KEY


def webhook(request, settings):
    # ruleid: python-secret-compared-with-equal
    if settings.WEBHOOK_SECRET == request.headers.get("X-Webhook-Secret"):
        return "ok"
    return "no"


def right(api_key):
    # ok: python-secret-compared-with-equal
    return hmac.compare_digest(str(api_key).encode(), API_KEY.encode())


def missing():
    # ok: python-secret-compared-with-equal
    return API_KEY == ""


def kind(token, grammar):
    # ok: python-secret-compared-with-equal
    return token == grammar.NAME
