from aiohttp_session.redis_storage import RedisStorage
from flask import Flask, make_response

app = Flask(__name__)
REMEMBER_COOKIE = "remember"
# ruleid: python-session-cookie-httponly-off
app.config["SESSION_COOKIE_HTTPONLY"] = False
# ruleid: python-session-cookie-httponly-off
app.config.update(SESSION_COOKIE_HTTPONLY=False, DATABASE="shop.sqlite")


class Settings:
    # ruleid: python-session-cookie-httponly-off
    REMEMBER_COOKIE_HTTPONLY = False
    # ok: python-session-cookie-httponly-off
    SESSION_COOKIE_SECURE = False


def login(token, redis):
    response = make_response("welcome")
    # ruleid: python-session-cookie-httponly-off
    response.set_cookie("session_id", token, httponly=False)
    response.set_cookie(
        # ruleid: python-session-cookie-httponly-off
        REMEMBER_COOKIE, token, max_age=3600, secure=True, httponly=False, samesite="Lax"
    )
    # ruleid: python-session-cookie-httponly-off
    storage = RedisStorage(redis, httponly=False)
    return response, storage


def good(token):
    response = make_response("welcome")
    # ok: python-session-cookie-httponly-off
    response.set_cookie("session_id", token, httponly=True)
    # ok: python-session-cookie-httponly-off
    response.set_cookie("csrf_token", token, httponly=False)
    # ok: python-session-cookie-httponly-off
    response.set_cookie("theme", "dark", httponly=False)
    return response


# ok: python-session-cookie-httponly-off
app.config["SESSION_COOKIE_HTTPONLY"] = True
