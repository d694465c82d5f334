import json

from bson import ObjectId
from flask import Blueprint, abort, request

from shop.database import mongo, sessions

bp = Blueprint("login", __name__)


@bp.post("/login")
def login():
    data = request.get_json()
    # ruleid: python-mongo-filter-request
    user = mongo.db.users.find_one({"name": {"$eq": data["name"]}, "active": True})
    return {"found": user is not None}


@bp.post("/token")
def token():
    # ruleid: python-mongo-filter-request
    row = sessions.find_one({"token": {"$eq": request.json.get("token")}}, {"_id": 0})
    return row or abort(401)


@bp.delete("/articles")
def delete():
    body = json.loads(request.data)
    # ruleid: python-mongo-filter-request
    mongo.db.articles.delete_many({"slug": {"$eq": body["slug"]}})
    return "", 204


@bp.post("/text")
def text():
    data = request.get_json()
    # ok: python-mongo-filter-request
    user = mongo.db.users.find_one({"name": str(data["name"])})
    # ok: python-mongo-filter-request
    other = mongo.db.users.find_one({"name": data["name"].strip().lower()})
    # ok: python-mongo-filter-request
    row = mongo.db.users.find_one({"_id": ObjectId(data["id"])})
    # ok: python-mongo-filter-request
    same = mongo.db.users.find_one({"name": {"$eq": data["name"]}})
    return {"found": bool(user or other or row or same)}


@bp.post("/checked")
def checked():
    name = request.json["name"]
    if not isinstance(name, str):
        abort(400)
    # ok: python-mongo-filter-request
    return {"found": mongo.db.users.find_one({"name": name}) is not None}


@bp.get("/search")
def search():
    # ok: python-mongo-filter-request
    return {"found": mongo.db.users.count_documents({"city": request.args["city"]})}


@bp.post("/note")
def note():
    # ok: python-mongo-filter-request
    mongo.db.notes.insert_one({"text": request.json["text"]})
    # ok: python-mongo-filter-request
    mongo.db.notes.update_one({"open": True}, {"$set": {"text": request.json["text"]}})
    return "", 204
