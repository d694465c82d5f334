import re

from fastapi import APIRouter
from flask import Blueprint, request

from shop.models import LINES

bp = Blueprint("search", __name__)
router = APIRouter()
WORD = re.compile(r"\w+")


@bp.route("/grep")
def grep():
    # ruleid: python-regex-request
    wanted = re.compile(request.args["pattern"], re.IGNORECASE)
    return {"lines": [line for line in LINES if wanted.search(line)]}


@router.get("/lines")
def lines(word: str = ""):
    # ruleid: python-regex-request
    return [line for line in LINES if re.search(rf"\b{word}\b", line)]


@bp.route("/escaped")
def escaped():
    # ok: python-regex-request
    wanted = re.compile(re.escape(request.args["pattern"]), re.IGNORECASE)
    return {"lines": [line for line in LINES if wanted.search(line)]}


@bp.route("/constant")
def constant():
    # ok: python-regex-request
    match = re.fullmatch(r"[a-z]+", request.args["slug"])
    # ok: python-regex-request
    words = WORD.findall(request.args["text"])
    return {"found": bool(match), "words": words, "plain": request.args["q"] in LINES}
