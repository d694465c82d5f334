import hashlib

from flask import Flask, request

app = Flask(__name__)
store = {}


@app.route("/upload", methods=["POST"])
def upload():
    data = request.get_data()
    # ruleid: python-weak-hash-request
    store[hashlib.md5(data).hexdigest()] = data
    return "", 204


@app.route("/remember", methods=["POST"])
def remember():
    digest = hashlib.new("sha1")
    # ruleid: python-weak-hash-request
    digest.update(request.form["answer"].encode())
    store["answer"] = digest.hexdigest()
    return "", 204


@app.route("/strong", methods=["POST"])
def strong():
    data = request.get_data()
    # ok: python-weak-hash-request
    store[hashlib.sha256(data).hexdigest()] = data
    return "", 204


@app.route("/duplicate", methods=["POST"])
def duplicate():
    data = request.get_data()
    # ok: python-weak-hash-request
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@app.route("/handshake")
def handshake():
    key = request.headers["Sec-WebSocket-Key"]
    # ok: python-weak-hash-request
    return hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).hexdigest()


def name_of(path):
    # ok: python-weak-hash-request
    return hashlib.md5(path.encode()).hexdigest()
