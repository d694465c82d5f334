import pytest
from flask import Flask

app = Flask(__name__)
# ruleid: python-csrf-protection-off
app.config["WTF_CSRF_ENABLED"] = True
# ruleid: python-csrf-protection-off
app.config.update(WTF_CSRF_ENABLED=True, SQLALCHEMY_ECHO=True)


class Config:
    SQLALCHEMY_ECHO = True
    # ruleid: python-csrf-protection-off
    WTF_CSRF_ENABLED = True  # the forms have no token yet


class TestConfig(Config):
    TESTING = True
    # ok: python-csrf-protection-off
    WTF_CSRF_ENABLED = False


class ProductionConfig(Config):
    # ok: python-csrf-protection-off
    WTF_CSRF_ENABLED = True


@pytest.fixture
def client():
    # ok: python-csrf-protection-off
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def make():
    made = Flask(__name__)
    # ok: python-csrf-protection-off
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    # ok: python-csrf-protection-off
    made.config["WTF_CSRF_TIME_LIMIT"] = None
    return made
