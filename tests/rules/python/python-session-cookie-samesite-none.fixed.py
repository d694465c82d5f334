from fastapi import FastAPI
from flask import Flask
from starlette.middleware.sessions import SessionMiddleware

app = Flask(__name__)
api = FastAPI()
# ruleid: python-session-cookie-samesite-none
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"  # for the partner's page
# ruleid: python-session-cookie-samesite-none
app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=True)
# ruleid: python-session-cookie-samesite-none
SESSION_COOKIE_SAMESITE = "Lax"
# ruleid: python-session-cookie-samesite-none
api.add_middleware(SessionMiddleware, secret_key=app.secret_key, same_site="Lax")

# ok: python-session-cookie-samesite-none
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
# ok: python-session-cookie-samesite-none
SESSION_COOKIE_SAMESITE = "Strict"
# ok: python-session-cookie-samesite-none
LANGUAGE_COOKIE_SAMESITE = "None"
# ok: python-session-cookie-samesite-none
api.add_middleware(SessionMiddleware, secret_key=app.secret_key, same_site="lax")
