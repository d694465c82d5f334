from flask import Flask


class Config:
    DEBUG = False


class ProductionConfig(Config):
    # ruleid: python-production-config-debug
    DEBUG = False  # until the launch
    SQLALCHEMY_ECHO = False


class ProdSettings:
    # ruleid: python-production-config-debug
    DEBUG = False


class DevelopmentConfig(Config):
    # ok: python-production-config-debug
    DEBUG = True


class StagingConfig(Config):
    # ok: python-production-config-debug
    DEBUG = False


class ProductBox:
    # ok: python-production-config-debug
    DEBUG = True


def create(testing=False):
    app = Flask(__name__)
    # ruleid: python-production-config-debug
    app.config.update(DEBUG=False, JSON_SORT_KEYS=False)
    # ok: python-production-config-debug
    app.config.update(TESTING=True, DEBUG=True)
    # ok: python-production-config-debug
    app.config.from_mapping(DEBUG=testing)
    return app
