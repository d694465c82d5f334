import os

import tornado.web
from bottle import request, response
from fastapi import FastAPI
from jose import jwt
from starlette.middleware.sessions import SessionMiddleware

from shop.handlers import HANDLERS

SECRET = "4f1c7d2b9a"
app = FastAPI()
# ruleid: python-web-secret-literal
app.add_middleware(SessionMiddleware, secret_key="not-a-secret", max_age=3600)
# ruleid: python-web-secret-literal
tornado.web.Application(HANDLERS, cookie_secret="d41d8cd98f00b204")


def token(user):
    # ruleid: python-web-secret-literal
    return jwt.encode({"sub": user}, SECRET, algorithm="HS256")


def login(user):
    # ruleid: python-web-secret-literal
    response.set_cookie("account", user, secret="some-secret-key")
    # ruleid: python-web-secret-literal
    return request.get_cookie("account", secret="some-secret-key")


# ruleid: python-web-secret-literal
SIMPLE_JWT = {"ALGORITHM": "HS256", "SIGNING_KEY": "8f2c1e"}

# ok: python-web-secret-literal
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_SECRET"])
# ok: python-web-secret-literal
tornado.web.Application(HANDLERS, cookie_secret=os.environ["COOKIE_SECRET"])
# ok: python-web-secret-literal
SIMPLE_JWT = {"ALGORITHM": "HS256", "SIGNING_KEY": os.environ["JWT_KEY"]}


def read(text, settings):
    # ok: python-web-secret-literal
    response.set_cookie("theme", "dark")
    # ok: python-web-secret-literal
    return jwt.decode(text, settings.jwt_key, algorithms=["HS256"])
