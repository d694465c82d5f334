import logging

logger = logging.getLogger(__name__)


def login(user, password, form):
    # ruleid: python-password-in-log
    logger.info(f"login of {user} with {password}")
    # ruleid: python-password-in-log
    logging.debug("form: {} {}".format(user, form["password"]))
    # ruleid: python-password-in-log
    logger.warning("login of %s with %s" % (user, password))
    # ruleid: python-password-in-log
    logger.error("key: " + user.api_key)

    # ok: python-password-in-log
    logger.info(f"login of {user}")
    # ok: python-password-in-log
    logger.info("password of {} changed".format(user))
    # ok: python-password-in-log
    logger.info("login of %s" % user)
    # ok: python-password-in-log
    logger.info(f"a password of {len(password)} characters")
    # ok: python-password-in-log
    logger.info("login of %s with %s", user, password)
