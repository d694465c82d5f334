import logging

from fastapi import APIRouter
from flask import Blueprint, request

bp = Blueprint("login", __name__)
router = APIRouter()
log = logging.getLogger(__name__)


@bp.route("/login", methods=["POST"])
def login():
    user = request.form["user"]
    # ruleid: python-log-injection-request
    log.warning("login of %s failed from %s", user, request.remote_addr)
    # ruleid: python-log-injection-request
    logging.info("language %s", request.args.get("lang", "en"), extra={"kind": "login"})
    return "", 401


@router.get("/search")
async def search(q: str):
    # ruleid: python-log-injection-request
    log.info("search for %s", q.strip())
    return []


def view(request):
    # ruleid: python-log-injection-request
    log.error("no such page: %s", request.GET["page"])


@bp.route("/escaped")
def escaped():
    user = request.args["user"]
    # ok: python-log-injection-request
    log.info("login of %r", user)
    # ok: python-log-injection-request
    log.info("login of %s", user.replace("\n", " "))
    # ok: python-log-injection-request
    log.info("page %d of %s", int(request.args["page"]), repr(user))
    # ok: python-log-injection-request
    log.info("agent %s", request.headers.get("User-Agent"))
    # ok: python-log-injection-request
    log.debug("arguments %s", request.args)
    return ""


@bp.route("/number/<int:number>")
def number(number):
    # ok: python-log-injection-request
    log.info("number %s", number)
    # ok: python-log-injection-request
    log.info("found %s", find_user(request.args["user"]))
    return ""
