from bson.code import Code
from flask import Blueprint, request

from shop.database import db

bp = Blueprint("where", __name__)


@bp.get("/cheap")
def cheap():
    limit = request.args["limit"]
    # ruleid: python-mongo-where-request
    rows = db.products.find({"public": True, "$where": f"this.price < {limit}"})
    return {"rows": list(rows)}


@bp.get("/groups")
def groups():
    # ruleid: python-mongo-where-request
    reducer = Code("function(doc, out) { out.n += doc['" + request.args["field"] + "']; }")
    return {"groups": db.products.inline_map_reduce(reducer, reducer)}


@bp.get("/numbers")
def numbers():
    limit = float(request.args["limit"])
    # ok: python-mongo-where-request
    rows = db.products.find({"$where": f"this.price < {limit}"})
    # ok: python-mongo-where-request
    more = db.products.find({"price": {"$lt": limit}})
    return {"rows": [*rows, *more]}


@bp.get("/constant")
def constant():
    # ok: python-mongo-where-request
    rows = db.products.find({"$where": "this.sold > this.stock", "city": request.args["city"]})
    return {"rows": list(rows)}
