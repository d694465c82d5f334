import logging

import structlog

log = structlog.get_logger()
logger = logging.getLogger(__name__)


def login(user, password, address):
    # ruleid: python-password-in-log-field
    log.info("login", user=user, password=password, address=address)


def connect(settings):
    # ruleid: python-password-in-log-field
    logger.debug("connecting", extra={"host": settings.host, "key": settings.api_key})


def request(user, access_token):
    # ruleid: python-password-in-log-field
    return log.bind(user=user, token=access_token)


def without(user, password):
    # ok: python-password-in-log-field
    log.info("login", user=user, password="[redacted]")


def presence(user, password):
    # ok: python-password-in-log-field
    log.info("login", user=user, has_password=bool(password))


def store(user, password):
    # ok: python-password-in-log-field
    user.update(name=user.name, password=password)


def counted(usage):
    # ok: python-password-in-log-field
    log.info("answer", tokens=usage.tokens, max_tokens=usage.limit)
