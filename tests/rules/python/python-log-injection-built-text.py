import logging

from flask import Blueprint, current_app, request

bp = Blueprint("login", __name__)
logger = logging.getLogger(__name__)


@bp.route("/login", methods=["POST"])
def login():
    user = request.form["user"]
    # ruleid: python-log-injection-built-text
    logger.warning(f"login of {user} failed")
    # ruleid: python-log-injection-built-text
    current_app.logger.info("language " + request.args["lang"])
    # ruleid: python-log-injection-built-text
    logger.info("user %s from %s" % (user, request.remote_addr))
    return "", 401


@bp.route("/pages/<path:title>")
def page(title):
    # ruleid: python-log-injection-built-text
    logger.error("no such page: {}".format(title))
    return "", 404


@bp.route("/escaped")
def escaped():
    user = request.args["user"]
    # ok: python-log-injection-built-text
    logger.info("login of %s", user)
    line = user.replace("\n", " ")
    # ok: python-log-injection-built-text
    logger.info(f"login of {line}")
    # ok: python-log-injection-built-text
    logger.info(f"agent {request.headers.get('User-Agent')}")
    # ok: python-log-injection-built-text
    logger.info(f"{len(user)} characters, page {int(request.args['page'])}")
    return ""
