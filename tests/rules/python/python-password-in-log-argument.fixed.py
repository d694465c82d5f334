import logging

logger = logging.getLogger(__name__)


def login(user, password, form):
    # ruleid: python-password-in-log-argument
    logger.info("login of %s with %s", user, "[redacted]")
    # ruleid: python-password-in-log-argument
    logging.debug("form: %s", "[redacted]")
    # ruleid: python-password-in-log-argument
    logger.warning("new key %r for %s", "[redacted]", user)

    # ok: python-password-in-log-argument
    logger.info("login of %s", user)
    # ok: python-password-in-log-argument
    logger.info("password given: %s", bool(password))
    # ok: python-password-in-log-argument
    logger.info("missing field %s", "password")
    # ok: python-password-in-log-argument
    logger.info("pin %d", password)
    # ok: python-password-in-log-argument
    logger.info("%s", user.password_hash)


class Account:
    def __init__(self, secret):
        self.logger = logger
        # ruleid: python-password-in-log-argument
        self.logger.error("opened with %s", "[redacted]")
        # ok: python-password-in-log-argument
        self.logger.error("opened")
