import hmac
import os

API_KEY = os.environ["API_KEY"]


def allowed(api_key):
    # ruleid: python-secret-compared-with-equal
    return hmac.compare_digest(str(API_KEY).encode(), str(api_key).encode())


def webhook(request, settings):
    # ruleid: python-secret-compared-with-equal
    if hmac.compare_digest(str(settings.WEBHOOK_SECRET).encode(), str(request.headers.get("X-Webhook-Secret")).encode()):
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
