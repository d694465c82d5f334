import os

from flask import Flask

app = Flask(__name__)
# ruleid: python-hardcoded-secret-key
app.secret_key = "rye-starter-7f3a91c4"
# ruleid: python-hardcoded-secret-key
app.config["SECRET_KEY"] = "aaaaaaa"
# ruleid: python-hardcoded-secret-key
app.config.from_mapping(SECRET_KEY="development", DATABASE="shop.sqlite")
# ruleid: python-hardcoded-secret-key
app.config.update(DATABASE="shop.sqlite", JWT_SECRET_KEY="7f3a91c4")


class Defaults:
    # ruleid: python-hardcoded-secret-key
    SECRET_KEY = "rye-starter-7f3a91c4"
    # ok: python-hardcoded-secret-key
    DATABASE = "shop.sqlite"


# ok: python-hardcoded-secret-key
app.secret_key = os.environ["SECRET_KEY"]
# ok: python-hardcoded-secret-key
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
# ok: python-hardcoded-secret-key
app.config.from_mapping(SECRET_KEY=None, DATABASE="shop.sqlite")
# ok: python-hardcoded-secret-key
app.config["SESSION_COOKIE_NAME"] = "shop"
# ok: python-hardcoded-secret-key
SECRET_KEY = ""
# ok: python-hardcoded-secret-key
SECRET_KEY_FILE = "/etc/shop/secret"


class Testing:
    TESTING = True
    # ok: python-hardcoded-secret-key
    SECRET_KEY = "test"


def client():
    # ok: python-hardcoded-secret-key
    app.config.update(TESTING=True, SECRET_KEY="test")
    return app.test_client()
