from flask import Flask, current_app, make_response

app = Flask(__name__)
# ruleid: python-cookie-secure-off
app.config["SESSION_COOKIE_SECURE"] = False


class Settings:
    # ruleid: python-cookie-secure-off
    SESSION_COOKIE_SECURE = False
    # ruleid: python-cookie-secure-off
    CSRF_COOKIE_SECURE = False
    # ok: python-cookie-secure-off
    SESSION_COOKIE_NAME = "shop"


def login(token):
    response = make_response("welcome")
    # ruleid: python-cookie-secure-off
    response.set_cookie("session_id", token, secure=False, httponly=True)
    return response


def good(token):
    response = make_response("welcome")
    # ok: python-cookie-secure-off
    response.set_cookie("session_id", token, secure=True, httponly=True)
    # ok: python-cookie-secure-off
    response.set_cookie("session_id", token, secure=current_app.config["HTTPS"], httponly=True)
    return response


# ok: python-cookie-secure-off
app.config["SESSION_COOKIE_SECURE"] = True
