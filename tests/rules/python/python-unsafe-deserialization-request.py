import base64
import json
import marshal
import pickle

import jsonpickle
from flask import Flask, request

app = Flask(__name__)


@app.route("/cart")
def cart():
    # ruleid: python-unsafe-deserialization-request
    return str(pickle.loads(base64.b64decode(request.cookies["cart"])))


@app.route("/import", methods=["POST"])
def load():
    # ruleid: python-unsafe-deserialization-request
    return str(pickle.load(request.files["state"].stream))


@app.route("/state", methods=["POST"])
def state():
    data = request.get_data()
    # ruleid: python-unsafe-deserialization-request
    return str(len(marshal.loads(data)))


async def handler(request):
    text = await request.text()
    # ruleid: python-unsafe-deserialization-request
    return jsonpickle.decode(text)


@app.route("/json")
def as_json():
    # ok: python-unsafe-deserialization-request
    return str(json.loads(base64.b64decode(request.cookies["cart"])))


@app.route("/signed")
def signed(signer):
    # ok: python-unsafe-deserialization-request
    return str(pickle.loads(signer.unsign(request.cookies["cart"])))


def cached(path):
    with open(path, "rb") as file:
        # ok: python-unsafe-deserialization-request
        return pickle.load(file)


@app.route("/dump")
def dump():
    # ok: python-unsafe-deserialization-request
    return pickle.dumps({"name": request.args["name"]})
