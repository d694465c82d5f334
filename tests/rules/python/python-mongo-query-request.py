from flask import Blueprint, request

from shop.database import collection, db

bp = Blueprint("query", __name__)


@bp.post("/search")
def search():
    # ruleid: python-mongo-query-request
    return {"rows": list(db.articles.find(request.get_json()))}


@bp.get("/articles")
def articles():
    wanted = request.args.to_dict()
    # ruleid: python-mongo-query-request
    return {"rows": list(collection.find(wanted, {"_id": 0}))}


async def remove(request):
    body = await request.json()
    # ruleid: python-mongo-query-request
    await request.app["db"].articles.delete_many(body)


@bp.post("/city")
def city():
    data = request.get_json()
    wanted = {"city": {"$eq": data["city"]}}
    # ok: python-mongo-query-request
    return {"rows": list(db.articles.find(wanted))}


@bp.post("/grown")
def grown():
    wanted = {"public": True}
    if "city" in request.json:
        wanted["city"] = str(request.json["city"])
    # ok: python-mongo-query-request
    return {"rows": list(db.articles.find(wanted))}


@bp.get("/position")
def position():
    text = "a long text"
    # ok: python-mongo-query-request
    return {"at": text.find(request.args["q"])}
